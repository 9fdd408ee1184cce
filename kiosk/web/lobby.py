"""The lobby's tablet: what a customer sees and does."""

import datetime
import secrets
from itertools import islice

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records import cards, clerks, documents, identity, ledger
from kiosk.records.identity import Identity
from kiosk.rules.days import business_day
from kiosk.web import here
from kiosk.web.frame import FOREVER, cookie_name, htmx, put_cookie

blueprint = Blueprint("lobby", __name__)
CLERKS_A_PAGE = 12
"""As many faces as fit a tablet without scrolling."""


def _visit() -> str:
    """The visit this request belongs to: 32 hex digits, '' before the first page."""
    visit = request.cookies.get(cookie_name(), "")
    return visit if len(visit) == 32 else ""


@blueprint.after_request
def _begin_visit(response: Response) -> Response:
    if not _visit() and request.endpoint in ("lobby.hall", "lobby.clerk"):
        put_cookie(response, "", secrets.token_hex(16))
    return response


def _today(me: Identity) -> datetime.date:
    return business_day(here.now(), me.anchor, me.zone, ledger.chain(here.db(), me.chain).day)


@blueprint.get("/")
def hall() -> str:
    """A customer sees who works here today."""
    me = identity.me(here.db())
    day = _today(me)
    everybody = clerks.roster(here.db(), me.branch, day)
    pages = max(1, -(-len(everybody) // CLERKS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    first = (page - 1) * CLERKS_A_PAGE
    return render_template(
        "lobby/hall.html",
        hall=clerks.hall(here.db(), day),
        clerks=dict(islice(everybody.items(), first, first + CLERKS_A_PAGE)),
        page=page,
        pages=pages,
        day=day,
    )


@blueprint.get("/clerks/<badge>")
def clerk(badge: str) -> str:
    """A customer chooses the clerk to thank."""
    me = identity.me(here.db())
    day = _today(me)
    return render_template(
        "lobby/clerk.html",
        badge=badge,
        clerk=clerks.on_roster(here.db(), me.branch, badge, day),
        key=secrets.token_hex(16),
    )


@blueprint.post("/clerks/<badge>/cards")
def give_card(badge: str) -> AnyResponse | str:
    """A customer gives a clerk a card."""
    form = request.form
    thanks = cards.give(
        here.db(),
        _visit(),
        form.get("key", ""),
        badge,
        form.get("card", ""),
        form.get("comment", ""),
        here.now(),
    )
    page = url_for("lobby.thanks", event_id=thanks.event_id)
    if not htmx:
        return redirect(page, 303)
    response = make_response(render_template("lobby/_thanks.html", thanks=thanks))
    response.headers["HX-Replace-Url"] = page
    return response


@blueprint.get("/thanks/<event_id>")
def thanks(event_id: str) -> str:
    """A customer is thanked, and may still take the card back."""
    given = cards.thanks(here.db(), event_id, _visit(), here.now())
    return render_template("lobby/thanks.html", thanks=given)


@blueprint.post("/thanks/<event_id>/undo")
def undo_card(event_id: str) -> AnyResponse | str:
    """A customer takes a card back within 30 seconds."""
    given = cards.undo(here.db(), event_id, _visit(), here.now())
    if not htmx:
        return redirect(url_for("lobby.thanks", event_id=event_id), 303)
    return render_template("lobby/_thanks.html", thanks=given)


@blueprint.get("/idle")
def end_visit() -> AnyResponse:
    """Nobody has touched the tablet for a while: the next customer starts afresh."""
    response = redirect(url_for("lobby.hall"), 303)
    for name in ("", "lang", "mode"):
        put_cookie(response, name, "")
    return response


@blueprint.get("/portraits/<sha256>.webp")
def portrait(sha256: str) -> Response:
    """A customer sees a clerk's face."""
    body = documents.blob(here.db(), sha256)
    if body is None or not body.startswith(b"RIFF"):
        abort(404)
    return Response(body, mimetype="image/webp", headers={"Cache-Control": FOREVER})


@blueprint.get("/cards/<kind>-<drawn_in>.webp")
def card_picture(kind: str, drawn_in: str) -> Response:
    """A customer sees the card that was given, drawn beforehand."""
    folder = here.config().pictures.resolve()
    return send_from_directory(folder, f"{kind}-{drawn_in}.webp", max_age=86_400)
