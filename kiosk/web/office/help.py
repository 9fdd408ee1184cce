"""Head office's page of calls for help: how fast they are answered, and which were not; and how
many pauses the halls had."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.spreadsheets import Cell
from kiosk.ground.paging import cut
from kiosk.records.hall import screens, state
from kiosk.records.hall.pauses import lists as pauses
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import gettext, moment, named

blueprint = Blueprint("help", __name__)
blueprint.before_request(signed_in.required)
SHOWN_DAYS = 30


class Filters(NamedTuple):
    """What the page counts, all of it in its address: days inclusive, and a branch or None for all;
    `wrong` are the codes of what is wrong with the days, by field."""

    first: datetime.date
    last: datetime.date
    branch: str | None
    wrong: dict[str, str]


def _filters() -> Filters:
    """The filters in the address. Raises Refusal `unknown_branch` or `several_branches`."""
    today, typed = business_day(), request.args.get("branch", "").strip()[:40]
    found = branches.searched(here.db, typed, today) if typed else []
    if typed and len(found) != 1:
        raise Refusal("several_branches" if found else "unknown_branch")
    first, last, wrong = period(today - datetime.timedelta(SHOWN_DAYS - 1), today)
    return Filters(first, last, found[0] if found else None, wrong)


@blueprint.get("/help")
def page() -> tuple[str, int]:
    """Head office sees how fast each hall answers calls for help, and which calls no one
    answered."""
    first, last, branch, wrong = _filters()
    number, today = paging.asked(), business_day()
    unanswered = state.listed(here.db, first, last, branch, number)
    answered, of_branches = state.answered(here.db, first, last, branch), paging.asked("branches")
    of_pauses = paging.asked("pauses")
    paired = screens.of_branch(here.db, branch) if branch else []
    shown = render_template(
        "office/help/help.html",
        first=first,
        last=last,
        branch=branch or "",
        asked=of_address(wrong),
        branches=branches.Names(here.db, today),
        offered=branches.listed(here.db, today),
        whole=answered.whole,
        by_branch=cut(list(answered.by_branch.items()), of_branches),
        branches_page=of_branches,
        cases=state.cases_by_branch(here.db, first, last, branch),
        pauses=cut(pauses.by_branch(here.db, first, last, branch), of_pauses),
        pauses_page=of_pauses,
        unanswered=unanswered,
        filed=state.filed(here.db, unanswered.rows),
        page=number,
        screens=paired,
        names=clerks.named(here.db, [one.clerk for one in paired], today),
    )
    return shown, 422 if wrong else 200


@blueprint.get("/help.csv")
def table() -> Response:
    """Head office downloads the figures of each branch, or every call, as a table."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    tables = {"branch": _by_branch, "call": _by_call}
    by = request.args.get("by", "branch")
    if by not in tables:
        raise Refusal("bad_request", "by")
    lines = tables[by](filters)
    heads, rows = [str(one) for one in next(lines)], list(lines)
    signed_in.exported(f"help-by-{by}", len(rows))
    return downloads.download(f"help-by-{by}", "csv", heads, rows)


def _by_branch(filters: Filters) -> Iterator[list[Cell]]:
    """A heading, then a row for each branch that had calls."""
    first, last, branch, _ = filters
    yield [
        gettext("网点编号"), gettext("网点"), gettext("求助次数"), gettext("一分钟内响应"),
        gettext("有人去"), gettext("响应中位数（秒）"), gettext("九成响应不超过（秒）"),
        gettext("已到场"), gettext("到场中位数（秒）"), gettext("九成到场不超过（秒）"),
        gettext("无人响应"), gettext("转工单"),
    ]  # fmt: skip
    cases = state.cases_by_branch(here.db, first, last, branch)
    names = branches.Names(here.db, business_day())
    for key, one in state.answered(here.db, first, last, branch).by_branch.items():
        yield [
            key, _name(names, key), one.calls, one.prompt,
            one.taken.number, _seconds(one.taken.median), _seconds(one.taken.most),
            one.came.number, _seconds(one.came.median), _seconds(one.came.most),
            one.unanswered, cases.get(key, 0),
        ]  # fmt: skip


def _by_call(filters: Filters) -> Iterator[list[Cell]]:
    """A heading, then a row for each call, the newest first."""
    first, last, branch, _ = filters
    yield [
        gettext("网点编号"), gettext("网点"), gettext("终端"), gettext("日期"), gettext("求助时间"),
        gettext("前去人员"), gettext("响应用时（秒）"),
        gettext("到场人员"), gettext("到场用时（秒）"),
    ]  # fmt: skip
    names = branches.Names(here.db, business_day())
    for one in state.every(here.db, first, last, branch):
        yield [
            one.branch, _name(names, one.branch), one.station[:8],
            one.day.isoformat(), moment(one.at).strftime("%H:%M:%S"),
            one.taker, _seconds(one.taken_after),
            one.comer, _seconds(one.came_after),
        ]  # fmt: skip


def _name(names: branches.Names, key: str) -> str:
    return named(names[key]) if key in names else ""


def _seconds(ms: int | None) -> int | str:
    return "" if ms is None else ms // 1_000
