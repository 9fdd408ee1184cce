"""Head office's wall: a large screen in a room where many see it. It shows halls and numbers, but
no customer's words and no one's contact details."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, render_template

from kiosk.records.cases import lists as case_lists
from kiosk.records.cases.lists import OfBranch
from kiosk.records.ledger import tallies
from kiosk.records.publishing import branches
from kiosk.records.reports import changes, weeks
from kiosk.records.reports.weeks import Figures
from kiosk.records.stations import states
from kiosk.records.stations.states import Silent
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.ledger.time import monday
from kiosk.web.frame import scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("wall", __name__, url_prefix="/wall")
blueprint.before_request(signed_in.required)
NAMED = 6
"""Halls that a list names."""


class Today(NamedTuple):
    """What customers gave today."""

    cards: int
    rated: int


class Late(NamedTuple):
    """Cases whose day is over, how many (counted no further than a list), and in which halls."""

    number: int
    halls: list[OfBranch]


class Quiet(NamedTuple):
    """How many stations have not called for a day, and the first ones."""

    number: int
    stations: list[Silent]


@blueprint.get("")
def page() -> str:
    """A passer-by at head office sees on the wall which halls changed, which stations are silent
    and where cases are overdue."""
    return render_template("office/wall/wall.html", **_shown())


@blueprint.get("/shown")
def shown() -> str:
    """A passer-by at head office sees the wall's numbers of this half minute."""
    return render_template("office/wall/_display.html", **_shown())


def _shown() -> dict[str, Any]:
    db, day, within = here.db, business_day(), scope.branches()
    week = changes.last_whole(day)
    ((_, this),) = weeks.trend(db, "", monday(day), 1, day, within)
    worse, better = (
        changes.listed(db, week, one, 1, within).rows[:NAMED] for one in ("worse", "better")
    )
    late, quiet = _late(day), _quiet()
    named = [one.branch for one in (*worse, *better)]
    named += [one.branch for one in late.halls] + [one.branch for one in quiet.stations]
    return {
        "today": _today(day),
        "share": this.satisfaction if this.rated >= FEW else None,
        "unflagged": _unflagged(this),
        "overview": changes.counted(db, week, within),
        "worse": worse,
        "better": better,
        "week": week,
        "until": week + datetime.timedelta(6),
        "late": late,
        "quiet": quiet,
        "branches": branches.named(db, named, day),
        "day": day,
        "now": here.time.utc,
    }


def _unflagged(week: Figures) -> float | None:
    """The share without what is flagged; None if nothing is, or too little is left."""
    rest = week.unflagged
    if rest.rated == week.rated or rest.rated < FEW or rest.satisfaction is None:
        return None
    return rest.satisfaction.share


def _today(day: datetime.date) -> Today:
    which = tallies.Which(
        kinds=("card", "rating"), giver="customer", first=day, last=day, branches=scope.branches()
    )
    if which["branches"] is None:
        del which["branches"]  # all together have a sum of their own
    found = tallies.sums(here.db, ["kind"], **which)
    return Today(max(0, found.get(("card",), 0)), max(0, found.get(("rating",), 0)))


def _late(day: datetime.date) -> Late:
    which = case_lists.Which(late=day)
    if (within := scope.branches()) is not None:
        which["branches"] = within
    number = case_lists.listed(here.db, **which).number
    return Late(number, case_lists.by_branch(here.db, **which).rows[:NAMED] if number else [])


def _quiet() -> Quiet:
    now, within = here.time.utc, scope.branches()
    number = states.silent(here.db, now, within)
    return Quiet(number, states.longest_silent(here.db, now, within, NAMED) if number else [])
