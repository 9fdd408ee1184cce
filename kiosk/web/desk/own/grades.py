"""A clerk's own low grades, and objections to them, which only head office rules on. Nothing here
changes what the customer gave."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import lists as case_lists
from kiosk.records.feedback import handling
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import identity
from kiosk.records.publishing import in_halls
from kiosk.records.recognition.own import objections
from kiosk.rules.feedback.objections import WHY
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here

blueprint = Blueprint("grades", __name__, url_prefix="/own/grades")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def listed() -> str:
    """A clerk reads the own low grades, and what became of objections to them."""
    of, page = signed_in.clerk(), paging.asked()
    unanswered = case_lists.unanswered_ratings(here.db, of.branch, of.by)
    found = objections.low_grades(here.db, of, unanswered, page)
    ids = [row.event_id for row in found.rows]
    return render_template(
        "desk/own/grades.html",
        found=found,
        made=objections.of_ratings(here.db, of.branch, ids),
        page=page,
        services=in_halls.contents(here.db, "service", of.day),
        has_office=identity.me(here.db).has_office,
    )


def _own(event_id: str) -> FeedbackNow:
    """Raises Refusal `no_feedback` for what the list does not show."""
    of = signed_in.clerk()
    row = handling.find(here.db, of.branch, event_id)
    unanswered = case_lists.unanswered_ratings(here.db, of.branch, of.by)
    if not objections.is_shown(here.db, of, row, unanswered):
        raise Refusal("no_feedback")
    return row


@blueprint.get("/<event_id>")
def page(event_id: str) -> str:
    """A clerk reads one of the own low grades, and writes or reads the objection."""
    row = _own(event_id)
    found = objections.of_ratings(here.db, row.branch, [event_id]).get(event_id)
    return render_template(
        "desk/own/grade.html",
        row=row,
        objection=found,
        services=in_halls.contents(here.db, "service", signed_in.clerk().day),
        TEXT_LIMIT=objections.TEXT_LIMIT,
        WHY=WHY,
    )


@blueprint.post("/<event_id>")
@on_page("grades.page", drafted=True)
def object_to(event_id: str) -> AnyResponse:
    """A clerk objects to a low grade; head office rules on it."""
    form = request.form
    _own(event_id)
    objections.object_to(
        here.db,
        signed_in.clerk(),
        form.get("key", ""),
        event_id,
        form.get("why", ""),
        form.get("text", ""),
    )
    sent()
    return redirect(url_for("grades.page", event_id=event_id), 303)
