"""The manager pairs screens of the hall with the station, and ends pairings."""

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import screens
from kiosk.records.ledger import identity
from kiosk.records.publishing import offered
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("screens", __name__)
blueprint.before_request(signed_in.only_in_charge)


class Made(msgspec.Struct, frozen=True):
    """The code of a screen, as it is shown once, and where that screen opens to enter it."""

    name: str
    code: str
    address: str


@blueprint.get("/screens")
def page() -> str:
    """A manager sees which screens are paired, and the code that was just made."""
    made = shown_once.found(Made)
    return render_template(
        "desk/screens/screens.html",
        screens=screens.listed(here.db, here.now),
        made=made,
        now=here.time.utc,
        has_office=identity.me(here.db).has_office,
        windows=offered.windows(here.db, identity.me(here.db).branch, business_day()),
        qr=qr_path(made.address) if made else None,
    )


@blueprint.post("/screens")
@on_page("screens.page")
def make_code() -> AnyResponse:
    """A manager makes the code for a new screen."""
    form = request.form
    wanted = screens.Wanted(form.get("name", ""), form.get("shows", ""), form.get("window", ""))
    author = signed_in.clerk()
    code = screens.make_code(here.db, author, here.keys, form.get("key", ""), wanted)
    made = Made(wanted.name.strip(), code, _address(wanted.shows))
    return shown_once.show(url_for("screens.page"), made)


def _address(shows: str) -> str:
    """Where a screen is opened that shows this: the lobby's address as the configuration has it,
    else its port under the name that this browser uses."""
    if shows == "wall":
        return f"{here.config.desk.public_url or request.host_url.rstrip('/')}/wall"
    name = request.host.rpartition(":")[0] if ":" in request.host else request.host
    lobby = here.config.lobby
    return f"{lobby.public_url or f'http://{name}:{lobby.port}'}/pair"


@blueprint.post("/screens/<pairing>/end")
@on_page("screens.page")
def unpair(pairing: str) -> AnyResponse:
    """A manager ends a pairing: the screen shows nothing any more."""
    screens.unpair(here.db, signed_in.clerk(), request.form.get("key", ""), pairing)
    return redirect(url_for("screens.page"), 303)
