"""A clerk's cards from customers, each with a picture to keep. The customer's words are not in it:
no customer was asked whether others can read them."""

import segno
from flask import Blueprint, Response, render_template

from kiosk.files.sheets import keepsakes
from kiosk.files.sheets.keepsakes import Keepsake
from kiosk.records.recognition.own import cards
from kiosk.records.recognition.prints import certificates
from kiosk.records.recognition.prints.certificates import Bearer, Found
from kiosk.vocabulary.facts import CardGiven
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.here import here
from kiosk.web.frame.words import full_day, named

blueprint = Blueprint("own_cards", __name__, url_prefix="/own/cards")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def listed() -> str:
    """A clerk sees each card from a customer, and downloads a picture of it."""
    page = paging.asked()
    found = cards.listed(here.db, signed_in.clerk(), page)
    return render_template("desk/own/cards.html", found=found, page=page)


@blueprint.get("/<event_id>.png")
def picture(event_id: str) -> Response:
    """A clerk downloads the picture of a card from a customer."""
    card = cards.find(here.db, signed_in.clerk(), event_id)
    found = certificates.of_card(here.db, card)
    with downloads.setting():
        drawn = keepsakes.draw(_said(found, card, certificates.bearer(here.db, card)))
    headers = {"Content-Disposition": f'attachment; filename="card-{found.serial}.png"'}
    return Response(drawn, mimetype="image/png", headers=headers)


def _said(found: Found, card: CardGiven, of: Bearer) -> Keepsake:
    """What the picture says, in the language of the page."""
    word = downloads.said
    name = named(of.clerk) if of.clerk else card.clerk
    kind = word("card_word", card.mark, of="cards")
    where = [named(of.branch, "organisation"), named(of.branch, "hall")] if of.branch else []
    number = f"{word('detail_word', 'card', of='certificates')} {found.serial}"
    seal = f"{word('detail_word', 'seal', of='certificates')} {found.seal}"
    scanned = [number, *where, f"{kind} {name} {card.clerk}", str(card.day), seal]
    code = segno.make("\n".join(scanned), error="m", micro=False)
    return Keepsake(
        kind=card.mark,
        lead=word("card_lead", of="certificates"),
        word=kind,
        name=name,
        hall=" · ".join(dict.fromkeys(where)),
        day=full_day(card.day),
        number=number,
        check=seal,
        qr=tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix),
    )
