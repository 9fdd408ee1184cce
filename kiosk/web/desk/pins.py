"""PINs at the desk: the manager issues one that opens once, and every clerk chooses the own one."""

import secrets

import msgspec
from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import pins
from kiosk.rules.input.folding import squeezed
from kiosk.rules.people.pins import DIGITS, ONE_TIME_MS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk.cases import around
from kiosk.web.frame import shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("pins", __name__)
blueprint.before_request(signed_in.required)
SHOWN_S = 300
"""How long a drawn PIN can be read by the manager who drew it."""


class Issued(msgspec.Struct, frozen=True):
    """A PIN that was issued, for the clerk with this badge."""

    badge: str
    pin: str


@blueprint.get("/pins")
def listed() -> str:
    """A manager sees which clerks have a PIN of their own, and issues one that opens once."""
    of = signed_in.clerk()
    if of.role != "manager":
        raise Refusal("only_manager")
    issued = shown_once.found(Issued)
    return render_template(
        "desk/pins/pins.html",
        issued=issued,
        states=pins.states(here.db, here.now),
        me=of.by,
        hours=ONE_TIME_MS // 3_600_000,
        **around(of),
    )


@blueprint.post("/pins/<badge>")
@on_page("pins.listed")
def issue(badge: str) -> AnyResponse:
    """A manager issues a PIN to a clerk, who replaces it at the first sign-in."""
    of, drawn = signed_in.clerk(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    if not pins.issue(here.db, of, here.keys, request.form.get("key", ""), badge, drawn):
        raise Refusal("shown_already")
    return shown_once.show(url_for("pins.listed"), Issued(badge, drawn), SHOWN_S)


@blueprint.get("/pin")
def own() -> str:
    """A clerk chooses the own PIN; after signing in with a one-time PIN, before anything else."""
    of = signed_in.clerk()
    one_time = pins.is_one_time(here.db, of.by)
    return render_template("desk/pins/own.html", one_time=one_time, **around(of))


@blueprint.post("/pin")
@on_page("pins.own")
def choose() -> AnyResponse:
    """A clerk replaces the own PIN by another one that no one else knows."""
    form, of = request.form, signed_in.clerk()
    new = squeezed(form.get("new", ""))
    if new != squeezed(form.get("again", "")):
        raise Refusal("pin_mismatch")
    key, old, known = form.get("key", ""), squeezed(form.get("old", "")), signed_in.browser(of.by)
    mark = pins.choose(here.db, of, here.keys, key, new, old, known)
    page = signed_in.first_page(of.by, url_for("cards.my_cards"))
    return signed_in.begin(str(g.who), mark, page)  # all earlier sessions have ended
