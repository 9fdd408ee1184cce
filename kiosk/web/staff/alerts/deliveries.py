"""The log of messages to receivers: what waits, what was taken, and what was given up."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.alerts import deliveries
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.staff.alerts.receivers import only_senders

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")
blueprint.before_request(only_senders)
STATES = ("waiting", "sent", "failed", "dropped")


@blueprint.get("")
def listed() -> str:
    """A user sees which messages wait, were taken or were given up."""
    filters = {name: request.args.get(name, "")[:40] for name in ("receiver", "state")}
    if filters["state"] not in ("", *STATES):
        raise Refusal("bad_request", "state")
    page = paging.asked()
    found = deliveries.listed(here.db, **filters, page=page)
    return render_template(
        "staff/alerts/deliveries.html",
        rows=[(one, deliveries.about(here.db, one)[:1]) for one in found.rows],
        number=found.number,
        page=page,
        filters=filters,
        receivers=deliveries.readers(here.db),
        branches=branches.Names(here.db, business_day()),
        STATES=STATES,
    )


@blueprint.get("/<delivery_id>")
def one(delivery_id: str) -> str:
    """A user sees what a message is about, and how each try ended."""
    found = deliveries.find(here.db, delivery_id)
    return render_template(
        "staff/alerts/delivery.html",
        one=found,
        alerts=deliveries.about(here.db, found),
        tries=deliveries.tries(here.db, delivery_id),
        receivers=deliveries.readers(here.db),
        branches=branches.Names(here.db, business_day()),
        MOST_TRIES=deliveries.MOST_TRIES,
    )


@blueprint.post("/<delivery_id>/resend")
@on_page("deliveries.one")
def resend(delivery_id: str) -> AnyResponse:
    """A user has a message sent once more."""
    key = request.form.get("key", "")
    check_key(key)
    deliveries.resend(here.db, delivery_id, key, here.time.utc)
    return redirect(url_for("deliveries.one", delivery_id=key), 303)
