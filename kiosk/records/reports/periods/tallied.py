"""Figures of a report that the tallies hold: what customers gave, and what is known of the staff's
own work."""

import datetime
from collections import Counter
from collections.abc import Collection
from typing import Any, NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, among, slot
from kiosk.records.ledger import tallies
from kiosk.records.ledger.regions.sums import RegionMonth
from kiosk.records.ledger.tallies import KINDS, PHONE, STAFF, BranchMonth, Which
from kiosk.records.reports import regions
from kiosk.rules.office.reports.figures import NOT_RECORDED, Value, hidden
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CARD_KINDS, DIARY_MARKS, FAMILIES, GRADES, LOW_GRADES

_READ = (*KINDS, "voided", PHONE, *STAFF)
_AT_TIMES = ("rating", "case", "help", "praise_entered", "box_opened", "served", *STAFF)
"""What is not recorded until there is a first one."""

_EVER = Prepared(
    BranchMonth.select(BranchMonth.n)
    .where(
        (BranchMonth.kind == slot("kind"))
        & (BranchMonth.month <= slot("month"))
        & (BranchMonth.n > 0)
    )
    .limit(1)
)
_OF_RATINGS = (
    "rated", "satisfied", "low", *(f"grade_{one}" for one in GRADES), "by_phone", "withdrawn",
)  # fmt: skip


class Tallied(NamedTuple):
    """A group of tallies."""

    kind: str
    mark: str
    giver: str
    entry: str


def known(
    db: Database, last: datetime.date, branches: Collection[str] | None, today: datetime.date
) -> set[str]:
    """The kinds of facts of which there was a first one up to the month of a day."""
    if branches is not None and (names := regions.whole(db, today, branches)) is not None:
        of_regions = among(RegionMonth.region, names)
        return {kind for kind in _AT_TIMES if _ever(db, RegionMonth, kind, last, of_regions)}
    if branches is None:
        month = f"{last:%Y-%m}"
        return {kind for kind in _AT_TIMES if db.tuples(_EVER, kind=kind, month=month)}
    some = among(BranchMonth.branch, branches)
    return {kind for kind in _AT_TIMES if _ever(db, BranchMonth, kind, last, some)}


def read(
    db: Database, span: Span, branches: Collection[str] | None, there: set[str],
    today: datetime.date,
) -> dict[str, Value]:  # fmt: skip
    """The figures of some days by their codes; of these branches, None for all. `there` are the
    kinds that are recorded."""
    which = Which(kinds=_READ, first=span.first, last=span.last)
    if branches is not None and (names := regions.whole(db, today, branches)) is not None:
        which["regions"] = names
    else:
        which["branches"] = branches
    summed = tallies.sums(db, Tallied._fields, **which)
    found = Counter({Tallied(*key): n for key, n in summed.items()})
    given = _given(found)
    if "rating" not in there:
        given |= dict.fromkeys(_OF_RATINGS, NOT_RECORDED)
    return given | _kept(found, there)


def _ever(db: Database, row: Any, kind: str, last: datetime.date, some: Any) -> bool:
    """Whether there was anything of a kind up to the month of a day."""
    wanted = some & (row.kind == kind) & (row.month <= f"{last:%Y-%m}") & (row.n > 0)
    return db.first(row.select(row.n).where(wanted).tuples()) is not None


def _given(found: Counter[Tallied]) -> dict[str, Value]:
    """Ratings and cards of customers, and cards among the staff."""
    kinds: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    givers: Counter[str] = Counter()
    paper = phone = withdrawn = 0
    for of, n in found.items():
        if of.kind == "card" and of.giver == "customer":
            kinds[of.mark] += n
            paper += n if of.entry == "paper" else 0
        elif of.kind == "card":
            givers[of.giver] += n
        elif of.kind == "rating":
            grades[of.mark] += n
        elif of.kind == PHONE:
            phone += n
        elif of.kind == "voided" and of.mark in tallies.GIVEN:
            withdrawn += n
    cards, rated = sum(kinds.values()), sum(grades.values())
    low = sum(grades[one] for one in LOW_GRADES)
    return {
        "rated": Value(rated),
        "satisfied": Value(rated - low, rated),
        "low": Value(low, rated),
        **{f"grade_{one}": Value(grades[one]) for one in GRADES},
        "by_phone": Value(phone),
        "cards": Value(cards),
        **{str(kind): Value(kinds[kind]) for kind in CARD_KINDS},
        **{
            str(family): Value(sum(kinds[kind] for kind in members), cards)
            for family, members in FAMILIES.items()
        },
        "paper": Value(paper),
        "withdrawn": Value(withdrawn),
        "staff_cards": Value(sum(givers.values())),
        **{f"{one}_cards": Value(givers[one]) for one in facts.GIVERS if one != "customer"},
    }


class _Counts:
    """Numbers of what is recorded only where it is used; `known` are the kinds that ever were."""

    def __init__(self, found: Counter[Tallied], known: set[str]) -> None:
        self._known = known
        self._marks: Counter[tuple[str, str]] = Counter()
        for of, n in found.items():
            self._marks[of.kind, of.mark] += n

    def number(self, kind: str, *marks: str) -> int:
        """How many there are of a kind, with any of these marks."""
        return sum(
            n
            for (one, mark), n in self._marks.items()
            if one == kind and mark in (marks or (mark,))
        )

    def value(self, kind: str, *marks: str, of: str = "") -> Value:
        """The same as a figure; none if there was never a first one (`of` the kind itself, unless
        another one is named)."""
        return Value(self.number(kind, *marks)) if (of or kind) in self._known else NOT_RECORDED


def _kept(found: Counter[Tallied], known: set[str]) -> dict[str, Value]:
    """What the halls and their staff do."""
    of = _Counts(found, known)
    judged, early = of.number("arrived", "on_time", "later"), of.number("arrived", "on_time")
    ruled = of.number("grade_ruled") + of.number("case_ruled")
    upheld = of.number("grade_ruled", "upheld") + of.number("case_ruled", "upheld")
    return {
        "served": of.value("served"),
        "letters": of.value("praise_entered", "letter"),
        "banners": of.value("praise_entered", "banner"),
        "boxes": of.value("box_opened"),
        "tiers": of.value("awarded", "tier"),
        "awards": of.value("awarded", "award"),
        "elections": of.value("election_counted"),
        "entered": of.value("entered"),
        "support": hidden(of.value("support").n),
        **{f"diary_{mark}": of.value("diary_counted", mark) for mark in DIARY_MARKS},
        "ideas": of.value("idea"),
        "ideas_adopted": of.value("task_moved", "adopted", of="idea"),
        "ideas_recommended": of.value("task_moved", "recommended", of="idea"),
        "rulebooks_read": of.value("rulebook_read"),
        "self_checks": of.value("marked", "self"),
        "hall_checks": of.value("marked", "hall"),
        "arrivals": Value(early, judged) if judged else NOT_RECORDED,
        "quizzes": of.value("quiz_taken"),
        "objections": Value(of.number("grade_disputed") + of.number("case_disputed")),
        "rulings": Value(ruled),
        "upheld": Value(upheld, ruled) if ruled else NOT_RECORDED,
    }
