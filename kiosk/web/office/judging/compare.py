"""Head office's page that compares halls, or the clerks of one hall: the funnel first, then the
places that are sure, then cards per 100 services (docs/comparing.md)."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.charts.funnel import MOST_NAMES, Dot, funnel
from kiosk.files.charts.inline import Chart
from kiosk.ground.paging import cut
from kiosk.records.oversight import second_count
from kiosk.records.publishing import branches
from kiosk.records.reports import ranking
from kiosk.records.reports.ranking import Asked, Comparison
from kiosk.rules.office.funnel import Point
from kiosk.rules.office.ranking import ENOUGH, MOST
from kiosk.rules.publishing.scopes import grouped
from kiosk.rules.recognition import periods
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import gettext, named
from kiosk.web.office.figures import charts
from kiosk.web.office.filters import MOST_HALLS, line_names
from kiosk.web.office.judging import tables

blueprint = Blueprint("compare", __name__, url_prefix="/compare")
blueprint.before_request(signed_in.required)
_ORDER = ("very_low", "very_high", "low", "high", "within")


class Filters(NamedTuple):
    """What the page compares, all of it in the URL: the clerks of a branch, or the halls of a
    region, or all halls. `wrong` are the codes of what is wrong with it, by field; `found` the
    branches that a name can mean."""

    asked: Asked
    region: str
    wrong: dict[str, str]
    found: list[str]

    @property
    def by(self) -> str:
        return self.asked.unit

    @property
    def given(self) -> dict[str, str]:
        days = {"first": str(self.asked.first), "last": str(self.asked.last)}
        where = {"region": self.region, "branch": self.asked.branch}
        return days | {name: value for name, value in where.items() if value}


def _filters() -> Filters:
    """The filters in the URL; this month if it names no days."""
    today = business_day()
    first, last, wrong = period(today.replace(day=1), today)
    regions = scope.by_region(today)
    region, name = (request.args.get(one, "").strip()[:40] for one in ("region", "branch"))
    inside = grouped(regions, region)
    if region and not inside:
        region, wrong["region"] = "", "unknown_region"
        inside = grouped(regions)
    found = scope.searched(name) if name else []
    if len(found) == 1:
        return Filters(Asked(first, last, branch=found[0]), region, wrong, [])
    if name:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
    halls = [one for some in inside.values() for one in some]
    if len(halls) > MOST_HALLS and len(inside) > 1:
        return Filters(Asked(first, last, regions=inside), region, wrong, found)
    if len(halls) > MOST_HALLS:
        halls, wrong["region"] = [], wrong.get("region", "region_needed")
    return Filters(Asked(first, last, sorted(halls)), region, wrong, found)


def _compared(asked: Asked) -> Comparison:
    halls: Collection[str] | None = [asked.branch] if asked.branch else asked.halls
    if asked.regions:
        seen = scope.branches()
        halls = None if seen is None else [one for some in asked.regions.values() for one in some]
    flagged = second_count.flagged(here.db, asked.first, asked.last, halls)
    return ranking.compare(here.db, asked, flagged, business_day())


@blueprint.get("")
def compared() -> tuple[str, int]:
    """Head office compares halls, or the clerks of a hall, as far as their ratings allow."""
    filters, today = _filters(), business_day()
    found = _compared(filters.asked)
    pages = {name: paging.asked(name) for name in ("funnel", "places", "cards")}
    field, points = found.everything.field, _points(found)
    in_funnel, ranked = cut(points, pages["funnel"]), cut(field.units, pages["places"])
    rates = cut(_rates(found), pages["cards"])
    keys = {one.unit.key for one in in_funnel.rows} | {one.unit.key for one in ranked.rows}
    keys |= {key for key, _ in rates.rows} | {*field.best, *field.worst}
    names = _names(filters, keys)
    called = names["names"] if filters.by == "clerk" else names["branches"]
    rendered = render_template(
        "office/judging/compared.html",
        filters=filters,
        funnel_chart=_chart(found, points, called),
        form=of_address(filters.wrong),
        found=found,
        shown={"funnel": in_funnel, "places": ranked, "cards": rates},
        pages=pages,
        verdicts=Counter(one.verdict for one in points),
        unflagged=_by_key(found),
        spans=_spans(today),
        offered=scope.listed(today),
        regions=scope.regions(today),
        ENOUGH=ENOUGH,
        MOST=MOST,
        MOST_HALLS=MOST_HALLS,
        **names,
    )
    return rendered, 422 if filters.wrong else 200


def _points(found: Comparison) -> Sequence[Point]:
    """The funnel's units, those outside first."""
    funnel = found.everything.funnel
    points = funnel.points if funnel else ()
    return sorted(points, key=lambda one: (_ORDER.index(one.verdict), one.unit.key))


def _chart(found: Comparison, points: Sequence[Point], called: Mapping[str, Any]) -> Chart | None:
    """The funnel as a chart, with the names of the first that are far outside."""
    if found.everything.funnel is None:
        return None
    dots = []
    for place, one in enumerate(points):
        where = {"very_low": "low", "very_high": "high"}.get(one.verdict, "within")
        is_named = where != "within" and place < MOST_NAMES and one.unit.key in called
        name = named(called[one.unit.key]) if is_named else ""
        dots.append(Dot(one.unit.rated, one.share, one.limits, where, name))
    axes = {"n": gettext("评价次数"), "share": gettext("满意率")}
    return charts.drawn(funnel(dots, found.everything.funnel.average, axes))


def _rates(found: Comparison) -> list[tuple[str, float]]:
    """The units whose services are known, with their cards per service, most first."""
    judged = found.everything
    rates = [(key, rate) for key in judged.figures if (rate := judged.rate(key)) is not None]
    return sorted(rates, key=lambda one: (-one[1], one[0]))


def _by_key(found: Comparison) -> dict[str, Any]:
    """What is left of each unit without what is flagged, if anything is."""
    if found.unflagged is None:
        return {}
    return {one.unit.key: one for one in found.unflagged.field.units}


def _names(filters: Filters, keys: set[str]) -> dict[str, Any]:
    """What these units are called, and the branches that are chosen or that a name can mean."""
    found = line_names(filters.by, sorted(keys))
    others = branches.named(here.db, [*filters.found, filters.asked.branch], business_day())
    return {"names": found["names"], "branches": {**found["branches"], **others}}


def _spans(today: datetime.date) -> list[tuple[str, Span]]:
    """The periods that the page offers, up to today."""
    month, before = periods.back("month", today, 2)
    quarter, year = periods.of("quarter", today), periods.of("year", today)
    named = (("month", month), ("before", before), ("quarter", quarter), ("year", year))
    return [(name, span._replace(last=min(span.last, today))) for name, span in named]


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads the comparison as it is narrowed; that is recorded."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    found = _compared(filters.asked)
    rows = tables.rows(found, line_names(filters.by, list(found.everything.figures)))
    name = f"compared-by-{filters.by}"
    signed_in.exported(name, len(rows), " ".join(filters.given))
    heads = tables.heads(filters.by, found)
    return downloads.download(f"{name}-{business_day()}", suffix, heads, rows)
