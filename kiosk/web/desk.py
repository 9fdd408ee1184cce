"""The desk: what clerks see of their own. Nothing here can open, hide, change
or remove what a customer gave."""

import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.facts import CARD_KINDS, GIVERS
from kiosk.records import cards, clerks, identity, sessions
from kiosk.rules.days import business_day
from kiosk.web import here
from kiosk.web.frame import cookie_name, put_cookie

blueprint = Blueprint("desk", __name__)
COMMENTS_SHOWN = 12


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    if request.endpoint in ("desk.sign_in_page", "desk.sign_in"):
        return None
    token = request.cookies.get(cookie_name(), "")
    badge = sessions.who(here.db(), "desk", token, here.now()) if token else None
    if badge is None:
        return redirect(url_for("desk.sign_in_page"), 303)
    g.badge = badge
    return None


@blueprint.get("/")
def my_cards() -> str:
    """A clerk sees the cards customers and colleagues gave."""
    badge, db = str(g.badge), here.db()
    me = identity.me(db)
    today = business_day(here.now(), me.anchor, me.zone, None)
    given = cards.count(db, ["giver", "kind"], branch=me.branch, clerk=badge, giver=None)
    months = cards.count(db, ["month"], branch=me.branch, clerk=badge)
    this_month = today.replace(day=1)
    return render_template(
        "desk/cards.html",
        badge=badge,
        clerk=clerks.on_roster(db, me.branch, badge, today),
        hall=clerks.hall(db, today),
        given=given,
        sums={giver: sum(given.get((giver, kind), 0) for kind in CARD_KINDS) for giver in GIVERS},
        month=cards.count(db, ["kind"], branch=me.branch, clerk=badge, first=this_month),
        months=[(month, n) for (month,), n in sorted(months.items(), reverse=True)],
        most=max(months.values(), default=1),
        comments=cards.comments(db, me.branch, badge, COMMENTS_SHOWN),
    )


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
    token = secrets.token_hex(16)
    sessions.begin(here.db(), "desk", badge, token, here.now())
    response = redirect(url_for("desk.my_cards"), 303)
    put_cookie(response, "", token)
    return response


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """A clerk signs out."""
    sessions.end(here.db(), request.cookies.get(cookie_name(), ""))
    response = redirect(url_for("desk.sign_in_page"), 303)
    put_cookie(response, "", "")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
