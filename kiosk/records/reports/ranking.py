"""Halls, or the clerks of one hall, compared by what customers gave them at the screens: the funnel
first, then the places that are sure, and cards per 100 services. Read from the tallies and their
sums; with and without what is flagged."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.oversight.second_count import Flagged
from kiosk.records.people import clerks
from kiosk.records.reports import regions
from kiosk.records.reports.rated_share import MOST_DAYS
from kiosk.rules.office import ranking, shrinkage
from kiosk.rules.office.funnel import Funnel, funnel
from kiosk.rules.office.ranking import Field, Unit
from kiosk.rules.office.shrinkage import Given, Prior
from kiosk.rules.publishing.scopes import upward
from kiosk.vocabulary.facts import CARD_KINDS, GRADES, LOW_GRADES

SEED = 2024
"""The same figures always give the same page."""


class Asked(NamedTuple):
    """What is compared in these days, both included: the clerks of `branch`, or `halls` if that is
    '', or the `regions` of so many halls that these are too many."""

    first: datetime.date
    last: datetime.date
    halls: Sequence[str] = ()
    branch: str = ""
    regions: Mapping[str, Sequence[str]] | None = None

    @property
    def unit(self) -> str:
        """What is compared, as tallies call it."""
        if self.branch:
            return "clerk"
        return "branch" if self.regions is None else "region"


class Figures(NamedTuple):
    """What a unit was given. `given` are its cards and services in those days, or months, in which
    its hall reported services; None if it reported none."""

    satisfied: int
    rated: int
    given: Given | None


class Judged(NamedTuple):
    """What the figures of all units say: the funnel, None without ratings; the field with its
    places; and each unit's cards per service, drawn towards `prior`."""

    figures: dict[str, Figures]
    funnel: Funnel | None
    field: Field
    prior: Prior

    def rate(self, key: str) -> float | None:
        """A unit's cards per service, None if its services are not known."""
        given = self.figures[key].given
        return None if given is None else shrinkage.shrunk(given, self.prior)


class Comparison(NamedTuple):
    """All that was given, and the same without what is flagged; None if nothing is."""

    everything: Judged
    unflagged: Judged | None


def compare(db: Database, asked: Asked, flagged: Flagged, today: datetime.date) -> Comparison:
    """Compares the units that are asked for, also those without any ratings."""
    given = _given(db, asked, today)
    cards = {} if asked.regions is not None else _cards(db, asked)
    units = sorted({*_all(db, asked), *given})
    everything = _judge({one: _figures(given.get(one), cards.get(one)) for one in units})
    without = _of_units(asked, flagged)
    if not any(without.get(one) for one in units):
        return Comparison(everything, None)
    rest = {
        one: _figures(given.get(one), cards.get(one), without.get(one, Counter())) for one in units
    }
    return Comparison(everything, _judge(rest))


_judged: Cache[Judged] = Cache(60_000)
"""The last answers, by the figures that they were found from: units in all of them."""


def _judge(figures: dict[str, Figures]) -> Judged:
    key = ranking.MOST, *figures.items()
    known = _judged.get(key)
    if known is None:
        known = _find(figures)
        _judged.put(key, known, len(figures) + 1)
    return known


def _find(figures: dict[str, Figures]) -> Judged:
    units = [Unit(key, one.satisfied, one.rated) for key, one in figures.items()]
    known = [one.given for one in figures.values() if one.given]
    return Judged(figures, funnel(units), ranking.judge(units, SEED), shrinkage.prior(known))


def _figures(
    marks: Counter[str] | None, given: Counter[str] | None, without: Counter[str] | None = None
) -> Figures:
    """A unit's figures, none below 0: facts that arrive in pieces can leave that for a moment."""
    marks, without = marks or Counter(), without or Counter()
    left = {grade: max(0, marks.get(grade, 0) - without.get(grade, 0)) for grade in GRADES}
    rated, low = sum(left.values()), sum(left[grade] for grade in LOW_GRADES)
    if given is None:
        return Figures(rated - low, rated, None)
    cards = max(0, given["card"] - sum(without.get(kind, 0) for kind in CARD_KINDS))
    return Figures(rated - low, rated, Given(cards, max(0, given["served"])))


def _all(db: Database, asked: Asked) -> Sequence[str]:
    """Everyone who is to be compared, with or without ratings."""
    if asked.branch:
        return list(clerks.roster(db, asked.branch, asked.last))
    return asked.halls if asked.regions is None else list(asked.regions)


def _of_units(asked: Asked, flagged: Flagged) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    of = {one: name for name, some in (asked.regions or {}).items() for one in some}
    for (branch, clerk, mark), number in flagged.items():
        if branch == asked.branch or not asked.branch:
            unit = clerk if asked.branch else of.get(branch, "") if of else branch
            found.setdefault(unit, Counter())[mark] += number
    return found


def _which(asked: Asked) -> tallies.Which:
    days = tallies.Which(first=asked.first, last=asked.last)
    if asked.branch:
        return days | tallies.Which(branch=asked.branch)
    return days | tallies.Which(branches=asked.halls)


def _given(db: Database, asked: Asked, today: datetime.date) -> dict[str, Counter[str]]:
    """Customers' ratings at the screens, by unit and grade."""
    unit, of, which = asked.unit, {}, _which(asked)
    if asked.regions is not None:
        within = [one for some in asked.regions.values() for one in some]
        if (whole := regions.whole(db, today, within)) is not None:
            which = tallies.Which(first=asked.first, last=asked.last, regions=whole)
            of = {name: next((one for one in upward(name) if one in asked.regions), name)
                  for name in whole}  # fmt: skip
        else:
            unit, of = "branch", {one: name for name, some in asked.regions.items() for one in some}
            which |= tallies.Which(branches=within)
    which |= tallies.Which(kinds=("rating",), giver="customer", entry="screen")
    found = defaultdict[str, Counter[str]](Counter)
    for (key, mark), number in tallies.sums(db, [unit, "mark"], **which).items():
        if key or unit == "region":
            found[of.get(key, key)][mark] += number
    return found


def _cards(db: Database, asked: Asked) -> dict[str, Counter[str]]:
    """Customers' cards and their services, by unit. They count for those months in which the hall
    reported services, and within a hall for such days if they are not too many: cards of the others
    say nothing about a rate."""
    daily = asked.branch and (asked.last - asked.first).days < MOST_DAYS
    time = "day" if daily else "month"
    # the hall first and named once, in the order of an index: sorting would take as long again
    by, found = ["branch", time], defaultdict[str, Counter[str]](Counter)
    by += ["clerk"] if asked.branch else []
    place = by.index(asked.unit)
    served = tallies.sums(db, by, **_which(asked) | tallies.Which(kinds=("served",)))
    of_cards = _which(asked) | tallies.Which(kinds=("card",), giver="customer")
    reported = {key[:2] for key in served if key[place]}
    for kind, counted in (("served", served), ("card", tallies.sums(db, by, **of_cards))):
        for key, number in counted.items():
            if key[place] and key[:2] in reported:
                found[key[place]][kind] += number
    return found
