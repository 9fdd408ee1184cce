"""The ideas of all halls (合理化建议, P44), for head office."""

import datetime
from typing import NamedTuple

from flask import Blueprint, render_template, request

from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.tasks import ideas
from kiosk.records.tasks.ideas import Idea
from kiosk.rules.tasks.moves import STATES
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here

blueprint = Blueprint("ideas", __name__, url_prefix="/ideas")
blueprint.before_request(signed_in.required)
SPAN = datetime.timedelta(364)
"""The page begins with the last year."""
SHOWN = ("late", "ours", "recommended")
"""What else the list can be narrowed by: overdue, waiting for head office, recommended."""


class Line(NamedTuple):
    """A branch and its ideas by state, of those how many are overdue."""

    branch: str
    number: int
    states: dict[str, int]
    late: int


@blueprint.get("")
def listed() -> tuple[str, int]:
    """Head office reads the ideas of all halls, and how many were adopted and are overdue."""
    today, page = business_day(), paging.asked()
    first, last, wrong = period(today - SPAN, today)
    of_days = [one for one in ideas.listed(here.db) if first <= one.written.day <= last]
    asked = {name: request.args.get(name, "")[:40] for name in ("branch", "state", "show")}
    shown = pages.cut([one for one in of_days if _is_wanted(one, asked, today)], page)
    lines = _lines(of_days, today)
    keys = {line.branch for line in lines} | {one.written.branch for one in shown.rows}
    people = {one.written.clerk for one in shown.rows} | {one.task.owner for one in shown.rows}
    rendered = render_template(
        "office/tasks/ideas.html",
        found=shown,
        page=page,
        first=first,
        last=last,
        asked=asked,
        form=of_address(wrong),
        lines=lines,
        today=today,
        names=clerks.named(here.db, people, today),
        branches=branches.named(here.db, keys, today),
        STATES=STATES,
        SHOWN=SHOWN,
    )
    return rendered, 422 if wrong else 200


def _is_wanted(idea: Idea, asked: dict[str, str], today: datetime.date) -> bool:
    task, show = idea.task, asked["show"]
    return (
        asked["branch"] in ("", task.branch)
        and (asked["state"] not in STATES or task.state == asked["state"])
        and (show != "late" or task.is_late(today))
        and (show != "ours" or task.must == "office")
        and (show != "recommended" or task.recommended)
    )


def _lines(found: list[Idea], today: datetime.date) -> list[Line]:
    """The branches that have ideas: those with the most overdue ones first."""
    by_branch: dict[str, list[Idea]] = {}
    for one in found:
        by_branch.setdefault(one.task.branch, []).append(one)
    lines = [
        Line(
            branch,
            len(some),
            {state: sum(one.task.state == state for one in some) for state in STATES},
            sum(one.task.is_late(today) for one in some),
        )
        for branch, some in by_branch.items()
    ]
    return sorted(lines, key=lambda line: (-line.late, line.branch))
