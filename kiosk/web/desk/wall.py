"""The wall: a screen that shows the hall's calls for help and the windows with a pause, and while
no one calls the hall's stars, with no one signed in. It is paired with the station by a code that
the manager made (kiosk/records/hall/screens.py)."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import help, screens
from kiosk.records.hall.pauses import running
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, documents, offered
from kiosk.records.reports import stars
from kiosk.records.reports.stars import Star
from kiosk.web.desk.calls import seen
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.guard import FOREVER
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

blueprint = Blueprint("wall", __name__)
COOKIE = "screen"
KEPT_S = 400 * 86_400
"""As long as a browser keeps a cookie; each page that is loaded renews it."""
CALLS_SHOWN = 4
STARS_SHOWN = 3
"""Awards on the wall, with FACES_SHOWN holders of each."""
FACES_SHOWN = 4


@blueprint.get("/wall")
def page() -> AnyResponse | str:
    """A passer-by sees on the wall who calls for help; on a screen that is not paired, a manager is
    asked for its code."""
    screen = _screen()
    if screen is None:
        known = cookie_name(COOKIE) in request.cookies
        return render_template("desk/wall/pairing.html", ended=known)
    hall = branches.hall(here.db, business_day())
    shown = render_template("desk/wall/wall.html", hall=hall, screen_name=screen.name, **_calls())
    response = make_response(shown)
    put_cookie(response, COOKIE, request.cookies[cookie_name(COOKIE)], KEPT_S)
    return response


@blueprint.get("/wall/calls")
def calls() -> AnyResponse | str:
    """A passer-by sees within two seconds that a customer needs help; nothing once the pairing has
    ended."""
    if _screen() is None:
        return Response(status=204, headers={"HX-Refresh": "true"})
    shown = _calls()
    if request.args.get("seen") == shown["calls_seen"]:
        return Response(status=204)
    return render_template("desk/wall/_wall.html", **shown)


@blueprint.get("/wall/pictures/<sha256>.webp")
def picture(sha256: str) -> Response:
    """A passer-by sees the face of a star on the wall."""
    shown = [clerk for star in _stars() for clerk in star.clerks.values()]
    named = {sha256 for clerk in shown for sha256 in (clerk.portrait, clerk.portrait_2x)}
    body = documents.blob(here.db, sha256) if _screen() and sha256 in named - {""} else None
    if body is None:
        abort(404)
    return Response(body, mimetype="image/webp", headers={"Cache-Control": FOREVER})


@blueprint.post("/wall")
@on_page("wall.page")
def pair() -> AnyResponse:
    """A manager types the code on the screen, which is paired from then on."""
    key, code = request.form.get("key", ""), request.form.get("code", "")
    author = at_station(here.db, "machine", here.now)
    token = screens.pair(here.db, author, here.keys, key, code)
    response = redirect(url_for("wall.page"), 303)
    put_cookie(response, COOKIE, token, KEPT_S)
    return response


def _screen() -> screens.Screen | None:
    """The paired screen that asks, None for any other browser."""
    found = screens.of_token(here.db, request.cookies.get(cookie_name(COOKIE), ""))
    if found is not None:
        screens.note_seen(here.db, found, here.time.utc)
    return found


def _stars() -> tuple[Star, ...]:
    return stars.of_day(here.db, identity.me(here.db).branch, business_day())[:STARS_SHOWN]


def _calls() -> dict[str, Any]:
    """What the wall shows: the calls to which no one has come yet, and who is on the way; the
    windows with a pause; the hall's stars. It rings for calls that no one has taken, and for those
    whose clerk does not arrive."""
    db, day = here.db, business_day()
    branch = identity.me(db).branch
    shown = _stars()
    waiting = help.waiting(db, day, here.now)
    pausing = sorted(running.of_day(db, day, here.now).values(), key=lambda one: one.window)
    alone = [call for call in waiting if call.taken is None or call.late]
    return {
        "calls": waiting[:CALLS_SHOWN],
        "calls_more": len(waiting[CALLS_SHOWN:]),
        "ringing": len(alone),
        "newest": max((call.at for call in alone), default=0),
        "pausing": pausing,
        "stars": shown,
        "faces": FACES_SHOWN,
        "windows": offered.windows(db, branch, day) if shown else {},
        "calls_seen": seen(waiting, pausing, shown),
        "names": clerks.roster(db, branch, day),
        "now": here.time.utc,
    }
