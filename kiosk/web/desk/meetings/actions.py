"""Actions that were agreed at meetings (P29): each is ticked off by its owner, and moved by the
manager."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import clerks
from kiosk.records.recognition.agenda import actions
from kiosk.web.frame import days, paging, signed_in
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here

blueprint = Blueprint("actions", __name__, url_prefix="/actions")
blueprint.before_request(signed_in.required)


def box() -> dict[str, Any]:
    """For the desk's first page: the clerk's own open actions, first due first."""
    of = signed_in.clerk()
    return {"own_actions": actions.open_of(here.db, of.branch, of.by)}


@blueprint.get("")
def listed() -> str:
    """A clerk reads the own actions; a manager reads all of the hall's."""
    of, number = signed_in.clerk(), paging.asked()
    owner = "" if of.role == "manager" else of.by
    found = actions.listed(here.db, of.branch, owner, number)
    return render_template(
        "desk/meetings/actions.html",
        found=found,
        page=number,
        today=of.day,
        names=clerks.named(here.db, {one.owner for one in found.rows}, of.day),
    )


@blueprint.get("/<event_id>")
def page(event_id: str) -> str:
    """A member of staff reads an action with all that was done about it."""
    of, db = signed_in.clerk(), here.db
    action = actions.find(db, of.branch, event_id)
    actions.check_reader(of, action)
    roster = clerks.roster(db, of.branch, of.day)
    badges = {action.agreed.clerk, action.agreed.by}
    badges |= {badge for one in action.moved for badge in (one.clerk, one.by)}
    badges |= {action.done.by} if action.done else set()
    return render_template(
        "desk/meetings/action.html",
        action=action,
        today=of.day,
        roster=roster,
        names=roster | clerks.named(db, badges - roster.keys(), of.day),
        can_finish=not actions.refused(db, of, action),
    )


@blueprint.post("/<event_id>/done")
@on_page("actions.page", drafted=True)
def finish(event_id: str) -> AnyResponse:
    """A clerk ticks an own action off, and says how it was done."""
    form, of = request.form, signed_in.clerk()
    actions.finish(here.db, of, form.get("key", ""), event_id, form.get("note", ""))
    sent()
    return redirect(url_for("actions.page", event_id=event_id), 303)


@blueprint.post("/<event_id>/move")
@on_page("actions.page", drafted=True)
def move(event_id: str) -> AnyResponse:
    """A manager gives an action another day or another owner, with a reason."""
    form, of = request.form, signed_in.clerk()
    owner, due = form.get("owner", ""), days.typed_day("due")
    actions.move(here.db, of, form.get("key", ""), event_id, owner, due, form.get("reason", ""))
    sent()
    return redirect(url_for("actions.page", event_id=event_id), 303)
