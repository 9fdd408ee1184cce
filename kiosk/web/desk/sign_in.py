"""Signing in and out at the desk."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import help
from kiosk.records.ledger import identity
from kiosk.records.people import clerks, pins
from kiosk.rules.input.folding import squeezed
from kiosk.web.desk.calls import CALLS_SHOWN, seen
from kiosk.web.desk.recognition.diary import opened
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """A clerk is asked for badge and PIN, and sees who calls for help."""
    return render_template("desk/sign_in.html", **_rung())


@blueprint.get("/sign-in/calls")
def calls() -> AnyResponse | str:
    """A clerk who is not signed in sees within two seconds that a customer needs help."""
    shown = _rung()
    if request.args.get("seen") == shown["calls_seen"]:
        return Response(status=204)
    return render_template("desk/calls/_rung.html", **shown)


def _rung() -> dict[str, Any]:
    """The calls to which no one has come yet, and who is on the way; none on a machine that is not
    enrolled."""
    db = here.db
    if not identity.settled(db):
        return {"calls": [], "calls_more": 0, "calls_seen": seen([]), "names": {}}
    waiting = help.waiting(db, business_day(), here.now)
    return {
        "calls": waiting[:CALLS_SHOWN],
        "calls_more": len(waiting[CALLS_SHOWN:]),
        "calls_seen": seen(waiting),
        "names": clerks.roster(db, identity.me(db).branch, business_day()),
    }


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
    opened.forget()
    return signed_in.end(url_for("sign_in.page"))
