"""Signing in and out at head office."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import users
from kiosk.rules.people.users import folded
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """A user at head office is asked for name and password."""
    return render_template("office/sign_in.html")


@blueprint.post("/sign-in")
@on_page("sign_in.page")
def begin() -> AnyResponse:
    """A user at head office signs in."""
    name = folded(request.form.get("name", ""))[:40]
    password, known = request.form.get("password", ""), signed_in.browser(name)
    mark = users.sign_in(here.db, here.keys, name, password, here.now, known)
    return signed_in.begin(name, mark, signed_in.first_page(name, url_for("overview.overview")))


@blueprint.post("/sign-out")
@on_page("overview.overview")
def end() -> AnyResponse:
    """A user at head office signs out, in every browser."""
    return signed_in.end(url_for("sign_in.page"))
