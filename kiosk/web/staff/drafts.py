"""While a member of staff types: what is typed is kept, and the session goes on; and how long it
lasts. Desk and office have the same."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import drafts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import draft_of
from kiosk.web.frame.frame import htmx, own_path
from kiosk.web.frame.here import here

blueprint = Blueprint("drafts", __name__)
blueprint.add_app_template_global(signed_in.seconds_left)
ACTION = "form_action"
"""The field that says to which address the form is sent that is kept."""


@blueprint.post("/drafts")
def keep() -> AnyResponse:
    """A member of staff types into a form, and it is kept in case the session ends."""
    fields = [one for one in request.form.items(multi=True) if one[0] != ACTION]
    typed = draft_of(request.form.get(ACTION, ""), fields)
    if typed is None:
        raise Refusal("bad_request", ACTION)
    session = signed_in.session()
    if session is None:
        return signed_in.lead(signed_in.to_sign_in(typed))
    drafts.keep(here.db, session.who, typed, here.time.utc)
    return _said(signed_in.seconds_of(session))


@blueprint.get("/left")
def left() -> AnyResponse:
    """A member of staff sees in time that the session is about to end."""
    return signed_in.required() or _said(signed_in.seconds_left())


@blueprint.get("/stay")
def stay() -> AnyResponse:
    """A member of staff goes on with a session that is about to end."""
    if (to_sign_in := signed_in.required()) is not None:
        return to_sign_in
    if htmx:
        return _said(signed_in.seconds_left())
    return redirect(own_path(request.args.get("next", "/")), 303)


def _said(seconds: int | None) -> Response:
    return Response(str(seconds), mimetype="text/plain")
