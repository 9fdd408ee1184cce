"""A user's own recovery codes: read once after they were drawn, and replaced with the own
password."""

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import second_factor
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.office.people.confirming import confirmed

blueprint = Blueprint("second_factor", __name__, url_prefix="/second-factor")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def own() -> str:
    """A user sees how many recovery codes are left."""
    me = str(g.who)
    return render_template(
        "office/users/second_factor.html",
        factor=second_factor.find(here.db, me),
        left=second_factor.left(here.db, me),
    )


@blueprint.get("/codes/<key>")
def codes(key: str) -> str:
    """A user reads the recovery codes that were drawn a moment ago."""
    found = second_factor.codes(here.db, here.keys, str(g.who), key, here.time.utc)
    return render_template("office/users/codes.html", codes=found)


@blueprint.post("")
@on_page("second_factor.own")
def renew() -> AnyResponse:
    """A user draws new recovery codes."""
    key, me = confirmed(), str(g.who)
    with signed_in.acting("codes_drawn", me):
        second_factor.renew(here.db, here.keys, me, key, here.time.utc)
    return redirect(url_for("second_factor.codes", key=key), 303)
