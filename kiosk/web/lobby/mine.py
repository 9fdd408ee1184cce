"""A clerk's own cards on the lobby's screen, for halls that have only the tablet: read-only,
without a session, gone after 30 s."""

from flask import Blueprint, render_template, request

from kiosk.records.feedback import cards, ratings
from kiosk.records.ledger import identity
from kiosk.records.people import clerks, pins
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here

blueprint = Blueprint("mine", __name__)
SHOWN_S = 30


@blueprint.get("/mine")
def ask() -> str:
    """A clerk without a desk is asked for badge and PIN."""
    return render_template("lobby/mine/mine_sign_in.html")


@blueprint.post("/mine")
def mine() -> str:
    """A clerk sees own cards for half a minute, before the customers' page returns."""
    db = here.db
    badge = request.form.get("badge", "").strip()[:20]
    pins.sign_in(db, here.keys, "lobby", badge, request.form.get("pin", "").strip(), here.now)
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
        idle_seconds=SHOWN_S,
    )
