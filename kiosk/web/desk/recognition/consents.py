"""What is entered about a clerk in registers, and whether the clerk lets it be shown."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import clerks
from kiosk.records.recognition.registers import entries
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("consents", __name__, url_prefix="/about-me")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def page() -> str:
    """A clerk reads what registers say about him or her."""
    of = signed_in.clerk()
    found = entries.about(here.db, of.branch, of.by, of.day)
    return render_template(
        "desk/recognition/about_me.html",
        found=found,
        registers=entries.registers(here.db, of.day),
        names=clerks.named(here.db, {one.fact.by for one in found}, of.day),
    )


@blueprint.post("/<entry_id>")
@on_page("consents.page")
def say(entry_id: str) -> AnyResponse:
    """A clerk lets an entry about him or her be shown, or not."""
    form, of = request.form, signed_in.clerk()
    if form.get("consent") not in ("yes", "no"):
        raise Refusal("bad_request", "consent")
    entries.say(here.db, of, form.get("key", ""), entry_id, form.get("consent") == "yes")
    return redirect(url_for("consents.page"), 303)
