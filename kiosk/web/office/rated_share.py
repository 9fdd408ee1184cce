"""Head office's page of customers who were served and rated, by branch, clerk, day and month."""

import datetime
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.spreadsheets import Cell
from kiosk.ground.paging import PAGE
from kiosk.records.people import clerks
from kiosk.records.reports import rated_share
from kiosk.records.reports.rated_share import MOST_DAYS, Asked, Group, Share
from kiosk.rules.feedback.wilson import FEW
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

blueprint = Blueprint("rated_share", __name__, url_prefix="/rated-share")
blueprint.before_request(signed_in.required)
SPAN = datetime.timedelta(29)
"""The page begins with the last thirty days."""
GROUPS: dict[str, Group] = {"branch": "branch", "clerk": "clerk", "day": "day", "month": "month"}


LEFT = ("rated", "share")
"""The columns that are also given without what is flagged."""


class Filters(NamedTuple):
    """What the page counts, all of it in the URL; `wrong` are the codes of what is wrong with it,
    by field."""

    asked: Asked
    by: Group
    wrong: dict[str, str]
    region: str = ""
    many: bool = False

    @property
    def given(self) -> dict[str, str]:
        every = {**self.asked._replace(within=None)._asdict(), "by": self.by, "region": self.region}
        return {name: str(value) for name, value in every.items() if value}


def _filters() -> Filters:
    """The filters in the URL. Raises Refusal `bad_request`."""
    today, args = business_day(), request.args
    first, last, wrong = period(today - SPAN, today)
    if (group := args.get("by") or "branch") not in GROUPS:
        raise Refusal("bad_request", "by")
    by, branch = GROUPS[group], args.get("branch", "").strip()[:40]
    found = scope.searched(branch) if branch else []
    if branch and len(found) != 1:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
    elif by in ("clerk", "day") and not branch and not scope.listed(today):
        by, wrong["branch"] = "branch", "branch_needed"
    if by == "day" and (last - first).days >= MOST_DAYS:
        by = "month"
    clerk, halls = args.get("clerk", "").strip()[:40], filtering.halls(wrong)
    one = found[0] if len(found) == 1 else ""
    many = halls.many and not one
    within = () if many else scope.branches() if one else halls.within
    return Filters(Asked(first, last, one, clerk, within), by, wrong, halls.region, many)


@blueprint.get("")
def counted() -> tuple[str, int]:
    """Head office sees how many customers were served, and what share of them rated."""
    filters, page, today = _filters(), paging.asked(), business_day()
    lines = rated_share.by(here.db, filters.by, filters.asked)
    shown = lines[(page - 1) * PAGE : page * PAGE]
    branch = filters.asked.branch
    rendered = render_template(
        "office/rated_share/counted.html",
        filters=filters,
        form=of_address(filters.wrong),
        lines=shown,
        number=len(lines),
        whole=rated_share.total(share for _, share in lines),
        page=page,
        spans=[(n, today - datetime.timedelta(n - 1)) for n in (1, 7, 30, 90, 365)],
        today=today,
        offered=scope.listed(today),
        roster=clerks.roster(here.db, branch, today) if branch else {},
        regions=scope.regions(today),
        MOST_HALLS=filtering.MOST_HALLS,
        GROUPS=tuple(GROUPS),
        FEW=FEW,
        **line_names(filters.by, [key for key, _ in shown]),
    )
    return rendered, 422 if filters.wrong else 200


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """Head office downloads the shares as they are narrowed; that is recorded."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    if filters.many:
        raise Refusal("region_needed")
    lines = rated_share.by(here.db, filters.by, filters.asked)
    found = line_names(filters.by, [key for key, _ in lines])
    called = {**found["branches"], **found["names"]}
    first = {"branch": "place", "clerk": "badge", "day": "day", "month": "month"}[filters.by]
    columns = (first, "name", "served", "rated", "bound", "share", "share_low", "share_high")
    rows: list[list[Cell]] = [
        [str(key), named(called[key]) if key in called else "", *_cells(share)]
        for key, share in lines
    ]
    name = f"rated-share-by-{filters.by}"
    signed_in.exported(name, len(rows), " ".join(filters.given))
    heads = [said("export_word", column) for column in columns]
    if any(share.flagged for _, share in lines):
        heads += [said("unflagged_word", said("export_word", one), of="comparing") for one in LEFT]
        rows = [
            [*row, *_cells(share.unflagged)[1::2][:2]]
            for row, (_, share) in zip(rows, lines, strict=True)
        ]
    return downloads.download(f"{name}-{business_day()}", suffix, heads, rows)


def _cells(one: Share) -> list[Cell]:
    shares = [f"{value:.1%}" for value in one.share] if one.share else ["", "", ""]
    return [one.served, one.rated, one.bound, *shares]
