"""A clerk thanks a colleague with a card, and reads those that colleagues gave. Each card takes the
giver's own PIN, so that a desk that was left signed in gives none."""

import msgspec
from flask import Blueprint, Response, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import duty
from kiosk.records.people import clerks
from kiosk.records.publishing import documents, offered
from kiosk.records.recognition import colleagues
from kiosk.records.recognition.colleagues import Card
from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, paging, shown_once, signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("giving", __name__, url_prefix="/colleagues")
blueprint.before_request(signed_in.required)


class Thanked(msgspec.Struct, frozen=True):
    """The colleague who was given a card just now."""

    badge: str


@blueprint.get("/give")
def choose() -> str:
    """A clerk chooses the colleague whom a card is for, and sees the cards given this month."""
    of = signed_in.clerk()
    roster = clerks.roster(here.db, of.branch, of.day)
    month = colleagues.given(here.db, of, of.day.replace(day=1))
    receivers = {card.clerk for card in month}
    return render_template(
        "desk/recognition/choose.html",
        colleagues={badge: one for badge, one in roster.items() if badge != of.by},
        thanked=shown_once.found(Thanked),
        given=month,
        names=roster | clerks.named(here.db, receivers - roster.keys(), of.day),
        duty=duty.of_day(here.db, of.day),
        windows=offered.windows(here.db, of.branch, of.day),
        **_left(),
    )


def _left() -> dict[str, object]:
    """How many cards the clerk can give a day, and to whom one went today."""
    of = signed_in.clerk()
    most, today = colleagues.most(here.db, of), colleagues.given_today(here.db, of)
    return {"most": most, "today": today, "left": max(0, most - len(today))}


@blueprint.get("/give/<badge>")
def card(badge: str) -> str:
    """A clerk chooses one of five cards for a colleague, and says what for."""
    of = signed_in.clerk()
    if badge == of.by:
        raise Refusal("own_card")
    return render_template(
        "desk/recognition/card.html",
        badge=badge,
        clerk=clerks.on_roster(here.db, of.branch, badge, of.day),
        duty=duty.of_day(here.db, of.day).get(badge),
        windows=offered.windows(here.db, of.branch, of.day),
        deeds=offered.deeds(here.db, of.day),
        **_left(),
    )


@blueprint.post("/give/<badge>")
@on_page("giving.card", drafted=True)
def give(badge: str) -> AnyResponse:
    """A clerk gives a colleague a card, confirmed by the own PIN."""
    form, of = request.form, signed_in.clerk()
    chosen = Card(badge, form.get("card", ""), form.getlist("tag"), form.get("text", ""))
    pin, browser = squeezed(form.get("pin", "")), signed_in.browser(of.by)
    colleagues.give(here.db, of, here.keys, form.get("key", ""), chosen, pin, browser)
    forms.sent()
    return shown_once.show(url_for("giving.choose"), Thanked(badge))


@blueprint.get("/received")
def received() -> str:
    """A clerk reads all cards that colleagues gave."""
    of, page = signed_in.clerk(), paging.asked()
    found = colleagues.received(here.db, of.branch, of.by, page)
    return render_template(
        "desk/recognition/received.html",
        found=found,
        page=page,
        names=clerks.named(here.db, {card.by for card in found.rows}, of.day),
        clerk=clerks.on_roster(here.db, of.branch, str(g.who), of.day),
    )


@blueprint.get("/portraits/<sha256>.webp")
def portrait(sha256: str) -> Response:
    """A clerk sees a colleague's portrait."""
    body = documents.blob(here.db, sha256)
    if body is None or not body.startswith(b"RIFF"):
        raise Refusal("unknown_blob", sha256[:64])
    return Response(body, mimetype="image/webp")
