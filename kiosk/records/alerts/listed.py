"""The alerts of this machine, as its page lists them. They belong to this machine and never travel;
who has seen one at a desk and at head office are two things."""

from collections.abc import Sequence
from typing import Any

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import PAGE, Page
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Distributed
from kiosk.rules.alerts.deciding import HOUR_MS
from kiosk.vocabulary.refusals import Refusal

KEPT_MS = 90 * 24 * HOUR_MS
"""So long are alerts and messages kept."""
MOST_COUNTED = 99
"""The menu counts no further."""


class Alert(Distributed):
    """What a person should look at. `item` is what it is about: a fact's event_id, a station, or an
    alarm's code. `at` is when it happened; all times are UTC ms.

    `head_only` concerns the branch or its manager and is for head office alone; `shown` if this
    machine's page lists it; `withdrawn_at` if the customer took the rating back afterwards.
    """

    branch = peewee.TextField()
    alert_id = peewee.TextField()
    event = peewee.TextField()
    item = peewee.TextField()
    at = peewee.BigIntegerField()
    urgent = peewee.SmallIntegerField()
    head_only = peewee.SmallIntegerField()
    shown = peewee.SmallIntegerField()
    withdrawn_at = peewee.BigIntegerField(null=True)
    seen_at = peewee.BigIntegerField(null=True)
    seen_by = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("branch", "alert_id")
        indexes = ((("shown", "seen_at", "at"), False), (("at",), False))

    @property
    def name(self) -> str:
        """Which one it is: what a form sends back."""
        return f"{self.branch}/{self.alert_id}"


_NEW = (Alert.shown == 1) & Alert.seen_at.is_null()
_COUNTED = Prepared(Alert.select(Alert.alert_id).where(_NEW).limit(MOST_COUNTED))


def unseen(db: Database) -> int:
    """How many alerts on the page no one has seen, MOST_COUNTED at most."""
    return len(db.tuples(_COUNTED))


def listed(
    db: Database, *, branch: str = "", event: str = "", seen: bool = False, page: int = 1
) -> Page[Alert]:
    """A page of the alerts not seen yet, or of the others; urgent ones first, then the newest."""
    wanted: Any = (Alert.shown == 1) & Alert.seen_at.is_null(not seen)
    if branch:
        wanted &= Alert.branch == branch
    if event:
        wanted &= Alert.event == event
    newest = (Alert.urgent.desc(), Alert.at.desc(), Alert.alert_id)
    return paging.read(db, Alert.select().where(wanted).order_by(*newest), page)


def find(db: Database, branch: str, alert_id: str) -> Alert | None:
    """An alert, None if there is none, or none any more."""
    same = (Alert.branch == branch) & (Alert.alert_id == alert_id)
    found: Alert | None = db.first(Alert.select().where(same))
    return found


def see(db: Database, names: Sequence[str], by: str, at: int) -> None:
    """A person has seen those alerts that have these names. Raises Refusal `no_alert` for none."""
    wanted: Any = None
    for name in names[:PAGE]:
        branch, _, alert_id = name.rpartition("/")
        one = (Alert.branch == branch) & (Alert.alert_id == alert_id)
        wanted = one if wanted is None else wanted | one
    if wanted is None:
        raise Refusal("no_alert")
    _see(db, wanted, by, at)


def see_all(
    db: Database, newest: int, by: str, at: int, *, branch: str = "", event: str = ""
) -> None:
    """A person has seen all alerts up to the `newest` one that was shown."""
    wanted: Any = Alert.at <= newest
    if branch:
        wanted &= Alert.branch == branch
    if event:
        wanted &= Alert.event == event
    _see(db, wanted, by, at)


def _see(db: Database, wanted: Any, by: str, at: int) -> None:
    with db.writing():
        db.run(Alert.update(seen_at=at, seen_by=by).where(_NEW & wanted))
