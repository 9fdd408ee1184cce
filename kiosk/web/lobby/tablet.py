"""Who may give feedback at the lobby: the tablets that the manager has paired, and the station's
own screen. Any other browser may read.

A browser on the station itself is known by its connection: over the loopback, not through a proxy,
under a name of the loopback. A proxy says in a header whom it speaks for (`PROXIED`); one that does
not is found out by the name that the browser had asked for, in Host or in Origin.
"""

import ipaddress
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import duty, screens
from kiosk.records.hall.screens import Screen
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import clerks
from kiosk.rules.hall import sizes
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.guard import READS
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, mode, put_cookie

blueprint = Blueprint("tablet", __name__)
COOKIE = "screen"
KEPT_S = 400 * 86_400
"""As long as a browser keeps a cookie; each first page renews it."""
FREE = ("frame.choose_language", "frame.choose_mode", "tablet.pair")
"""Forms that any browser may send: they store nothing of a customer's, and keep nothing busy."""
BY_PHONE = ("phone.rate", "hall.add_remark", "hall.undo_card")
"""Forms that a customer's own phone may send: each asks for an invitation, or for the visit that
has used one."""
PROXIED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP")
"""What a proxy says of itself or of its visitor, besides all of X-Forwarded."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


SENDS_ITSELF = ("tablet.page", "phone.page", "hall.thanks")
"""Pages that do not say that a browser may only read: it may send what is on them."""


def is_direct() -> bool:
    """Whether the browser runs on the station itself and no proxy is in between."""
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:  # what a proxy calls a visitor can be anything
        return False
    names = [request.host_url, *request.headers.getlist("Origin")]
    proxied = any(one in PROXIED or one.startswith("HTTP_X_FORWARDED") for one in request.environ)
    return near and not proxied and all(_is_own(one) for one in names)


def _is_own(url: str) -> bool:
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        return False


def found() -> Screen | None:
    """The tablet that asks: by its cookie, or the station's own screen; None for other browsers."""
    if "tablet" not in g:
        token = request.cookies.get(cookie_name(COOKIE), "")
        known = screens.of_token(here.db, token, "tablet") if identity.settled(here.db) else None
        if known is None and is_direct() and identity.settled(here.db):
            known = screens.own(here.db)
        g.tablet = known
    return cast(Screen | None, g.tablet)


def may_submit() -> bool:
    """Whether the browser that asks may give feedback without an invitation."""
    return found() is not None or is_direct()


def clerk() -> str | None:
    """The clerk to whose window the tablet that asks belongs, None if no one works there now."""
    tablet, day = found(), business_day()
    if tablet is None or not tablet.window:
        return None
    badge = duty.at_window(here.db, day, tablet.window)
    return badge if badge in clerks.roster(here.db, identity.me(here.db).branch, day) else None


@blueprint.app_context_processor
def around() -> dict[str, Any]:
    """Values for every page: whether this browser may give feedback, by how much its pages are
    enlarged, and where all clerks are shown."""
    tablet = found()
    size = (tablet.diagonal, tablet.wide, tablet.high) if tablet else (0, 0, 0)
    return {
        "may_submit": may_submit(),
        "SENDS_ITSELF": SENDS_ITSELF,
        "scale": sizes.scale(*size, mode()),
        "to_everyone": "/?all=1" if tablet and tablet.window else "/",
    }


@blueprint.before_app_request
def refuse_unpaired() -> None:
    """Raises Refusal `not_paired` for a form of a browser that may only read."""
    if request.method in READS or request.endpoint in (*FREE, *BY_PHONE):
        return
    if not may_submit():
        raise Refusal("not_paired")


@blueprint.after_app_request
def note_seen(response: Response) -> Response:
    """Keeps a tablet paired for as long as it is used, and when it was seen."""
    if request.endpoint != "hall.hall" or not (tablet := found()):
        return response
    screens.note_seen(here.db, tablet, here.time.utc)
    if token := request.cookies.get(cookie_name(COOKIE)):
        put_cookie(response, COOKIE, token, KEPT_S)
    return response


@blueprint.get("/pair")
def page() -> str:
    """A manager enters on a tablet the code that pairs it, or the size of its screen."""
    tablet = found()
    return render_template(
        "lobby/tablet/tablet.html",
        tablet=tablet,
        asks_size=tablet is not None and screens.is_open(tablet, here.now),
        ended=tablet is None and cookie_name(COOKIE) in request.cookies,
    )


@blueprint.post("/pair")
@on_page("tablet.page")
def pair() -> AnyResponse:
    """A manager enters the code on a tablet, at which customers can give feedback from then on."""
    key, code = request.form.get("key", ""), request.form.get("code", "")
    author = at_station(here.db, "machine", here.now)
    token = screens.pair(here.db, author, here.keys, key, code, "tablet", own=is_direct())
    response = redirect(url_for("tablet.page"), 303)
    put_cookie(response, COOKIE, token, KEPT_S)
    return response


@blueprint.post("/pair/size")
@on_page("tablet.page")
def measure() -> AnyResponse:
    """A manager enters how large the tablet's screen is, and letters and targets follow."""
    tablet = found()
    if tablet is None:
        raise Refusal("not_paired")
    screens.measure(here.db, tablet, here.now, request.form)
    return redirect(url_for("hall.hall"), 303)
