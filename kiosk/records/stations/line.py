"""How each part of the rounds with the office went: stored here, shown at the desk, and reported
to the office with the next push."""

from collections.abc import Mapping

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.vocabulary.wire import Part, Trouble

LONGEST = 200
"""Most characters that are kept of a failure."""
TOLD_AFTER_MS = 15 * 60_000
"""How long a part fails before the desk says so; a line down for a round or two is not worth it."""


class PartState(Local):
    """A part of the rounds. `ok_at` is when it last succeeded, `failing_since` when it first
    failed after that (UTC ms; None if it never did, or succeeded last), `says` the last
    failure."""

    part = peewee.TextField(primary_key=True)
    ok_at = peewee.BigIntegerField(null=True)
    failing_since = peewee.BigIntegerField(null=True)
    says = peewee.TextField()


def note(db: Database, went: Mapping[Part, Exception | None], at: int) -> None:
    """Stores how the parts of a round went: None for success. `at` is UTC ms."""
    with db.writing():
        before = {state.part: state for state in db.rows(PartState.select())}
        for part, trouble in went.items():
            was = before.get(part)
            since = was.failing_since if was and was.failing_since else at
            row = {
                "part": part,
                "ok_at": at if trouble is None else (was.ok_at if was else None),
                "failing_since": None if trouble is None else since,
                "says": "" if trouble is None else str(trouble)[:LONGEST],
            }
            kept = [PartState.ok_at, PartState.failing_since, PartState.says]
            db.run(
                PartState.insert(row).on_conflict(conflict_target=[PartState.part], preserve=kept)
            )


def troubles(db: Database) -> tuple[Trouble, ...]:
    """The parts that fail now, as reported to the office."""
    rows = db.rows(PartState.select().where(PartState.failing_since.is_null(False)))
    return tuple(
        Trouble(row.part, row.ok_at or row.failing_since, row.says)
        for row in sorted(rows, key=lambda row: row.failing_since)
    )


def failing(db: Database, now: int) -> list[PartState]:
    """The parts that have failed long enough for the desk to say so, the longest first."""
    limit = now - TOLD_AFTER_MS
    wanted = PartState.failing_since.is_null(False) & (PartState.failing_since <= limit)
    return db.rows(PartState.select().where(wanted).order_by(PartState.failing_since))


def since(db: Database) -> int | None:
    """When head office last took what this station sends (UTC ms), None for never."""
    facts = db.first(PartState.select().where(PartState.part == "facts"))
    return facts.ok_at if facts else None
