"""Head office's first page: how satisfied customers were in a week, where not, and what changed."""

import datetime
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.exchange import days
from kiosk.records.feedback import lists
from kiosk.records.ledger import alarms
from kiosk.records.ledger.writing import check_key
from kiosk.records.people import clock_confirmation
from kiosk.records.publishing import branches
from kiosk.records.reports import weeks
from kiosk.records.reports.weeks import MOST_WAITING, WEEK, Figures, Hour
from kiosk.records.stations import states
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.ledger.time import monday
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.web.frame import paging, scope, signed_in
from kiosk.web.frame.days import business_day, clock_now
from kiosk.web.frame.forms import of_address, on_page, sent_back
from kiosk.web.frame.here import here
from kiosk.web.office.figures import changes

blueprint = Blueprint("overview", __name__)
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(signed_in.missed)
BEFORE = 12
"""Weeks that a week is compared with."""


class Asked(NamedTuple):
    """The week (its Monday) and the branch ('' for all) in the URL, the codes of what is wrong with
    them, and the branches that a name can mean."""

    week: datetime.date
    branch: str
    wrong: dict[str, str]
    branches: list[str]


def _asked() -> Asked:
    today, args = business_day(), request.args
    wrong: dict[str, str] = {}
    week = monday(today)
    if typed := args.get("week"):
        try:
            week = min(monday(day(typed)), week)
        except NotADay:
            wrong["week"] = "bad_day"
    name = args.get("branch", "").strip()[:40]
    found = scope.searched(name) if name else []
    if len(found) == 1:
        return Asked(week, found[0], wrong, [])
    if name:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
    return Asked(week, "", wrong, found)


class Compared(NamedTuple):
    """The ratings of an hour or weekday in a week, and in the weeks before it."""

    key: int
    week: Hour
    before: Hour


_NONE = Hour(0, 0, 0)


def _compared(week: dict[int, Hour], before: dict[int, Hour]) -> list[Compared]:
    keys = sorted(week.keys() | before.keys())
    return [Compared(key, week.get(key, _NONE), before.get(key, _NONE)) for key in keys]


@blueprint.get("/")
def overview() -> tuple[str, int]:
    """Head office sees how satisfied customers were this week, where not, and what changed."""
    db, today, asked, page = here.db, business_day(), _asked(), paging.asked()
    week, branch, within = asked.week, asked.branch, scope.branches()
    trend = weeks.trend(db, branch, week, BEFORE + 1, today, within)
    shown = weeks.by_branch(db, week, BEFORE, today, page, within)
    changed = None if branch else changes.first(week, today, within)
    keys = {one.branch for one in shown.rows} | set(asked.branches) | {branch}
    keys |= set(changed.names) if changed else set()
    rendered = render_template(
        "office/overview/overview.html",
        asked=asked,
        form=of_address(asked.wrong),
        today=today,
        week=week,
        last=week + datetime.timedelta(6),
        following=week + WEEK if week + WEEK <= today else None,
        trend=trend[::-1],
        this=trend[0][1],
        **_chart([figures for _, figures in trend[::-1]]),
        before=weeks.total([Figures(), *(figures for _, figures in trend[1:])]),
        shown=None if branch else shown,
        changed=changed,
        page=page,
        branch=branch,
        reasons=_reasons(week, branch),
        by_phone=weeks.by_phone(db, branch, week, today, within),
        waiting=weeks.waiting(db, branch, within),
        branches=branches.named(db, keys, today),
        offered=scope.listed(today),
        silent=states.silent(db, here.time.utc, within),
        alarms=alarms.by_code(db) if scope.can("alarms.listed") else {},
        clock=clock_now(DEFAULT_ZONE),
        BEFORE=BEFORE,
        FEW=FEW,
        MOST_WAITING=MOST_WAITING,
        **_by_time(week, branch, today),
    )
    return rendered, 422 if asked.wrong else 200


def _chart(trend: list[Figures]) -> dict[str, Any]:
    """The weeks' shares as the chart draws them, gaps where there are too few ratings; the tens
    at which its scale begins; and the shares of calls that were answered."""
    shares = [one.satisfaction if one.rated >= FEW else None for one in trend]
    lowest = min((one.low for one in shares if one), default=1.0)
    return {
        "intervals": shares,
        "floor": min(90, int(10 * lowest) * 10),
        "came": [one.came / one.help if one.help else None for one in trend],
    }


def _by_time(week: datetime.date, branch: str, today: datetime.date) -> dict[str, Any]:
    """The week's ratings by hour and by weekday, beside those of the weeks before."""
    yesterday = datetime.timedelta(1)
    within = scope.branches()
    hours, weekdays = weeks.by_time(here.db, branch, week, week + WEEK - yesterday, today, within)
    past = weeks.by_time(here.db, branch, week - BEFORE * WEEK, week - yesterday, today, within)
    return {"by_hour": _compared(hours, past[0]), "by_weekday": _compared(weekdays, past[1])}


def _reasons(week: datetime.date, branch: str) -> list[tuple[str, int]]:
    """How often each reason was ticked under a low grade, most often first."""
    which: lists.Which = {
        "kinds": ("rating",),
        "marks": facts.LOW_GRADES,
        "withdrawn": False,
        "entry": "screen",
        "first": week,
        "last": week + datetime.timedelta(6),
    }
    if branch:
        which["branch"] = branch
    if (within := scope.branches()) is not None:
        which["branches"] = within
    found: dict[str, int] = {}
    for (reason, _), n in lists.reasons(here.db, **which).items():
        found[reason] = found.get(reason, 0) + n
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


@blueprint.post("/clock")
@on_page("overview.overview")
def confirm_time() -> AnyResponse:
    """Head office confirms its own time when the clock is in doubt."""
    check_key(request.form.get("key", ""))
    with signed_in.acting("clock_confirmed"):
        clock_confirmation.confirm_at_office(here.db, sent_back("shown"), here.now)
    days.judge_again(here.db, here.now)
    return redirect(url_for("overview.overview"), 303)
