"""Customers rate on their own phones: the tablet shows an invitation, which the phone opens."""

import secrets

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import by_phone, thanks
from kiosk.records.hall import offers
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.rules.hall import invitations
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.frame import htmx
from kiosk.web.frame.here import here
from kiosk.web.lobby import tablet
from kiosk.web.lobby.hall import thank
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("phone", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/clerks/<badge>/phone")
def invitation(badge: str) -> str:
    """A customer at a tablet of the hall scans a code, to rate the clerk on a phone."""
    if not here.config.phone_url:
        abort(404)
    if not tablet.may_submit():
        raise Refusal("not_paired")
    day, served = business_day(), request.args.get("served", "")[:64]
    clerk = clerks.on_roster(here.db, identity.me(here.db).branch, badge, day)
    offer = offers.offered(here.db, customer(), badge, served)[0] if served else None
    token = by_phone.invite(here.keys, here.now, badge, served, secrets.token_hex(8))
    leads = url_for("phone.page", badge=badge, token=token, served=served or None)
    return render_template(
        "lobby/phone/_invitation.html" if htmx else "lobby/phone/invitation.html",
        badge=badge,
        clerk=clerk,
        offer=offer,
        leads=here.config.phone_url + leads,
        qr=qr_path(here.config.phone_url + leads),
        again=url_for("phone.invitation", badge=badge, served=served or None),
        SHOWN_S=invitations.SHOWN_S,
        minutes=invitations.LIVES_MS // 60_000,
    )


@blueprint.get("/phone/<badge>/<token>")
def page(badge: str, token: str) -> AnyResponse | str:
    """A customer rates on a phone the clerk who has just served, or sees the thanks again."""
    served = request.args.get("served", "")[:64]
    key = by_phone.opened(here.db, customer(), here.keys, badge, token, served)
    if thanks.sent(here.db, key, customer().visit):
        return redirect(url_for("hall.thanks", event_id=key), 303)
    me = identity.me(here.db)
    return render_template(
        "lobby/phone/rating.html",
        badge=badge,
        token=token,
        served=served,
        clerk=clerks.on_roster(here.db, me.branch, badge, business_day()),
    )


@blueprint.post("/phone/<badge>/<token>")
@on_page("phone.page", "served")
def rate(badge: str, token: str) -> AnyResponse:
    """A customer's rating from a phone is stored, marked as such."""
    served, grade = request.form.get("served", "")[:64], request.form.get("grade", "")
    key = by_phone.opened(here.db, customer(), here.keys, badge, token, served)
    ticket = offers.ticket_of(here.db, customer(), key, badge, served)
    return thank(by_phone.rate(here.db, customer(), key, badge, grade, ticket))
