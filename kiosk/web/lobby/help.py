"""The lobby's call for help (P46): the customer rings, sees who is coming, and has the call filed
as a case if no one does."""

import hashlib
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import help
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.rules.hall.help import case_key
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("help", __name__)
blueprint.after_request(begin_visit)
HELD_S = 180
"""A page that waits for a clerk ends the visit no sooner: a minute until it says that no one has
answered, and time to decide."""


@blueprint.get("/help")
def page() -> str:
    """A customer rings for help, or sees who is coming."""
    return render_template("lobby/help/help.html", **_shown())


@blueprint.get("/help/state")
def state() -> AnyResponse | str:
    """A waiting customer sees within two seconds that a clerk is on the way."""
    shown = _shown()
    if request.args.get("seen") == shown["seen"]:
        return Response(status=204)
    return render_template("lobby/help/_helping.html", **shown)


@blueprint.post("/help")
@on_page("help.page")
def ring() -> AnyResponse:
    """A customer rings for help."""
    help.ring(here.db, customer(), request.form.get("key", ""))
    return redirect(url_for("help.page"), 303)


@blueprint.post("/help/<event_id>/case")
@on_page("help.page")
def file_case(event_id: str) -> AnyResponse:
    """A customer to whom no one came has the call filed as a case."""
    help.file_case(here.db, customer(), here.keys, request.form.get("key", ""), event_id)
    return redirect(url_for("cases.receipt", key=case_key(event_id)), 303)


def _shown() -> dict[str, Any]:
    """The newest call of this visit and what became of it; whether other customers wait here; a
    hash of all that the page shows."""
    db, day = here.db, business_day()
    call = help.of_visit(db, customer())
    hall = branches.hall(db, day)
    waiting = sum(other.here for other in help.waiting(db, day, here.now)) if call is None else 0
    filed = call is not None and help.is_filed(db, customer().branch, call.event_id)
    answers = [one for one in (call and call.came, call and call.taken) if one]
    changing = (answers, call and (call.event_id, call.late), waiting, filed)
    return {
        "call": call,
        "waiting": waiting,
        "filed": case_key(call.event_id) if call and filed else "",
        "names": clerks.named(db, [one.clerk for one in answers], day),
        "phone": hall.phone if hall else "",
        "held_seconds": HELD_S if call and not call.came and call.waited < 1000 * HELD_S else 0,
        "seen": hashlib.sha256(repr(changing).encode()).hexdigest()[:16],
    }
