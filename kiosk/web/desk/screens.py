"""The manager pairs screens of the hall with the station, and ends pairings."""

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import screens
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("screens", __name__)
blueprint.before_request(signed_in.only_in_charge)


class Made(msgspec.Struct, frozen=True):
    """The code of a screen, as it is shown once."""

    name: str
    code: str


@blueprint.get("/screens")
def page() -> str:
    """A manager sees which screens are paired, and the code that was just made."""
    return render_template(
        "desk/screens/screens.html",
        screens=screens.listed(here.db, here.now),
        made=shown_once.found(Made),
        now=here.time.utc,
        address=url_for("wall.page", _external=True),
    )


@blueprint.post("/screens")
@on_page("screens.page")
def make_code() -> AnyResponse:
    """A manager makes the code for a new screen."""
    key, name = request.form.get("key", ""), request.form.get("name", "")
    code = screens.make_code(here.db, signed_in.clerk(), here.keys, key, name)
    return shown_once.show(url_for("screens.page"), Made(name.strip(), code))


@blueprint.post("/screens/<pairing>/end")
@on_page("screens.page")
def unpair(pairing: str) -> AnyResponse:
    """A manager ends a pairing: the screen shows nothing any more."""
    screens.unpair(here.db, signed_in.clerk(), request.form.get("key", ""), pairing)
    return redirect(url_for("screens.page"), 303)
