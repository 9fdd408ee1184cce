"""The desk's page for the manager's passphrase, which seals customers' phone numbers."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import contact_sealing, seal_keys
from kiosk.records.ledger import identity
from kiosk.records.people import pins
from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk.cases import around
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("contacts", __name__)
blueprint.before_request(signed_in.required)


@blueprint.get("/passphrase")
def page() -> str:
    """A manager is asked for a passphrase that seals customers' phone numbers."""
    of = signed_in.clerk()
    made = seal_keys.keys(here.db, of.branch)
    return render_template(
        "desk/contacts/passphrase.html",
        keys=[key for key in made if key.counts or key == made[0]],
        has_office=identity.me(here.db).has_office,
        manager=of.role == "manager",
        least=contact_sealing.PASSPHRASE_LEAST,
        **around(of),
    )


@blueprint.post("/passphrase")
@on_page("contacts.page")
def choose_passphrase() -> AnyResponse:
    """A manager chooses the passphrase."""
    form, of = request.form, signed_in.clerk()
    if form.get("passphrase") != form.get("again"):
        raise Refusal("passphrase_mismatch")
    pin, known = squeezed(form.get("pin", "")), signed_in.browser(of.by)
    pins.sign_in(here.db, here.keys, "desk", of.by, pin, here.now, known)
    seal_keys.make(
        here.db,
        of,
        form.get("key", ""),
        form.get("passphrase", ""),
        secrets.token_bytes(16),
        form.get("old", ""),
    )
    return redirect(url_for("contacts.page"), 303)
