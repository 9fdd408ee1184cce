"""Figures of our own, by the names that schemes use: cards, ratings and complaints of customers,
read from tallies, what a panel's marks come to, and scores of the monthly quiz.

A window's are those that are known to be its (kiosk/records/recognition/sources/windows.py).

Only customers' cards and the ratings at the hall's own screens and on paper count; what was taken
back does not. Nothing here knows what a customer is worth (P38).
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from kiosk.ground.db import Database
from kiosk.records.feedback import ratings
from kiosk.records.learning import quizzes
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import Which
from kiosk.records.recognition import measured
from kiosk.records.recognition.registers import nominations
from kiosk.records.recognition.sources import tenure
from kiosk.records.recognition.sources import windows as at_windows
from kiosk.rules.feedback.wilson import interval
from kiosk.rules.recognition.schemes import Figures, figures_of
from kiosk.rules.recognition.sources import windows
from kiosk.vocabulary.documents import Scheme
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, LOW_GRADES
from kiosk.vocabulary.schemes import FIGURES, Unit

_AT_ONCE = 500
"""Units in one query."""
_PLACES = 6
"""Decimals of a share that its float is read by; all of them are exact."""


def read(
    db: Database, unit: Unit, units: Sequence[str], first: datetime.date, last: datetime.date
) -> dict[str, Figures]:
    """What customers and panels gave to these clerks, by badge, windows, by branch/number, or
    branches, by id; days inclusive. `branch/` is what of a branch belongs to no window that is
    known."""
    if unit == "window":
        return _of_windows(db, units, first, last)
    found: dict[str, Figures] = {}
    marked = nominations.points(db, first, last) if unit == "clerk" else {}
    scores = quizzes.scores(db, unit, first, last)
    for start in range(0, len(units), _AT_ONCE):
        some = units[start : start + _AT_ONCE]
        days = Which(first=first, last=last)
        of = days | (Which(clerks=some) if unit == "clerk" else Which(branches=some))
        counted = _counted(db, unit, of)
        for one in some:
            more = {"panel": marked.get(one), "quiz": scores.get(one)}
            found[one] = {**_figures(counted.get(one, Counter())), **more}
    return found


def of_scheme(
    db: Database,
    scheme: Scheme,
    units: Sequence[str],
    first: datetime.date,
    last: datetime.date,
) -> dict[str, Figures]:
    """The same for those who take part in a scheme, with the imported figures that it names, and
    the months on the roster if it names them."""
    given = read(db, scheme.unit, units, first, last)
    named = figures_of(scheme)
    codes = [name for name in named if name not in FIGURES]
    more = measured.read(db, scheme.unit, codes, first, last) if codes else {}
    if "roster_months" in named and scheme.unit == "clerk":
        for badge, number in tenure.months(db, units, last).items():
            more.setdefault(badge, {})["roster_months"] = number
    return {unit: {**own, **more.get(unit, {})} for unit, own in given.items()}


def _of_windows(
    db: Database, units: Sequence[str], first: datetime.date, last: datetime.date
) -> dict[str, Figures]:
    """What was given at a window that is not asked for belongs to none."""
    found: dict[str, Figures] = {}
    for branch, some in groupby(sorted(units), key=lambda unit: unit.partition("/")[0]):
        counted = at_windows.counted(db, branch, first, last)
        for unit in some:
            number = windows.number(unit.partition("/")[2])
            if number != windows.UNKNOWN:
                found[unit] = _figures(counted.pop(number, Counter()))
        found[f"{branch}/"] = _figures(sum(counted.values(), Counter()))
    return found


def _counted(db: Database, unit: Unit, of: Which) -> Mapping[str, Counter[str]]:
    """Cards and grades by mark, and complaints, of each unit that has any."""
    given = of | Which(kinds=("card", "rating"), giver="customer")
    filed = of | Which(kinds=("case",), marks=("complaint",))
    found: dict[str, Counter[str]] = {}
    for which in (given, filed):
        for (one, mark), number in tallies.sums(db, [unit, "mark"], **which).items():
            found.setdefault(one, Counter())[mark] += number
    return found


def _figures(counted: Counter[str]) -> Figures:
    cards = {str(kind): counted[kind] for kind in CARD_KINDS}
    counts: dict[str, int] = {
        **cards,
        "cards": sum(cards.values()),
        "least": min(cards.values()),
        "ratings": sum(counted[grade] for grade in GRADES),
        "low_grades": sum(counted[grade] for grade in LOW_GRADES),
        "complaints": counted["complaint"],
    }
    shares = _shares(counted, counts["ratings"])
    return {name: Decimal(number) for name, number in counts.items()} | shares


def _shares(counted: Counter[str], n: int) -> dict[str, Decimal | None]:
    """Satisfied among all ratings, in per cent, and the lower bound of that."""
    if not n:
        return {"satisfaction": None, "satisfaction_low": None}
    good = sum(counted[grade] for grade in ratings.SATISFIED)
    low = interval(good, n).low
    return {
        "satisfaction": Decimal(100 * good) / n,
        "satisfaction_low": Decimal(f"{100 * low:.{_PLACES}f}"),
    }
