"""The manager's pages of feedback: how satisfied customers were, when and with whom; what waits for
a person, as a list that can be filtered and exported; and what was taken back.

Over the line limit: figures and list are asked for by the same filters, and lead to each other.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.records.feedback import handling, lists, ratings, withdrawn
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import tallies
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls, offered
from kiosk.records.recognition.own import objections
from kiosk.records.reports import rated_share
from kiosk.rules.feedback import wilson
from kiosk.rules.ledger.time import UNKNOWN_HOUR
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import days, paging, signed_in
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here

blueprint = Blueprint("ratings", __name__, url_prefix="/ratings")
blueprint.before_request(signed_in.only_in_charge)
SPAN = datetime.timedelta(29)
"""The figures begin with the last thirty days."""
BY_MONTH_FROM = 62
"""Longer periods, in days, are counted by month."""
WAITING_SHOWN = 5
KINDS = {"rating": ("rating",), "card": ("card",), "praise_entered": ("praise_entered",)}
ENTRIES = ("screen", "phone", "paper")
CHOICES = {
    "mark": ("low", *facts.GRADES, *KINDS),
    "state": ("waiting", "withdrawn"),
    "entry": ENTRIES,
}
"""What the list's filters can be, besides '' for any."""


class Line(NamedTuple):
    """A row of figures: what it counts, how many ratings of each grade, of all, and low ones; the
    share that is satisfied, None if there are too few to say."""

    key: Any
    grades: dict[str, int]
    n: int
    low: int
    satisfied: wilson.Interval | None


def _line(key: Any, grades: dict[str, int]) -> Line:
    n, low = sum(grades.values()), sum(grades.get(grade, 0) for grade in facts.LOW_GRADES)
    return Line(key, grades, n, low, ratings.satisfied(grades) if n >= wilson.FEW else None)


def _lines(counted: Mapping[tuple[Any, ...], dict[str, int]], newest: bool = False) -> list[Line]:
    lines = [_line(key, grades) for (key,), grades in counted.items()]
    return sorted(lines, key=lambda line: line.key, reverse=newest)


def _by_grade(counted: Mapping[tuple[str, str], int]) -> dict[tuple[Any, ...], dict[str, int]]:
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for (key, grade), n in counted.items():
        found.setdefault((key,), {})[grade] = n
    return found


@blueprint.get("")
def figures() -> tuple[str, int]:
    """A manager sees how satisfied customers were, by day, hour, clerk, service and reason."""
    of, clerk = signed_in.clerk(), request.args.get("clerk", "")[:40]
    first, last, wrong = days.period(of.day - SPAN, of.day)
    which: tallies.Which = {"branch": of.branch, "first": first, "last": last}
    kept = handling.kept_from(here.db, of)
    said = lists.Which(
        branch=of.branch,
        first=first,
        last=last,
        kinds=("rating",),
        entry="screen",
        withdrawn=False,
        not_about=kept,
    )
    if clerk:
        which["clerk"] = said["clerk"] = clerk
    by_time: Literal["day", "month"] = "month" if (last - first).days >= BY_MONTH_FROM else "day"
    by_clerk = _lines(ratings.grades(here.db, ["clerk"], **which))
    waiting = lists.listed(here.db, **handling.waiting(here.db, of))
    signed_in.viewed(clerk, "figures")
    whole = ratings.grades(here.db, [], **which).get((), {})
    upheld = objections.upheld(here.db, of.branch, clerk, first, last)
    page = render_template(
        "desk/ratings/figures.html",
        upheld=sum(upheld.values()),
        satisfied_without=_without(whole, upheld),
        first=first,
        last=last,
        clerk=clerk,
        asked=of_address(wrong),
        whole=_line("", whole),
        by_time=_lines(ratings.grades(here.db, [by_time], **which), newest=True),
        monthly=by_time == "month",
        by_hour=_lines(ratings.grades(here.db, ["hour"], **which)),
        by_clerk=by_clerk,
        by_service=_lines(_by_grade(lists.counts(here.db, ["service", "mark"], **said))),
        by_reason=_lines(_by_grade(lists.reasons(here.db, **said))),
        phone=_line("", ratings.grades(here.db, [], tallies.PHONE, **which).get((), {})),
        sources=_sources(which),
        **_shares(rated_share.Asked(first, last, of.branch, clerk), by_time),
        waiting=waiting.rows[:WAITING_SHOWN],
        waiting_number=lists.number(here.db, **handling.waiting(here.db, of)),
        UNKNOWN_HOUR=UNKNOWN_HOUR,
        FEW=wilson.FEW,
        **_around([clerk, *(line.key for line in by_clerk), *(row.clerk for row in waiting.rows)]),
    )
    return page, 422 if wrong else 200


def _without(grades: dict[str, int], upheld: dict[str, int]) -> wilson.Interval | None:
    """The share without low grades that were ruled mistaken or malicious."""
    return _line("", {grade: n - upheld.get(grade, 0) for grade, n in grades.items()}).satisfied


def _shares(asked: rated_share.Asked, by_time: Literal["day", "month"]) -> dict[str, Any]:
    """How many customers were served and rated, by time and by clerk."""
    by_clerk = rated_share.by(here.db, "clerk", asked)
    return {
        "shared": rated_share.total(share for _, share in by_clerk),
        "shares_by_clerk": by_clerk,
        "shares_by_time": rated_share.by(here.db, by_time, asked),
    }


def _sources(which: tallies.Which) -> dict[tuple[Any, ...], int]:
    """What customers gave on the screen, and what came on paper: cards and ratings."""
    of_customers = which.copy()
    of_customers["kinds"], of_customers["giver"] = ("rating", "card"), "customer"
    return tallies.sums(here.db, ["kind", "entry"], **of_customers)


def _around(badges: Iterable[str]) -> dict[str, Any]:
    """Values for all of these pages: the hall, its clerks with these, of whom some have left, its
    services and reasons."""
    of = signed_in.clerk()
    roster = clerks.roster(here.db, of.branch, of.day)
    return {
        "names": roster | clerks.named(here.db, set(badges) - roster.keys(), of.day),
        "services": in_halls.contents(here.db, "service", of.day),
        "hall": branches.hall(here.db, of.day),
        "reasons": offered.reasons(here.db, of.day),
        "branch": of.branch,
        "some_elsewhere": bool(handling.kept_from(here.db, of)),
    }


class Filters(NamedTuple):
    """What the list holds, all of it in the URL; '' for any. Days are inclusive; `wrong` are the
    codes of what is wrong with them, by field."""

    first: datetime.date
    last: datetime.date
    clerk: str
    mark: str
    reason: str
    service: str
    state: str
    entry: str
    words: str
    wrong: dict[str, str]

    @property
    def given(self) -> dict[str, str]:
        """What narrows the list, as it is written in the URL."""
        said = {name: str(value) for name, value in self._asdict().items() if name != "wrong"}
        if self.first == datetime.date.min:
            del said["first"]
        return {name: value for name, value in said.items() if value}


def _filters() -> Filters:
    """The filters in the URL; all days if it names none. Raises Refusal `bad_request`."""
    args = request.args
    chosen = {name: args.get(name, "") for name in CHOICES}
    if any(value not in ("", *CHOICES[name]) for name, value in chosen.items()):
        raise Refusal("bad_request", "filters")
    clerk, reason, service = (args.get(name, "")[:40] for name in ("clerk", "reason", "service"))
    first, last, wrong = days.period(datetime.date.min, signed_in.clerk().day)
    words = args.get("words", "").strip()[:40]
    return Filters(
        first, last, clerk=clerk, reason=reason, service=service, words=words, wrong=wrong, **chosen
    )


def _which(filters: Filters) -> lists.Which:
    which: lists.Which = handling.waiting(here.db, signed_in.clerk()) | {
        "first": filters.first,
        "last": filters.last,
        "reason": filters.reason,
        "words": filters.words,
        "waiting": filters.state == "waiting",
    }
    if filters.clerk:
        which["clerk"] = filters.clerk
    if filters.entry:
        which["entry"] = filters.entry
    if filters.service:
        which["service"] = filters.service
    if filters.state == "withdrawn":
        which["withdrawn"] = True
    if filters.mark in KINDS:
        which["kinds"] = KINDS[filters.mark]
    elif filters.mark:
        which["kinds"] = ("rating",)
        which["marks"] = facts.LOW_GRADES if filters.mark == "low" else (filters.mark,)
    return which


@blueprint.get("/list")
def listed() -> tuple[str, int]:
    """A manager reads ratings, cards with words, letters and banners; what waits comes first."""
    filters, page = _filters(), paging.asked()
    signed_in.viewed(filters.clerk, "list")
    found = lists.listed(here.db, page, **_which(filters))
    shown = render_template(
        "desk/ratings/listed.html",
        rows=found.rows,
        number=found.number,
        cases=downloads.cases_of(found.rows),
        filters=filters,
        asked=of_address(filters.wrong),
        page=page,
        KINDS=KINDS,
        ENTRIES=ENTRIES,
        **_around([filters.clerk, *(row.clerk for row in found.rows)]),
    )
    return shown, 422 if filters.wrong else 200


def _reads(of: Author, row: FeedbackNow) -> bool:
    """Whether a manager reads the words of this piece of feedback, as on its own page."""
    return not handling.refused(here.db, handling.acting(here.db, of, row), row)


@blueprint.get("/withdrawn")
def undone() -> tuple[str, int]:
    """A manager sees which cards and ratings were taken back, whose, and at which station."""
    of, page = signed_in.clerk(), paging.asked()
    first, last, wrong = days.period(of.day - SPAN, of.day)
    within = withdrawn.Period(first, last, request.args.get("clerk", "")[:40])
    signed_in.viewed(within.clerk, "withdrawn")
    found = withdrawn.listed(here.db, of.branch, within, page)
    shown = render_template(
        "desk/ratings/withdrawn.html",
        within=within,
        asked=of_address(wrong),
        counts=sorted(withdrawn.counts(here.db, of.branch, within).items()),
        found=found,
        readable={one.event_id for one in found.rows if one.row and _reads(of, one.row)},
        page=page,
        **_around([within.clerk, *(one.clerk for one in found.rows)]),
    )
    return shown, 422 if wrong else 200


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """A manager downloads the list as it is filtered; that is recorded."""
    filters, of = _filters(), signed_in.clerk()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    rows = list(downloads.rows(lists.every(here.db, **_which(filters))))
    narrowed = " ".join(name for name in filters.given if name != "last")
    signed_in.exported("ratings", len(rows), narrowed)
    return downloads.download(f"ratings-{of.day}", suffix, downloads.heads(), rows)
