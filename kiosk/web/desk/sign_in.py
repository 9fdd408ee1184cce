"""Signing in and out at the desk."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import pins
from kiosk.rules.input.folding import squeezed
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """A clerk is asked for badge and PIN."""
    return render_template("desk/sign_in.html")


@blueprint.post("/sign-in")
@on_page("sign_in.page")
def begin() -> AnyResponse:
    """A clerk signs in with badge and PIN."""
    form = request.form
    badge, pin = squeezed(form.get("badge", ""))[:20], squeezed(form.get("pin", ""))
    known = signed_in.browser(badge)
    mark = pins.sign_in(here.db, here.keys, "desk", badge, pin, here.now, known)
    return signed_in.begin(badge, mark, signed_in.first_page(badge, url_for("cards.my_cards")))


@blueprint.post("/sign-out")
@on_page("cards.my_cards")
def end() -> AnyResponse:
    """A clerk signs out, at every browser of the desk."""
    return signed_in.end(url_for("sign_in.page"))
