"""The signed receipt of a customer's own feedback: small beside the thanks, large on its page."""

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from kiosk.records.ledger import identity
from kiosk.records.receipts import given, promised
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.here import here
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("signed_receipt", __name__)
blueprint.after_request(begin_visit)

_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
    '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>'
)


@blueprint.get("/thanks/<event_id>/receipt")
def page(event_id: str) -> str:
    """A customer sees the signed receipt large enough for any phone, and what it proves."""
    author = customer()
    text = given.receipt(here.db, author, here.keys, event_id)
    day = given.read(text).named.day
    return render_template(
        "lobby/receipts/page.html",
        event_id=event_id,
        text=text,
        qr=qr_path(text),
        due=promised.due(here.db, author.branch, day, day),
        alone=not identity.me(here.db).has_office,
    )


@blueprint.get("/thanks/<event_id>/receipt.svg")
def picture(event_id: str) -> Response:
    """A customer sees the signed receipt beside the thanks."""
    text = given.receipt(here.db, customer(), here.keys, event_id)
    return Response(_SVG.format(*qr_path(text)), mimetype="image/svg+xml")
