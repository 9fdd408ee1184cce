"""A clerk reads the organisation's rulebooks, and confirms each version once."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.standards import rulebooks
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("rulebooks", __name__, url_prefix="/rulebooks")
blueprint.before_request(signed_in.required)


@blueprint.get("/<key>")
def page(key: str) -> str:
    """A clerk reads a rulebook in force."""
    of = signed_in.clerk()
    held = rulebooks.find(here.db, of.day, key)
    known = rulebooks.receipts(here.db, [of.branch])
    return render_template(
        "desk/standards/rulebook.html", held=held, receipt=known.get((of.by, held.of))
    )


@blueprint.post("/<key>")
@on_page("rulebooks.page")
def confirm(key: str) -> AnyResponse:
    """A clerk confirms having read a rulebook."""
    form = request.form
    of, version = signed_in.clerk(), form.get("version", "")
    rulebooks.confirm(here.db, of, form.get("key", ""), key, version)
    return redirect(url_for("standards.page"), 303)
