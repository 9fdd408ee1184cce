"""Help for staff (快乐驿站, P08): hotlines and a contact for all, and a call for help that is read
by those alone whom its author chooses."""

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import clerks
from kiosk.records.tasks import support
from kiosk.records.tasks.support import New
from kiosk.vocabulary.facts import LEVELS_OF_PRIVACY, WORRIES
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

numbers = Blueprint("support_numbers", __name__)
blueprint = Blueprint("support", __name__, url_prefix="/support")
blueprint.before_request(signed_in.required)


@numbers.get("/support/numbers")
def posted() -> str:
    """A member of staff reads, without signing in, whom to call for help."""
    return render_template(
        "desk/tasks/numbers.html", posted=support.posted(here.db, business_day())
    )


@blueprint.get("")
def page() -> str:
    """A member of staff reads whom to call, asks for help, and follows the own calls; the manager
    sees which calls to answer."""
    of = signed_in.clerk()
    is_manager = of.role == "manager"
    roster = clerks.roster(here.db, of.branch, of.day)
    return render_template(
        "desk/tasks/support.html",
        posted=support.posted(here.db, of.day),
        levels=[one for one in LEVELS_OF_PRIVACY if one in support.levels(here.db, of)],
        managers=[clerk for clerk in roster.values() if clerk.manager],
        own=support.own(here.db, of, here.keys),
        answered=support.for_manager(here.db, of.branch) if is_manager else [],
        today=of.day,
        WORRIES=WORRIES,
        LIMIT=support.TEXT_LIMIT,
    )


@blueprint.post("")
@on_page("support.page")
def ask() -> AnyResponse:
    """A member of staff asks for help, in words that only those chosen can read."""
    form = request.form
    new = New(form.get("worry", ""), form.get("text", ""), form.get("who", ""))
    salt = secrets.token_bytes(16)
    support.ask(here.db, signed_in.clerk(), here.keys, form.get("key", ""), new, salt)
    return redirect(url_for("support.page"), 303)


@blueprint.post("/own/<call_id>/agree")
@on_page("support.page")
def agree(call_id: str) -> AnyResponse:
    """A member of staff agrees that the own call for help has ended."""
    return _end(call_id, "agreed")


@blueprint.post("/own/<call_id>/withdraw")
@on_page("support.page")
def withdraw(call_id: str) -> AnyResponse:
    """A member of staff takes the own call for help back."""
    return _end(call_id, "withdrawn")


def _end(call_id: str, step: str) -> AnyResponse:
    key = request.form.get("key", "")
    support.end(here.db, signed_in.clerk(), here.keys, key, call_id, step)
    return redirect(url_for("support.page"), 303)


def box() -> dict[str, Any]:
    """For the desk's first page: how many calls for help the manager has to answer today, and how
    many of them are overdue."""
    of = signed_in.clerk()
    calls = support.for_manager(here.db, of.branch) if of.role == "manager" else []
    due = [one for one in calls if one.task.due and one.task.due <= of.day]
    return {
        "support_due": sum(one.task.must == "responder" for one in due),
        "support_late": support.late(calls, of.day),
    }
