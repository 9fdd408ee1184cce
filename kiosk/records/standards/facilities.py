"""What a hall has for customers (P25), as of the last check of each of its standards for
facilities. Read by customers in the lobby, and by the manager."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.standards import checks
from kiosk.records.standards.checks import Held
from kiosk.rules.standards import checking as rule
from kiosk.rules.standards.facilities import Facility, is_old
from kiosk.vocabulary.facts import Marked


class Facilities(NamedTuple):
    """A hall's facilities by one standard; `old` if their last check should have been repeated."""

    held: Held
    kept: list[Facility]
    checked: Marked | None
    old: bool


def of_hall(db: Database, branch: str, day: datetime.date) -> list[Facilities]:
    """The facilities of this hall, standard by standard."""
    return [
        _facilities(db, branch, held, day)
        for held in checks.of_hall(db, day)
        if held.standard.subject == "facilities"
    ]


def _facilities(db: Database, branch: str, held: Held, day: datetime.date) -> Facilities:
    checked = checks.last(db, branch, held, day)
    said = {one.code: one for one in checked.answers} if checked else {}
    kept = [
        Facility(item, said.get(item.code), checked.day if checked else None)
        for item in rule.defined(held.standard)
    ]
    old = checked is not None and is_old(held.standard.often, checked.day, day)
    return Facilities(held, kept, checked, old)
