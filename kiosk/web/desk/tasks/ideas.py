"""The hall's ideas (合理化建议, P44): every clerk of the branch writes and reads them."""

import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground import paging as pages
from kiosk.records.people import clerks
from kiosk.records.publishing import in_halls
from kiosk.records.tasks import ideas
from kiosk.records.tasks.ideas import Idea, New
from kiosk.rules.tasks.moves import STATES
from kiosk.web.frame import forms, paging, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("ideas", __name__, url_prefix="/ideas")
blueprint.before_request(signed_in.required)
SHARED_SHOWN = 6
"""Ideas that head office recommends, the newest first."""
TOLD_DAYS = 7
"""So long the first page tells an author what became of an idea."""


@blueprint.get("")
def listed() -> str:
    """A clerk reads the hall's ideas, what became of each, and what head office recommends."""
    of, page = signed_in.clerk(), paging.asked()
    state, whose = request.args.get("state", ""), request.args.get("whose", "")
    found = [
        one
        for one in ideas.listed(here.db, [of.branch])
        if (state not in STATES or one.task.state == state)
        and (whose != "mine" or one.written.clerk == of.by)
    ]
    shown = pages.cut(found, page)
    people = {one.written.clerk for one in shown.rows} | {one.task.owner for one in shown.rows}
    return render_template(
        "desk/tasks/ideas.html",
        found=shown,
        page=page,
        state=state,
        whose=whose,
        today=of.day,
        names=clerks.named(here.db, people, of.day),
        shared=ideas.shared(here.db, of.branch)[:SHARED_SHOWN],
        services=in_halls.contents(here.db, "service", of.day),
        STATES=STATES,
        TITLE_LIMIT=ideas.TITLE_LIMIT,
        TEXT_LIMIT=ideas.TEXT_LIMIT,
    )


@blueprint.post("")
@on_page("ideas.listed", drafted=True)
def write() -> AnyResponse:
    """A clerk writes down an idea, which the manager answers by a date."""
    form, of = request.form, signed_in.clerk()
    new = New(form.get("title", ""), form.get("text", ""), form.get("item", ""))
    ideas.write(here.db, of, form.get("key", ""), new)
    forms.sent()
    return redirect(url_for("ideas.listed", whose="mine"), 303)


def box() -> dict[str, Any]:
    """For the desk's first page: how many ideas wait for the manager who is signed in, and what
    became of the reader's own lately."""
    of = signed_in.clerk()
    own = [one for one in ideas.listed(here.db, [of.branch]) if one.written.clerk == of.by]
    since = of.day - datetime.timedelta(TOLD_DAYS)
    waiting = ideas.waiting(here.db, of.day, of.branch) if of.role == "manager" else (0, 0)
    return {
        "answered": [one for one in own if _was_answered(one, since)],
        "ideas_waiting": waiting[0],
        "ideas_late": waiting[1],
    }


def _was_answered(idea: Idea, since: datetime.date) -> bool:
    last = idea.task.last("adopted", "declined", "done", "recommended")
    return last is not None and last.day >= since and last.by != idea.written.clerk
