"""The interface for a hall's ticket system, on the desk's listener: who was served, how many wait.
Each system has a key of its own, made by the manager at the desk (docs/tickets.md)."""

import re
from typing import Annotated, TypeVar

import msgspec
from flask import Blueprint, Response, g, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import served, ticket_systems
from kiosk.records.hall.ticket_systems import AtWindow, TicketSystem
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, at_station
from kiosk.rules.hall.tickets import Said
from kiosk.rules.input import moments
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here
from kiosk.web.machines import limits, openapi

blueprint = Blueprint("tickets_api", __name__, url_prefix="/api")
T = TypeVar("T")
BODY, QUEUE_BODY = 2_048, 8_192
"""Most bytes of a report."""
KEY = re.compile(r"Bearer (tsk_[0-9a-f]{40})")
_PLACE = re.compile(r"`\$\.?([\w.\[\]]*)`")


class Report(msgspec.Struct, forbid_unknown_fields=True):
    """A customer who was served. Without `clerk`, the one on duty at the window is meant; without
    `at`, now."""

    ticket: str
    window: str
    clerk: str = ""
    service: str = ""
    at: str = ""


Waiting = Annotated[int, msgspec.Meta(ge=0, le=999)]


class Window(msgspec.Struct, forbid_unknown_fields=True):
    """How many customers wait for a window."""

    window: str
    waiting: Waiting


class QueueReport(msgspec.Struct, forbid_unknown_fields=True):
    """How many customers wait."""

    waiting: Waiting
    windows: Annotated[list[Window], msgspec.Meta(max_length=40)] = []


@blueprint.before_request
def _check_key() -> None:
    """Raises Refusal `too_fast` or `bad_api_key`; the description is open to anyone."""
    if request.endpoint == "tickets_api.description":
        return
    found = KEY.fullmatch(request.headers.get("Authorization", "")[:100])
    try:
        branch = identity.me(here.db).branch
        g.system = ticket_systems.of_key(here.db, branch, found.group(1) if found else "")
    except Refusal:
        limits.check_rate("ticket systems without a key")
        raise
    limits.check_rate(g.system.system)


@blueprint.post("/tickets")
def report() -> tuple[Response, int]:
    """A ticket system reports a customer who was served; 201 if that is new, 200 for a repeat."""
    system, author = _calling()
    try:
        said = _read(Report, BODY)
        ended = moments.stamp(said.at) if said.at else author.at
        new = served.enter(
            here.db,
            author,
            "api",
            system.system,
            Said(said.ticket, said.window, said.clerk, said.service, ended),
        )
    except moments.NotAMoment:
        refusal = Refusal("odd_moment", field="at")
        ticket_systems.note_refused(here.db, system.system, author.at, refusal)
        raise refusal from None
    except Refusal as refusal:
        ticket_systems.note_refused(here.db, system.system, author.at, refusal)
        raise
    ticket_systems.note_taken(here.db, system.system, author.at, new=new)
    return jsonify(new=new), 201 if new else 200


@blueprint.put("/queue")
def queue() -> AnyResponse:
    """A ticket system reports how many customers wait."""
    system, author = _calling()
    said = _read(QueueReport, QUEUE_BODY)
    at_windows = [AtWindow(one.window, one.waiting) for one in said.windows]
    ticket_systems.note_queue(here.db, author, system.system, said.waiting, at_windows)
    return Response(status=204)


@blueprint.get("/openapi.json")
def description() -> AnyResponse:
    """An integrator reads how a ticket system reports."""
    return Response(openapi.DOCUMENT, mimetype="application/json")


def _calling() -> tuple[TicketSystem, Author]:
    system: TicketSystem = g.system
    return system, at_station(here.db, "machine", here.now, by=system.system)


def _read(shape: type[T], most: int) -> T:
    """The body as this shape; raises Refusal `too_large`, or `odd_field` with the field at
    fault."""
    body = request.get_data()
    if len(body) > most:
        raise Refusal("too_large")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        missing = re.search(r"field `(\w{1,40})`", str(error))
        named = missing.group(1) if missing else place.group(1) if place else ""
        raise Refusal("odd_field", str(error)[:200], field=named[:40]) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("bad_request", f"no JSON: {error}"[:200]) from None
