"""Head office confirms the keys that customers' phone numbers are sealed for."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import seal_keys
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import documents
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("contacts", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/seal-keys")
def listed() -> str:
    """Head office sees the managers' keys with their fingerprints."""
    today = business_day()
    branches = documents.read_all(here.db, "branch", today)
    made = seal_keys.of_branches(here.db, branches)
    badges = {key.made.clerk for keys in made.values() for key in keys}
    return render_template(
        "office/contacts/seal_keys.html",
        made=made,
        branches=branches,
        names=clerks.named(here.db, badges, today),
    )


@blueprint.post("/seal-keys/<branch>/<event_id>")
@on_page("contacts.listed")
def confirm(branch: str, event_id: str) -> AnyResponse:
    """Head office confirms a key, after its manager has read out the fingerprint."""
    of = authors.at_office(here.db, branch, str(g.who), here.now)
    key, read_out = request.form.get("key", ""), request.form.get("fingerprint", "")
    seal_keys.confirm(here.db, of, key, event_id, read_out)
    return redirect(url_for("contacts.listed"), 303)
