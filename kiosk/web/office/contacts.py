"""Head office confirms the keys that customers' phone numbers are sealed for."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import seal_keys
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches, documents
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("contacts", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/seal-keys")
def listed() -> str:
    """Head office sees the managers' keys with their fingerprints."""
    today, page = business_day(), paging.asked()
    made = seal_keys.of_branches(here.db, documents.keys(here.db, "branch", -1), page)
    badges = {key.made.clerk for one in made.rows for key in one.keys}
    return render_template(
        "office/contacts/seal_keys.html",
        made=made,
        page=page,
        branches=branches.Names(here.db, today),
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
