"""A trustee makes an own key: drawn for the page, kept by the person alone."""

import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.records.recognition.ballots import trustees
from kiosk.rules.recognition.ballots import codes
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import filled, on_page
from kiosk.web.frame.here import here
from kiosk.web.staff.recognition.ballots.page import typed_key

blueprint = Blueprint("trustees", __name__, url_prefix="/trustees")
blueprint.before_request(signed_in.required)


@blueprint.get("/<seat>")
def key(seat: str) -> str:
    """A trustee is shown a new key and keeps it on a stick or on paper; the machine does not."""
    if seat not in _seats():
        raise Refusal("not_this_seat")
    kept = filled(url_for("trustees.take", seat=seat)).value("drawn")[:60]
    drawn = kept or codes.written(secrets.token_bytes(codes.SECRET_BYTES))
    return render_template("staff/ballots/key.html", seat=seat, drawn=drawn, who=str(g.who))


@blueprint.post("/<seat>")
@on_page("trustees.key")
def take(seat: str) -> AnyResponse:
    """A trustee takes a seat by giving back the kept key; head office that of all halls."""
    form_key, typed = request.form.get("key", ""), typed_key()
    for author in _authors():
        trustees.take(here.db, author, form_key, seat, typed)
    return redirect(url_for("stars.listed" if here.screen == "office" else "voting.listed"), 303)


def _seats() -> tuple[str, ...]:
    if here.screen == "office":
        return ("third",)
    return trustees.seats(here.db, signed_in.clerk())


def _authors() -> list[Author]:
    """The clerk signed in; at head office its user for every branch that has a hall."""
    if here.screen != "office":
        return [signed_in.clerk()]
    known = sorted(trustees.seated_branches(here.db))
    return [authors.at_office(here.db, one, str(g.who), here.now) for one in known]
