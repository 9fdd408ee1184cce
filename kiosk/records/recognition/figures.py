"""Figures of our own, by the names that schemes use: cards, ratings and complaints of customers,
read from tallies, what a panel's marks come to, and scores of the monthly quiz.

Only customers' cards and the ratings at the hall's own screens and on paper count; what was taken
back does not. Nothing here knows what a customer is worth (P38).
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kiosk.ground.db import Database
from kiosk.records.feedback import ratings
from kiosk.records.learning import quizzes
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import Which
from kiosk.records.recognition import measured
from kiosk.records.recognition.registers import nominations
from kiosk.rules.feedback.wilson import interval
from kiosk.rules.recognition.schemes import Figures, figures_of
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
    """All figures of these clerks, by badge, or branches, by id; days inclusive."""
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
    """The same for those who take part in a scheme, with the imported figures that it names."""
    given = read(db, scheme.unit, units, first, last)
    codes = [name for name in figures_of(scheme) if name not in FIGURES]
    more = measured.read(db, scheme.unit, codes, first, last) if codes else {}
    return {unit: {**own, **more.get(unit, {})} for unit, own in given.items()}


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
