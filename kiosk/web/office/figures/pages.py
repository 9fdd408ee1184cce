"""Head office's figures of all halls: regions, their branches, a branch's clerks and items; each
view has an address of its own, and leads upward, downward, and to the facts."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.charts.bars import Bar, bars
from kiosk.files.charts.inline import Chart
from kiosk.files.spreadsheets import Cell
from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.records.reports import figures
from kiosk.records.reports.figures import Asked, Group, Line
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.publishing.scopes import grouped, upward
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named
from kiosk.web.office.figures import charts, leading, trend
from kiosk.web.office.filters import MOST_HALLS

blueprint = Blueprint("figures", __name__, url_prefix="/figures")
blueprint.before_request(signed_in.required)
WEEKS = (1, 4, 13, 52)
"""Periods that the page offers, in weeks."""
MOST_DAYS = 371
"""Of a longer period the last ones are shown."""
COLUMNS = ("rated", "satisfaction", "cards", "cases", "late", "help")
WITHOUT = ("rated", "satisfaction", "cards")
"""The columns that are also given without what is flagged."""
OF_ALL: tuple[Group, ...] = ("region", "branch", "month", "hour", "mark")
OF_BRANCH: tuple[Group, ...] = ("clerk", "window", "service", "month", "hour", "mark")


class View(NamedTuple):
    """A view, all of it in the URL; `wrong` are the codes of what is wrong with the days."""

    asked: Asked
    by: Group
    groups: tuple[Group, ...]
    sort: str
    wrong: dict[str, str]

    @property
    def given(self) -> dict[str, Any]:
        said = {**self.asked._asdict(), "by": self.by, "sort": self.sort}
        return {name: value for name, value in said.items() if value and name != "may"}


def _view() -> View:
    """The view in the URL. Raises Refusal `bad_request` or `not_found`."""
    today, args = business_day(), request.args
    first, last, wrong = period(today - datetime.timedelta(27), today)
    if (last - first).days >= MOST_DAYS:
        first = last - datetime.timedelta(MOST_DAYS - 8)
    first, last = figures.whole_weeks(first, last)
    region, branch = args.get("region", "")[:40], args.get("branch", "")[:40]
    known = scope.by_region(today)
    inside = grouped(known, region)
    if region and not inside:
        raise Refusal("not_found", region)
    if branch:
        scope.keep_to(branch)
    if branch and not branches.named(here.db, [branch], today):
        raise Refusal("not_found", branch)
    groups = OF_BRANCH if branch else OF_ALL
    if not branch and set(inside) <= {region}:
        groups = OF_ALL[1:]
    elif not branch and sum(map(len, inside.values())) > MOST_HALLS:
        groups = tuple(one for one in OF_ALL if one != "branch")
    by = next((one for one in groups if one == args.get("by", groups[0])), None)
    sort = args.get("sort", "")
    if by is None or sort not in ("", *COLUMNS):
        raise Refusal("bad_request", "by")
    asked = Asked(first, last, region, branch, scope.branches())
    return View(asked, by, groups, sort, wrong)


def _lines(view: View) -> list[Line]:
    """The lines of a view as they are sorted."""
    lines = figures.by(here.db, view.by, view.asked, business_day())
    if view.sort:
        return sorted(lines, key=lambda line: _sorted_by(line, view.sort))
    return lines


def _has_flagged(lines: list[Line]) -> bool:
    """Whether the second count differs from the first anywhere."""
    return any(any(line.flagged) for line in lines)


def _sorted_by(line: Line, column: str) -> tuple[float, str]:
    """Most first; of satisfaction least first, and what has too few ratings last."""
    if column == "satisfaction":
        return (line.satisfaction.share if line.satisfaction else 2.0), str(line.key)
    return -(getattr(line, column) or 0), str(line.key)


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office sees the figures of all halls, of a region or of a branch, and goes down to the
    facts."""
    view, page, today = _view(), paging.asked(), business_day()
    asked, lines = view.asked, _lines(view)
    shown = pages.cut(lines, page)
    spans = [(n, figures.whole_weeks(today, today)[0] - (n - 1) * trend.WEEK) for n in WEEKS]
    rendered = render_template(
        "office/figures/counted.html",
        view=view,
        asked=asked,
        form=of_address(view.wrong),
        lines=shown.rows,
        places={one.key: leading.lists(asked, view.by, one.key) for one in shown.rows},
        both=_has_flagged(lines),
        number_of_lines=shown.number,
        page=page,
        today=today,
        spans=spans,
        COLUMNS=COLUMNS,
        FEW=FEW,
        way=upward(asked.region or _region_of(asked.branch, today))[::-1],
        changes=trend.of(asked, today),
        bars=_bars(view, lines),
        **_names(view, shown.rows),
    )
    return rendered, 422 if view.wrong else 200


def _bars(view: View, lines: list[Line]) -> Chart | None:
    """The ratings by hour, or the cards by kind, as bars; None of anything else, and of none."""
    if view.by == "hour":
        counted = [Bar(f"{line.key}", line.rated) for line in lines if line.key >= 0]
        word = said("figure_word", "rated", of="figures")
    elif view.by == "mark":
        cards = [line for line in lines if line.key[0] == "card"]
        counted = [Bar(said("card_word", one.key[1], of="cards"), one.cards) for one in cards]
        word = said("figure_word", "cards", of="figures")
    else:
        return None
    return charts.drawn(bars(counted, word)) if any(one.n for one in counted) else None


def _region_of(branch: str, today: datetime.date) -> str:
    found = branches.of_branch(here.db, branch, today) if branch else None
    return found.region if found else ""


def _names(view: View, lines: list[Line]) -> dict[str, Any]:
    """What the keys of the lines are called, and the clerks in them."""
    keys = [line.key for line in lines]
    db, today = here.db, business_day()
    places = [view.asked.branch, *(keys if view.by == "branch" else [])]
    badges = keys if view.by == "clerk" else sorted({one for line in lines for one in line.clerks})
    return {
        "branches": branches.named(db, places, today),
        "people": clerks.named(db, badges, today),
        "services": in_halls.everywhere(db, "service", today) if view.by == "service" else {},
    }


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads the figures of a view; that is recorded."""
    view = _view()
    if view.wrong:
        raise Refusal(next(iter(view.wrong.values())))
    lines = _lines(view)
    names = _names(view, lines)
    called = {**names["branches"], **names["people"], **names["services"]}
    both = _has_flagged(lines)
    heads = [
        said("group_word", view.by, of="figures"),
        said("export_word", "name"),
        *(said("figure_word", name, of="figures") for name in COLUMNS),
        *(_said_without(name) for name in WITHOUT if both),
    ]
    rows: list[list[Cell]] = [
        [
            "/".join(line.key) if isinstance(line.key, tuple) else line.key,
            named(called[line.key]) if line.key in called else "",
            line.rated,
            f"{line.satisfaction.share:.1%}" if line.satisfaction else "",
            line.cards,
            line.cases,
            "" if line.late is None else line.late,
            line.help,
            *(_without(line) if both else ()),
        ]
        for line in lines
    ]
    signed_in.exported(f"figures-by-{view.by}", len(rows), " ".join(view.given))
    return downloads.download(f"figures-by-{view.by}-{business_day()}", suffix, heads, rows)


def _said_without(name: str) -> str:
    return said("unflagged_word", said("figure_word", name, of="figures"), of="comparing")


def _without(line: Line) -> tuple[Cell, Cell, Cell]:
    """A line's figures without what is flagged, in the order of WITHOUT."""
    left, share = line.flagged, line.unflagged
    return line.rated - left.rated, f"{share.share:.1%}" if share else "", line.cards - left.cards
