"""Which halls changed in a week: head office's list, and its beginning on the first page."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.spreadsheets import Cell
from kiosk.records.publishing import branches
from kiosk.records.reports import changes, target
from kiosk.records.reports.changes import Counted, Judged, Overview
from kiosk.records.reports.weeks import WEEK, Within
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.ledger.time import monday
from kiosk.rules.office import xmr
from kiosk.rules.office.xmr import Change
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named

blueprint = Blueprint("changes", __name__, url_prefix="/figures/changes")
blueprint.before_request(signed_in.required)
CHANGES: tuple[Change, ...] = ("worse", "better", "usual", "few")
MOST_EXPORTED = 5_000
"""Rows of a table to download, which takes two seconds."""
ON_FIRST_PAGE = 5
"""Halls that the first page names, of those that became worse and of those that became better."""


class First(NamedTuple):
    """What the first page says of a week: how many halls changed, the first ones of them, and the
    target."""

    week: datetime.date
    overview: Overview
    worse: list[Judged]
    better: list[Judged]
    wanted: float | None

    @property
    def until(self) -> datetime.date:
        return self.week + datetime.timedelta(6)

    @property
    def names(self) -> list[str]:
        return [one.branch for one in (*self.worse, *self.better)]


def first(week: datetime.date, today: datetime.date, within: Within) -> First | None:
    """The halls that changed in this week, or in the last one that is over; None of a week of
    which no answers are kept any more, and for a user who may not open the list."""
    newest = changes.last_whole(today)
    week = min(week, newest)
    if week <= newest - changes.KEPT * WEEK or not scope.can("changes.listed"):
        return None
    found = changes.counted(here.db, week, within)
    worse, better = (
        changes.listed(here.db, week, one, 1, within).rows[:ON_FIRST_PAGE]
        if found.by_change.get(one)
        else []
        for one in CHANGES[:2]
    )
    return First(week, found, worse, better, target.wanted(here.db, today))


class View(NamedTuple):
    """A list, all of it in the URL: a week, its kind of change, and a region ('' for all)."""

    week: datetime.date
    change: Change
    region: str
    within: Within

    @property
    def until(self) -> datetime.date:
        return self.week + datetime.timedelta(6)

    @property
    def given(self) -> dict[str, Any]:
        said = {"week": self.week, "change": self.change, "region": self.region}
        return {name: value for name, value in said.items() if value}


def _view() -> View:
    """The list in the URL. Raises Refusal `bad_request` or `not_found`."""
    today, args = business_day(), request.args
    newest = changes.last_whole(today)
    try:
        week = min(newest, monday(day(args["week"]))) if args.get("week") else newest
    except NotADay:
        raise Refusal("bad_request", "week") from None
    change, region = args.get("change", CHANGES[0]), args.get("region", "")[:40]
    if change not in CHANGES or week <= newest - changes.KEPT * WEEK:
        raise Refusal("bad_request", "change")
    within: Within = scope.branches()
    if region:
        within = scope.in_region(region, today)
        if not within:
            raise Refusal("not_found", region)
    return View(week, change, region, within)


@blueprint.get("")
def listed() -> str:
    """Head office reads which halls changed in a week, and goes on to a hall's chart and words."""
    view, page, today = _view(), paging.asked(), business_day()
    found = changes.listed(here.db, view.week, view.change, page, view.within)
    newest = changes.last_whole(today)
    return render_template(
        "office/figures/changes.html",
        view=view,
        overview=changes.counted(here.db, view.week, view.within),
        found=found,
        wanted=target.wanted(here.db, today),
        page=page,
        weeks=[newest - n * WEEK for n in range(changes.KEPT)],
        regions=scope.regions(today),
        branches=branches.named(here.db, [one.branch for one in found.rows], today),
        CHANGES=CHANGES,
        FEW=FEW,
        LEAST=xmr.LEAST,
        SHOWN=changes.SHOWN,
    )


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads which halls changed in a week; that is recorded."""
    view = _view()
    rows = changes.every(here.db, view.week, view.change, MOST_EXPORTED + 1, view.within)
    if len(rows) > MOST_EXPORTED:
        raise Refusal("too_many_rows", str(MOST_EXPORTED))
    names = branches.named(here.db, [one.branch for one in rows], business_day())
    heads = [
        *(said("export_word", one) for one in ("place", "branch")),
        said("figure_word", "change", of="figures"),
        *(said("figure_word", one, of="figures") for one in ("rated", "satisfaction")),
        *(said("limit_word", one, of="figures") for one in ("mean", "low", "high")),
    ]
    if both := any(any(one.week.flagged) for one in rows):
        words = (said("figure_word", one, of="figures") for one in ("rated", "satisfaction"))
        heads += [said("unflagged_word", one, of="comparing") for one in words]
    lines = [
        _line(one, named(names[one.branch]) if one.branch in names else "", both=both)
        for one in rows
    ]
    if (wanted := target.wanted(here.db, business_day())) is not None:
        heads += [said("limit_word", "target", of="figures"), said("target_head", of="figures")]
        for line, one in zip(lines, rows, strict=True):
            line += [f"{wanted:.0%}", said("target_word", one.meets(wanted), of="figures")]
    signed_in.exported(f"halls-{view.change}", len(lines), " ".join(view.given))
    return downloads.download(f"halls-{view.change}-{view.week}", suffix, heads, lines)


def _line(one: Judged, name: str, *, both: bool) -> list[Cell]:
    limits = [f"{value:.1%}" for value in one.limits] if one.limits else [""] * 3
    words = said("change_word", one.change, of="figures")
    beside = _rated(one.week.unflagged) if both else []
    return [one.branch, name, words, *_rated(one.week), *limits, *beside]


def _rated(week: Counted) -> list[Cell]:
    return [week.rated, "" if week.share is None else f"{week.share:.1%}"]
