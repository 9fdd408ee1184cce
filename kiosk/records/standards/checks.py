"""Standards that a hall goes through (P23, P24, P25): by clerks each for themselves, and for the
hall by any member of staff. Each is read by its clerk and the manager; by others as `remarks` and
`facilities` say."""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, slot
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.publishing import in_halls
from kiosk.rules.publishing.scopes import Place
from kiosk.rules.standards import checking as rule
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary.documents import Standard
from kiosk.vocabulary.facts import Marked
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.standards import Subject


class Held(NamedTuple):
    """A standard that a hall has: its key without scope, and the SHA-256 of its content."""

    key: str
    version: str
    standard: Standard


def of_hall(db: Database, day: datetime.date, where: Place | None = None) -> list[Held]:
    """The standards that this hall, or the one at another place, has on a day, by key."""
    found = sorted(in_halls.all_of(db, "standard", day, where).items())
    return [
        Held(key, shown.version.sha256, shown.content)
        for key, shown in found
        if isinstance(shown.content, Standard)
    ]


def find(db: Database, day: datetime.date, key: str) -> Held:
    """One of this hall's standards; raises Refusal `no_standard`."""
    held = next((one for one in of_hall(db, day) if one.key == key), None)
    if held is None:
        raise Refusal("no_standard", key[:40])
    return held


def check(
    db: Database, author: Author, key: str, of: str, version: str, typed: Mapping[str, Typed]
) -> None:
    """A member of staff goes through the standard `of`, for himself or herself or for the hall;
    `version` is the one that the form was made for.

    Sent again, the form adds nothing. Raises Refusal `missing_key`, `no_standard`,
    `standard_changed`, and as `checking.answers`.
    """
    with writing(db, author, key) as entry:
        if entry.known:
            return
        held = find(db, author.day, of)
        if held.version != version:
            raise Refusal("standard_changed")
        for_clerk = held.standard.subject == "clerk"
        entry.write(
            Marked,
            mark="self" if for_clerk else "hall",
            subject=held.key,
            version=held.version,
            clerk=author.by if for_clerk else "",
            by=author.by,
            answers=rule.answers(held.standard, typed),
        )


# Reading -------------------------------------------------------------------------------


def of_days(
    db: Database, branches: Sequence[str], first: datetime.date, last: datetime.date
) -> list[Marked]:
    """The checks that hold in some branches, on the days from `first` to `last`: of each day the
    last one."""
    by_branch: dict[str, list[Marked]] = {}
    for one in _marks(db, branches, first, last):
        by_branch.setdefault(one.branch, []).append(one)
    return [one for some in by_branch.values() for one in rule.newest_by_day(some)]


def _marks(
    db: Database, branches: Sequence[str], first: datetime.date, last: datetime.date
) -> list[Marked]:
    return across.read(db, Marked, branches, Ledger.counted_day.between(first, last))


def holding(db: Database, branch: str, held: Held, day: datetime.date) -> dict[str, Marked]:
    """The checks of a standard that hold on a day, by clerk; under '' that of the hall."""
    first, _ = rule.period(held.standard.often, day)
    marks = _marks(db, [branch], first, day)
    found = rule.newest(one for one in marks if one.subject == held.key)
    return {clerk: one for (_, clerk), one in found.items()}


def due(db: Database, branch: str, badge: str, day: datetime.date) -> list[Held]:
    """The standards that a clerk has not gone through yet for the period that a day is in."""
    own = [one for one in of_hall(db, day) if one.standard.subject == "clerk"]
    return [one for one in own if badge not in holding(db, branch, one, day)]


_LAST = Prepared(
    Ledger.select()
    .where(
        (Ledger.branch == slot("branch"))
        & (Ledger.subject == slot("subject"))
        & (Ledger.kind == "marked")
        & (Ledger.counted == 1)
        & (Ledger.counted_day <= slot("day"))
    )
    .order_by(Ledger.counted_day.desc())
    .limit(50)
)


def last(db: Database, branch: str, held: Held, day: datetime.date) -> Marked | None:
    """The last check of the hall by a standard, up to a day; None if there was none."""
    rows = db.ask(_LAST, branch=branch, subject=held.key, day=day.isoformat())
    found = [one for one in across.once(rows, Marked) if one.clerk == ""]
    return max(found, key=lambda one: (one.day, one.at, one.event_id), default=None)


def offers(db: Database, subject: Subject, day: datetime.date) -> bool:
    """Whether this hall has a standard of this subject."""
    return any(one.standard.subject == subject for one in of_hall(db, day))
