"""Registers (登记簿): who writes and reads, and when an entry is shown; who may nominate for the
award for considerate service (P05), and what a panel's marks come to.

That marks go from 0 to 10, that a panel's figure is the mean of its members' sums, and that a
clerk's best nomination counts, are our choices (docs/practices.md).
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from kiosk.rules.recognition import periods
from kiosk.vocabulary.documents import Register
from kiosk.vocabulary.facts import Consented, Entered, PanelMarked, Role, Source

IN_CHARGE: tuple[Role, ...] = ("manager", "office")
MOST_MARK = 10


def may_write(register: Register, role: Role) -> bool:
    """Whether this person enters something."""
    return role in IN_CHARGE or (role == "clerk" and register.writers == "staff")


def may_read(register: Register, role: Role) -> bool:
    """Whether this person reads what is shown."""
    return role in IN_CHARGE or (role == "clerk" and register.readers != "managers")


def consent(entry: Entered, given: Iterable[Consented]) -> str:
    """What holds of an entry: yes, no, or '' for nothing yet. Only the clerk whom it is about says
    yes; who is in charge can take it down."""
    heard = [
        one
        for one in given
        if one.subject == entry.event_id
        and (_is_own(entry, one) or (one.mark == "no" and one.role in IN_CHARGE))
    ]
    last = max(heard, key=lambda one: (one.at, one.event_id), default=None)
    return last.mark if last else ""


def _is_own(entry: Entered, said: Consented) -> bool:
    return said.role in ("clerk", "manager") and said.by == entry.clerk != ""


def until(register: Register, entry: Entered) -> datetime.date | None:
    """The last day on which an entry is shown, None for good: the end of a month."""
    return periods.until(periods.of("month", entry.day).last, register.months)


def is_shown(register: Register, entry: Entered, said: str, day: datetime.date) -> bool:
    """Whether an entry is shown on a day, after what its clerk `said`. Who has refused is not
    shown, whatever the register asks for."""
    last = until(register, entry)
    if last is not None and day > last:
        return False
    return said == "yes" if register.consent and entry.clerk else said != "no"


def entry_id(nomination: str) -> str:
    """The event_id of the only entry that can follow from a nomination."""
    return hashlib.sha256(f"entered {nomination}".encode()).hexdigest()


# Nominations ----------------------------------------------------------------------------


def refused(source: Source, by: str, clerk: str) -> str:
    """The code of the refusal of a nomination, or '': a diary is disclosed by its owner alone, and
    no one nominates himself or herself for what was only seen."""
    if source == "diary" and by != clerk:
        return "not_own_diary"
    return "own_nomination" if source == "seen" and by == clerk else ""


class Sheet(NamedTuple):
    """A panel member's last marks of a nomination."""

    role: Role
    by: str
    marks: tuple[int, int, int]

    @property
    def sum(self) -> int:
        return sum(self.marks)


def sheets(marked: Iterable[PanelMarked]) -> list[Sheet]:
    """One sheet for each member, the last one, of the marks of one nomination."""
    last: dict[tuple[str, str], PanelMarked] = {}
    for one in sorted(marked, key=lambda mark: (mark.at, mark.event_id)):
        marks = (one.pressure, one.contribution, one.example)
        if one.role in IN_CHARGE and all(0 <= mark <= MOST_MARK for mark in marks):
            last["manager" if one.role == "manager" else "office", one.by] = one
    return [
        Sheet(one.role, one.by, (one.pressure, one.contribution, one.example))
        for _, one in sorted(last.items())
    ]


def mean(of: Sequence[Sheet]) -> Decimal | None:
    """The mean of the members' sums, None without any."""
    return Decimal(sum(one.sum for one in of)) / len(of) if of else None


def best(marked: Mapping[str, Sequence[Decimal | None]]) -> dict[str, Decimal]:
    """The best nomination of each clerk, of those that were marked."""
    found = {clerk: [one for one in means if one is not None] for clerk, means in marked.items()}
    return {clerk: max(means) for clerk, means in found.items() if means}
