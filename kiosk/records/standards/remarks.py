"""What was not done of the standards, and what was written: for the manager, head office, and,
without names, for the morning sheet."""

import datetime
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.records.standards import checks
from kiosk.rules.standards import checking as rule
from kiosk.vocabulary.documents import Item, Said, Standard
from kiosk.vocabulary.facts import Answer, Marked


class Items:
    """Standards as they were when they were gone through. Read once, asked often."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, Standard | None] = {}

    def standard(self, mark: Marked) -> Standard | None:
        """The standard of a check; None if this machine does not hold that version."""
        if mark.version not in self._known:
            content = documents.content(self._db, mark.version)
            self._known[mark.version] = content if isinstance(content, Standard) else None
        return self._known[mark.version]

    def of(self, mark: Marked, code: str) -> Item | None:
        """The item of this code in a check."""
        standard = self.standard(mark)
        items = standard.items if standard else ()
        return next((item for item in items if item.code == code), None)

    def is_facility(self, mark: Marked) -> bool:
        """Whether a check is of facilities."""
        standard = self.standard(mark)
        return standard is not None and standard.subject == "facilities"


class SelfChecks(NamedTuple):
    """How many of a hall's clerks checked themselves on a day, and how often each item was not
    done, the most frequent first."""

    checked: int
    clerks: int
    not_done: list[tuple[Said, int]]


def self_checks(
    db: Database, branch: str, badges: Collection[str], day: datetime.date
) -> SelfChecks | None:
    """The self-checks of these clerks on a day; None in a hall without a standard for clerks."""
    if not checks.offers(db, "clerk", day):
        return None
    items = Items(db)
    own = [one for one in checks.of_days(db, [branch], day, day) if one.clerk in badges]
    missed: Counter[Said] = Counter()
    for one in own:
        for answer in one.answers:
            if answer.result == "not_done":
                item = items.of(one, answer.code)
                missed[item.text if item else Said(answer.code)] += 1
    ordered = sorted(missed.items(), key=lambda pair: (-pair[1], pair[0].zh))
    return SelfChecks(len({one.clerk for one in own}), len(badges), ordered)


class Remark(NamedTuple):
    """An item that was not done, or of which something was written: in which check, and what."""

    mark: Marked
    item: Item | None
    answer: Answer


def of_branch(
    db: Database, branch: str, first: datetime.date, last: datetime.date, of: str = ""
) -> list[Remark]:
    """What was not done in a branch, and what was written, on the days from `first` to `last`, the
    newest first: by all standards for clerks or the hall, or by the standard `of` whatever it is
    for."""
    items = Items(db)
    marks = [one for one in checks.of_days(db, [branch], first, last) if of in ("", one.subject)]
    found = [
        Remark(one, items.of(one, answer.code), answer)
        for one in marks
        if of or not items.is_facility(one)
        for answer in one.answers
        if rule.outcome(answer) == "not_done" or answer.note
    ]
    return sorted(found, key=lambda one: (-one.mark.day.toordinal(), one.mark.clerk))
