"""A clerk's pause at the window (P07), and the record of pauses."""

import hashlib
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall.pauses import asking, lists, running
from kiosk.records.people import clerks
from kiosk.web.frame import days, paging, signed_in
from kiosk.web.frame.forms import of_address, on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("pauses", __name__)
blueprint.before_request(signed_in.required)


def box() -> dict[str, Any]:
    """Values for the place on a clerk's page where a pause begins and ends, and a hash of them."""
    of = signed_in.clerk()
    now = asking.possible(here.db, of)
    seen = hashlib.sha256(repr(now).encode()).hexdigest()[:16]
    return {
        "pause": now,
        "pause_tried": lists.last_refused(here.db, of.branch, of.day, of.by),
        "pause_seen": seen,
    }


@blueprint.get("/pauses/now")
def now() -> AnyResponse | str:
    """A clerk sees how much of the pause is left, and that it is over."""
    shown = box()
    if request.args.get("seen") == shown["pause_seen"]:
        return Response(status=204)
    return render_template("desk/pauses/_pause.html", **shown)


@blueprint.post("/pauses")
@on_page("cards.my_cards")
def begin() -> AnyResponse:
    """A clerk asks for a pause of some minutes."""
    key, waiting = request.form.get("key", ""), request.form.get("waiting", "")
    asking.begin(here.db, signed_in.clerk(), key, waiting)
    return redirect(url_for("cards.my_cards", _anchor="pause"), 303)


@blueprint.post("/pauses/<event_id>/end")
@on_page("cards.my_cards")
def end(event_id: str) -> AnyResponse:
    """A clerk is back at the window before the pause is over."""
    running.end(here.db, signed_in.clerk(), request.form.get("key", ""), event_id)
    return redirect(url_for("cards.my_cards", _anchor="pause"), 303)


@blueprint.get("/pauses")
def listed() -> tuple[str, int]:
    """A clerk reads the own pauses of a month, a manager those of the hall; of refused tries a
    manager sees numbers only, whichever clerk is chosen."""
    of, page = signed_in.clerk(), paging.asked()
    everyone = of.role == "manager"
    first, last, wrong = days.period(of.day.replace(day=1), of.day)
    clerk = request.args.get("clerk", "")[:40] if everyone else of.by
    signed_in.viewed(clerk, "pauses")
    sums = lists.by_clerk(here.db, of.branch, first, last, clerk)
    found = lists.listed(here.db, of.branch, first, last, clerk, page)
    roster = clerks.roster(here.db, of.branch, of.day)
    badges = {*sums, *(one.clerk for one in found.rows)} - roster.keys()
    shown = render_template(
        "desk/pauses/listed.html",
        everyone=everyone,
        first=first,
        last=last,
        clerk=clerk,
        asked=of_address(wrong),
        sums=sums,
        tries=lists.refused(here.db, of.branch, first, last, "" if everyone else of.by),
        found=found,
        running={one.event_id for one in running.of_day(here.db, of.day, here.now).values()},
        names=roster | clerks.named(here.db, badges, of.day),
        page=page,
    )
    return shown, 422 if wrong else 200
