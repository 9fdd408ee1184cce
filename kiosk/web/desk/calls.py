"""The desk's alerts: customers who ring for help, and cases that wait."""

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import lists
from kiosk.records.hall import help
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.web.desk.cases import hidden_from
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("calls", __name__)
blueprint.before_request(signed_in.required)

CALLS_SHOWN = 5


@blueprint.get("/calls")
def calls() -> AnyResponse | str:
    """A clerk at the desk sees within two seconds that a customer needs help or filed a case."""
    shown = waiting_here()
    if request.args.get("seen") == shown["calls_seen"]:
        return Response(status=204)
    return render_template("desk/calls/_calls.html", **shown)


@blueprint.post("/calls/<event_id>/taken")
@on_page("cards.my_cards")
def taken(event_id: str) -> AnyResponse:
    """A clerk is on the way to the customer who rang."""
    help.taken(here.db, signed_in.clerk(), request.form.get("key", ""), event_id)
    return redirect(url_for("cards.my_cards"), 303)


@blueprint.post("/calls/<event_id>/came")
@on_page("cards.my_cards")
def came(event_id: str) -> AnyResponse:
    """A clerk has come to the customer who rang."""
    help.came(here.db, signed_in.clerk(), request.form.get("key", ""), event_id)
    return redirect(url_for("cards.my_cards"), 303)


def waiting_here() -> dict[str, Any]:
    """Today's calls, waiting ones first, and how many more wait; the numbers of cases that wait for
    the person signed in; a hash of all."""
    db, badge = here.db, str(g.who)
    me = identity.me(db)
    day = business_day()
    rung = help.calls(db, day, here.now)
    everybodys = clerks.is_manager(db, me.branch, badge, day)
    hidden = hidden_from(badge, everybodys)
    waiting = lists.counts(db, me.branch, "" if everybodys else badge, day, hidden)
    return {
        "calls": rung[:CALLS_SHOWN],
        "calls_more": sum(not call.came for call in rung[CALLS_SHOWN:]),
        "waiting": waiting,
        "calls_seen": seen(rung, waiting),
        "names": clerks.roster(db, me.branch, day),
    }


def seen(rung: Sequence[help.Call], *more: object) -> str:
    """A hash of calls as a page shows them, by whole minutes of waiting, and of what else it
    shows."""
    by_minute = [(call._replace(waited=call.waited // 60_000), call.late) for call in rung]
    return hashlib.sha256(repr((by_minute, more)).encode()).hexdigest()[:16]
