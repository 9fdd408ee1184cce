"""The button by which a clerk counts a served customer, in halls without a ticket system."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import pressed
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("served", __name__)
blueprint.before_request(signed_in.required)


@blueprint.post("/served")
@on_page("cards.my_cards")
def press() -> AnyResponse:
    """A clerk counts a customer who was just served."""
    pressed.press(here.db, signed_in.clerk(), request.form.get("key", ""))
    return redirect(url_for("cards.my_cards", _anchor="served"), 303)


@blueprint.post("/served/<event_id>/undo")
@on_page("cards.my_cards")
def take_back(event_id: str) -> AnyResponse:
    """A clerk takes the last count back within 30 seconds."""
    key = request.form.get("key", "")
    pressed.take_back(here.db, signed_in.clerk(), key, event_id)
    return redirect(url_for("cards.my_cards", _anchor="served"), 303)
