"""The manager connects ticket systems, and sees what they report and what was refused."""

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import ticket_files, ticket_systems
from kiosk.vocabulary.refusals import FAULTS, REFUSALS
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("tickets", __name__)
blueprint.before_request(signed_in.only_in_charge)


class Made(msgspec.Struct, frozen=True):
    """The key of a system, as it is shown once."""

    name: str
    key: str


@blueprint.get("/tickets")
def page() -> str:
    """A manager sees which ticket systems are connected, when each last reported, and what was
    refused."""
    return render_template(
        "desk/tickets/tickets.html",
        systems=ticket_systems.listed(here.db),
        files=ticket_files.newest(here.db),
        queue=ticket_systems.queue(here.db, here.time.utc),
        made=shown_once.found(Made),
        address=url_for("tickets_api.report", _external=True),
        description=url_for("tickets_api.description"),
        says=FAULTS | {code: wording for code, (_, wording) in REFUSALS.items()},
    )


@blueprint.post("/tickets")
@on_page("tickets.page")
def connect() -> AnyResponse:
    """A manager connects a ticket system and is shown its key."""
    key, name = request.form.get("key", ""), request.form.get("name", "")
    made = ticket_systems.connect(here.db, signed_in.clerk(), here.keys, key, name)
    return shown_once.show(url_for("tickets.page"), Made(name.strip(), made))


@blueprint.post("/tickets/<system>/end")
@on_page("tickets.page")
def end(system: str) -> AnyResponse:
    """A manager ends a ticket system's key: its reports are refused from now on."""
    ticket_systems.end(here.db, signed_in.clerk(), request.form.get("key", ""), system)
    return redirect(url_for("tickets.page"), 303)
