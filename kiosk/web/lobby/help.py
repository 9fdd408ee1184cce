"""The lobby's call for help (P46)."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.hall import help
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("help", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/help")
def page() -> str:
    """A customer sees that help is coming, or rings for it."""
    return render_template("lobby/help/help.html", call=_own_call())


@blueprint.post("/help")
@on_page("help.page")
def ring() -> AnyResponse:
    """A customer rings for help."""
    help.ring(here.db, customer(), request.form.get("key", ""))
    return redirect(url_for("help.page"), 303)


def _own_call() -> help.Call | None:
    """The newest call of today from this station to which no clerk has come yet."""
    calls = help.calls(here.db, business_day(), here.time.utc)
    return next((call for call in calls if call.here and not call.clerk), None)
