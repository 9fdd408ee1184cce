"""Head office's page of 5P cards: how many of each kind, by branch, clerk and month."""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.spreadsheets import Cell
from kiosk.ground.paging import PAGE
from kiosk.records.feedback import cards
from kiosk.records.oversight import second_count
from kiosk.records.reports import regions
from kiosk.rules.publishing.scopes import step
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.desk.downloads import said
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import named
from kiosk.web.office import filters as filtering
from kiosk.web.office.filters import line_names

blueprint = Blueprint("cards", __name__, url_prefix="/cards")
blueprint.before_request(signed_in.required)
BY: dict[str, second_count.Group] = {
    "branch": "branch", "clerk": "clerk", "month": "month", "region": "branch",
}  # fmt: skip
"""By what cards are counted, and what of them are in flags."""
GROUPINGS = tuple(BY)


class Filters(NamedTuple):
    """What the page counts, all of it in the URL. Days are inclusive; `wrong` are the codes of what
    is wrong with them, by field."""

    first: datetime.date
    last: datetime.date
    region: str
    branch: str
    giver: str
    entry: str
    by: str
    wrong: dict[str, str]
    within: Collection[str] | None = None

    @property
    def given(self) -> dict[str, str]:
        every = self._replace(within=None, wrong={})._asdict()
        return {name: str(value) for name, value in every.items() if value}


class Line(NamedTuple):
    """A row: what it counts, its cards by kind, their sum, and how many of each kind are in
    flags."""

    key: str
    kinds: dict[str, int]
    total: int
    flagged: dict[str, int]

    @property
    def rest(self) -> int:
        """The sum without what is in flags."""
        return self.total - sum(self.flagged.values())


def _filters() -> Filters:
    """The filters in the URL; this month if it names no days. Raises Refusal `unknown_giver` or
    `bad_request`."""
    today, args = business_day(), request.args
    first, last, wrong = period(today.replace(day=1), today)
    halls = filtering.halls(wrong)
    giver = args.get("giver") or "customer"
    by = args.get("by") or ("region" if halls.many else "branch")
    if giver not in (*GIVERS, "all"):
        raise Refusal("unknown_giver")
    entry = args.get("entry", "")
    if by not in GROUPINGS or entry not in ("", "screen", "paper"):
        raise Refusal("bad_request", "filters")
    branch = args.get("branch", "").strip()[:40]
    found = scope.searched(branch) if branch else []
    if branch and len(found) != 1:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
    elif by == "clerk" and not branch and not scope.listed(today):
        by, wrong["branch"] = "region" if halls.many else "branch", "branch_needed"
    one = found[0] if len(found) == 1 else ""
    if by == "branch" and halls.many and not one:
        by, wrong["region"] = "region", "region_needed"
    return Filters(first, last, halls.region, one, giver, entry, by, wrong, halls.within)


def _count(filters: Filters, *by: str) -> dict[tuple[str, ...], int]:
    today, within = business_day(), filters.within
    summed = None
    one_by_one = filters.branch or {"branch", "clerk"} & set(by)
    if not one_by_one and (within is not None or "region" in by):
        summed = regions.whole(here.db, today, within)
    if summed is None and "region" in by:
        return _by_region(filters, by)
    return cards.count(
        here.db,
        by,
        branch=filters.branch or None,
        branches=within if summed is None else None,
        regions=summed,
        first=filters.first,
        last=filters.last,
        giver=None if filters.giver == "all" else filters.giver,
        entry=filters.entry or None,
    )


def _flagged(filters: Filters) -> dict[str, dict[str, int]]:
    """How many of each kind are in flags, by what the rows count. Flags name what customers gave at
    a screen, and no other card is left out."""
    if filters.giver not in ("customer", "all") or filters.entry == "paper":
        return {}
    halls = [filters.branch] if filters.branch else filters.within
    by: tuple[second_count.Group, ...] = (BY[filters.by], "mark")
    regions = _regions() if filters.by == "region" else None
    found: dict[str, dict[str, int]] = {}
    counts = second_count.counts(here.db, by, filters.first, filters.last, halls)
    for (key, mark), n in counts.items():
        if mark in CARD_KINDS:
            if regions is not None:
                key = step(regions.get(key, ""), filters.region)
            kinds = found.setdefault(key, {})
            kinds[mark] = kinds.get(mark, 0) + n
    return found


def _regions() -> dict[str, str]:
    """The region of each branch that has one."""
    return {one: name for name, some in scope.by_region(business_day()).items() for one in some}


def _by_region(filters: Filters, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    """The same by region, added up from branches."""
    of = _regions()
    found: Counter[tuple[str, ...]] = Counter()
    for (branch, *rest), n in _count(filters, "branch", *by[1:]).items():
        found[of.get(branch, ""), *rest] += n
    return found


def _lines(filters: Filters) -> list[Line]:
    """All rows: most cards first; months in their order, newest first."""
    rows: dict[str, dict[str, int]] = {}
    for (key, kind), n in _count(filters, filters.by, "kind").items():
        kinds = rows.setdefault(step(key, filters.region) if filters.by == "region" else key, {})
        kinds[kind] = kinds.get(kind, 0) + n
    flagged = _flagged(filters)
    lines = [
        Line(key, kinds, sum(kinds.values()), flagged.get(key, {})) for key, kinds in rows.items()
    ]
    if filters.by == "month":
        return sorted(lines, key=lambda line: line.key, reverse=True)
    return sorted(lines, key=lambda line: (-line.total, line.key))


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office counts the cards of all halls, by branch, clerk or month."""
    filters, page, today = _filters(), paging.asked(), business_day()
    lines = _lines(filters)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    by_kind = _count(filters, "kind", "entry")
    kinds: dict[str, int] = {}
    for (kind, _), n in by_kind.items():
        kinds[kind] = kinds.get(kind, 0) + n
    rendered = render_template(
        "office/cards/counted.html",
        filters=filters,
        form=of_address(filters.wrong),
        lines=shown,
        number=len(lines),
        most=max((line.total for line in lines), default=0),
        kinds=kinds,
        total=sum(kinds.values()),
        flagged={kind: sum(line.flagged.get(kind, 0) for line in lines) for kind in CARD_KINDS},
        paper=sum(n for (_, entry), n in by_kind.items() if entry == "paper"),
        page=page,
        today=today,
        offered=scope.listed(today),
        regions=scope.regions(today),
        GROUPINGS=GROUPINGS,
        **line_names(filters.by, [line.key for line in shown]),
    )
    return rendered, 422 if filters.wrong else 200


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads the counts as they are narrowed; that is recorded."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    lines = _lines(filters)
    found = line_names(filters.by, [line.key for line in lines])
    called = {**found["branches"], **found["names"]}
    heads = [
        said("export_word", {"branch": "place", "clerk": "badge"}.get(filters.by, filters.by)),
        said("export_word", "name"),
        *(said("card_word", kind, of="cards") for kind in CARD_KINDS),
        said("export_word", "sum"),
    ]
    both = any(line.flagged for line in lines)
    if both:
        words = (*(said("card_word", kind, of="cards") for kind in CARD_KINDS), heads[-1])
        heads += [said("unflagged_word", one, of="comparing") for one in words]
    rows: list[list[Cell]] = [
        [
            line.key,
            named(called[line.key]) if line.key in called else "",
            *(line.kinds.get(kind, 0) for kind in CARD_KINDS),
            line.total,
            *(_rest(line) if both else ()),
        ]
        for line in lines
    ]
    signed_in.exported(f"cards-by-{filters.by}", len(rows), " ".join(filters.given))
    return downloads.download(f"cards-by-{filters.by}-{business_day()}", suffix, heads, rows)


def _rest(line: Line) -> list[Cell]:
    """A row's cards by kind and their sum, without what is in flags."""
    kinds = [line.kinds.get(kind, 0) - line.flagged.get(kind, 0) for kind in CARD_KINDS]
    return [*kinds, line.rest]
