"""The list of this machine's alerts, read by head office or by a branch's manager. Each leads to
what it is about; marking it as read changes nothing else."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.alerts import listed as alerts
from kiosk.records.alerts.listed import Alert
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page, sent_back
from kiosk.web.frame.here import here
from kiosk.web.staff.alerts.receivers import sends

blueprint = Blueprint("alerts", __name__, url_prefix="/alerts")
blueprint.before_request(signed_in.only_in_charge)
STATES = ("new", "seen")
NO_BRANCH = "-"
"""In addresses: what concerns no branch, but this machine."""


@blueprint.app_template_global()
def unseen_alerts() -> int:
    """How many alerts no one has read, for the menu."""
    return alerts.unseen(here.db)


@blueprint.get("")
def listed() -> str:
    """A manager, or head office, sees what needs attention, safety matters first."""
    filters, page = _filters(request.args), paging.asked()
    if filters["branch"] and here.screen == "office":
        meant = branches.searched(here.db, filters["branch"].strip(), business_day())
        filters["branch"] = meant[0] if len(meant) == 1 else filters["branch"]
    state = request.args.get("state", "new")
    if state not in STATES:
        raise Refusal("bad_request", "state")
    found = alerts.listed(here.db, **filters, seen=state == "seen", page=page)
    return render_template(
        "staff/alerts/listed.html",
        rows=[(alert, _target(alert)) for alert in found.rows],
        number=found.number,
        newest=here.time.utc,
        filters=filters | {"state": state},
        branches=branches.Names(here.db, business_day()),
        offered=branches.listed(here.db, business_day()),
        page=page,
        sends=sends(),
        STATES=STATES,
    )


@blueprint.post("/seen")
@on_page("alerts.listed", "branch", "event")
def see() -> AnyResponse:
    """A manager, or head office, marks alerts as read."""
    form, by, at = request.form, str(g.who), here.time.utc
    check_key(form.get("key", ""))
    filters = _filters(form)
    if form.get("which") == "all":
        alerts.see_all(here.db, sent_back("newest"), by, at, **filters)
    else:
        alerts.see(here.db, form.getlist("alert"), by, at)
    branch, event = filters["branch"] or None, filters["event"] or None
    return redirect(url_for("alerts.listed", branch=branch, event=event), 303)


@blueprint.get("/<branch>/<alert_id>")
def opened(branch: str, alert_id: str) -> AnyResponse:
    """A manager, or head office, follows a message to what it is about; to the list, where that has
    no page of its own."""
    alert = alerts.find(here.db, "" if branch == NO_BRANCH else branch, alert_id)
    shown = alert is not None and alert.shown
    return redirect((alert and shown and _target(alert)) or url_for("alerts.listed"), 303)


def _filters(said: Any) -> dict[str, str]:
    return {name: said.get(name, "")[:40] for name in ("branch", "event")}


def _target(alert: Alert) -> str:
    """The address of what an alert is about, '' where that has no page of its own."""
    match alert.event:
        case "new_case" | "late_case":
            return url_for("case.page", branch=alert.branch, case_id=alert.item)
        case "alarm":
            return url_for("alarms.group", branch=alert.branch, code=alert.item)
        case "silent_station":
            return url_for("stations.every_station", branch=alert.branch)
        case "silent_tickets":
            return url_for("tickets.page" if here.screen == "desk" else "stations.every_station")
        case "low_grade" if not alert.withdrawn_at:
            return url_for("feedback.page", branch=alert.branch, event_id=alert.item)
        case "help_call":
            return url_for("cards.my_cards" if here.screen == "desk" else "help.page")
    return ""
