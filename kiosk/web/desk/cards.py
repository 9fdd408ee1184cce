"""The desk: what clerks see of their own. Nothing here can open, hide, change
or remove what a customer gave."""

import datetime
import hashlib
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import lists
from kiosk.records.feedback import cards, ratings
from kiosk.records.hall import duty, help
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.identity import Identity
from kiosk.records.people import clerks, clock_confirmation
from kiosk.rules.ledger.time import business_day, corrected
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS
from kiosk.web.frame import here, signed_in
from kiosk.web.lobby.visit import document_day

blueprint = Blueprint("desk", __name__)
blueprint.app_context_processor(signed_in.at_the_desk)
COMMENTS_SHOWN = 12
CALLS_SHOWN = 5


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    if request.endpoint in ("desk.sign_in_page", "desk.sign_in"):
        return None
    return signed_in.required("desk.sign_in_page")


@blueprint.get("/")
def my_cards() -> str:
    """A clerk sees the cards customers and colleagues gave."""
    badge, db = str(g.who), here.db()
    me = identity.me(db)
    today = business_day(here.now(), me.anchor, me.zone, None)
    rated = ratings.count(db, me.branch, badge)
    given = cards.count(db, ["giver", "kind"], branch=me.branch, clerk=badge, giver=None)
    months = cards.count(db, ["month"], branch=me.branch, clerk=badge)
    this_month = today.replace(day=1)
    return render_template(
        "desk/cards.html",
        badge=badge,
        clerk=clerks.on_roster(db, me.branch, badge, document_day(me)[0]),
        given=given,
        sums={giver: sum(given.get((giver, kind), 0) for kind in CARD_KINDS) for giver in GIVERS},
        month=cards.count(db, ["kind"], branch=me.branch, clerk=badge, first=this_month),
        months=[(month, n) for (month,), n in sorted(months.items(), reverse=True)],
        most=max(months.values(), default=1),
        comments=cards.comments(db, me.branch, badge, COMMENTS_SHOWN),
        rated=rated,
        satisfied=ratings.satisfied(rated),
        duty=duty.of_day(db, today).get(badge),
        clock=_clock(me),
        **_calls(),
    )


def _clock(me: Identity) -> dict[str, Any]:
    """Whether the clock is in doubt, and what time it says it is."""
    sure = document_day(me)[1]
    shown = corrected(here.now(), me.anchor)
    local = datetime.datetime.fromtimestamp(shown / 1000, ZoneInfo(me.zone))
    return {
        "sure": sure,
        "shown": shown,
        "says": local.strftime("%Y-%m-%d %H:%M"),
        "has_office": me.has_office,
    }


@blueprint.post("/clock")
def confirm_time() -> AnyResponse:
    """A manager confirms what time it is, where the clock is in doubt."""
    key, shown = request.form.get("key", ""), request.form.get("shown", 0, type=int)
    clock_confirmation.confirm(here.db(), str(g.who), key, shown, here.now())
    return redirect(url_for("desk.my_cards"), 303)


@blueprint.post("/duty")
def change_duty() -> AnyResponse:
    """A clerk comes on duty at a window, or leaves."""
    form = request.form
    on = form.get("state") == "on"
    duty.change(here.db(), signed_in.clerk(), form.get("key", ""), on, form.get("window", ""))
    return redirect(url_for("desk.my_cards"), 303)


@blueprint.get("/calls")
def calls() -> AnyResponse | str:
    """A clerk at the desk sees within two seconds that a customer needs help or filed a case."""
    shown = _calls()
    if request.args.get("seen") == shown["calls_seen"]:
        return Response(status=204)
    return render_template("desk/_calls.html", **shown)


@blueprint.post("/calls/<event_id>/came")
def came(event_id: str) -> AnyResponse:
    """A clerk has come to the customer who rang."""
    help.came(here.db(), signed_in.clerk(), request.form.get("key", ""), event_id)
    return redirect(url_for("desk.my_cards"), 303)


def _calls() -> dict[str, Any]:
    """Today's calls, the waiting ones first, what cases wait for whoever is
    signed in, and a short name for that state."""
    db, badge = here.db(), str(g.who)
    me = identity.me(db)
    day = business_day(here.now(), me.anchor, me.zone, ledger.chain(db, me.chain).day)
    rung = sorted(help.calls(db, day), key=lambda call: (bool(call.clerk), -call.at))
    everybodys = clerks.is_manager(db, me.branch, badge, day)
    waiting = lists.counts(db, me.branch, "" if everybodys else badge, day)
    return {
        "calls": rung[:CALLS_SHOWN],
        "waiting": waiting,
        "calls_seen": hashlib.sha256(repr((rung, waiting)).encode()).hexdigest()[:16],
        "names": clerks.roster(db, me.branch, day),
    }


@blueprint.get("/sign-in")
def sign_in_page() -> str:
    """A clerk is asked for badge and PIN."""
    return render_template("desk/sign_in.html")


@blueprint.post("/sign-in")
def sign_in() -> AnyResponse:
    """A clerk signs in with badge and PIN."""
    badge = request.form.get("badge", "").strip()[:20]
    pin = request.form.get("pin", "").strip()
    clerks.sign_in(here.db(), here.keys(), "desk", badge, pin, here.now())
    return signed_in.begin(badge, url_for("desk.my_cards"))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """A clerk signs out."""
    return signed_in.end(url_for("desk.sign_in_page"))
