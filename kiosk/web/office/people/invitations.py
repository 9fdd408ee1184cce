"""The page that an invitation's link opens."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import invitations
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


@blueprint.get("/<token>")
def page(token: str) -> str:
    """A user who was invited is asked to choose a password."""
    user = invitations.find(here.db, token, here.time.utc)
    return render_template("office/users/invited.html", user=user, token=token)


@blueprint.post("/<token>")
@on_page("invitations.page")
def take(token: str) -> AnyResponse:
    """A user who was invited chooses the own password."""
    new, again = request.form.get("new", ""), request.form.get("again", "")
    invitations.take(here.db, here.keys, token, new, again, here.now)
    return redirect(url_for("sign_in.page"), 303)
