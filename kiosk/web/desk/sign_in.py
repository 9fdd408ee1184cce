"""Signing in and out at the desk."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import pins
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """A clerk is asked for badge and PIN."""
    return render_template("desk/sign_in.html")


@blueprint.post("/sign-in")
def begin() -> AnyResponse:
    """A clerk signs in with badge and PIN."""
    badge = request.form.get("badge", "").strip()[:20]
    pin = request.form.get("pin", "").strip()
    known = signed_in.browser(badge)
    mark = pins.sign_in(here.db, here.keys, "desk", badge, pin, here.now, known)
    return signed_in.begin(badge, mark, url_for("cards.my_cards"))


@blueprint.post("/sign-out")
def end() -> AnyResponse:
    """A clerk signs out, at every browser of the desk."""
    return signed_in.end(url_for("sign_in.page"))
