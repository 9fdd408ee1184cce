"""A clerk's own cards on the lobby's screen, for halls that have only the tablet: read-only,
without a session, gone after 30 s."""

import msgspec
from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import identity
from kiosk.records.people import clerks, pins
from kiosk.rules.input.folding import squeezed
from kiosk.web.frame import shown_once
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("mine", __name__)
SHOWN_S = 30


class OwnCards(msgspec.Struct, frozen=True):
    """Whose cards are shown, until when (monotonic ms)."""

    badge: str
    until: int


@blueprint.get("/mine")
def ask() -> str:
    """A clerk without a desk is asked for badge and PIN, or sees own cards."""
    own = shown_once.found(OwnCards)
    return render_template("lobby/mine/mine_sign_in.html") if own is None else _cards(own)


@blueprint.post("/mine")
@on_page("mine.ask")
def mine() -> AnyResponse:
    """A clerk opens own cards for half a minute, before the customers' page returns."""
    form = request.form
    badge, pin = squeezed(form.get("badge", ""))[:20], squeezed(form.get("pin", ""))
    pins.sign_in(here.db, here.keys, "lobby", badge, pin, here.now)
    own = OwnCards(badge, here.now.mono + 1000 * SHOWN_S)
    return shown_once.show(url_for("mine.ask"), own, SHOWN_S)


def _cards(own: OwnCards) -> str:
    db, badge = here.db, own.badge
    me = identity.me(db)
    day = business_day()
    rated = ratings.count(db, me.branch, badge)
    given = cards.count(db, ["kind"], branch=me.branch, clerk=badge)
    month = cards.count(db, ["kind"], branch=me.branch, clerk=badge, first=day.replace(day=1))
    return render_template(
        "lobby/mine/mine.html",
        clerk=clerks.on_roster(db, me.branch, badge, day),
        badge=badge,
        given={kind: n for (kind,), n in given.items()},
        month={kind: n for (kind,), n in month.items()},
        rated=sum(rated.values()),
        satisfied=ratings.satisfied(rated),
        idle_seconds=max(1, (own.until - here.now.mono) // 1000),
    )
