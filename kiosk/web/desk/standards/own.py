"""A clerk's own part in the hall's standards: self-checks, facilities, arrivals, what is to be
read."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.standards import arrivals, checks, facilities, rulebooks
from kiosk.records.standards.checks import Held
from kiosk.rules.standards.arrival import latest
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary.standards import CONDITIONS, RESULTS
from kiosk.web.frame import signed_in
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here

blueprint = Blueprint("standards", __name__, url_prefix="/standards")
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(latest, "latest_arrival")


@blueprint.get("")
def page() -> str:
    """A clerk sees the standards to go through, the rulebooks to read, and own arrivals."""
    of, db = signed_in.clerk(), here.db
    standards = checks.of_hall(db, of.day)
    month = arrivals.of_days(db, of.branch, of.day.replace(day=1), of.day)
    return render_template(
        "desk/standards/own.html",
        standards=[(one, _last(one)) for one in standards],
        readings=rulebooks.readings(db, of.branch, [of.by], of.day),
        badge=of.by,
        arrived={day: some[of.by] for day, some in month.items() if of.by in some},
    )


def _last(held: Held) -> object:
    """The check that holds now: the clerk's own, or the hall's."""
    of = signed_in.clerk()
    whose = of.by if held.standard.subject == "clerk" else ""
    return checks.holding(here.db, of.branch, held, of.day).get(whose)


def box() -> dict[str, Any]:
    """For the desk's first page: what the clerk has not done yet, none of which blocks anything."""
    of, db = signed_in.clerk(), here.db
    readings = rulebooks.readings(db, of.branch, [of.by], of.day)
    kept = facilities.of_hall(db, of.branch, of.day) if of.role == "manager" else []
    return {
        "arrival": arrivals.of_day(db, of.branch, of.day).get(of.by),
        "to_check": checks.due(db, of.branch, of.by, of.day),
        "to_read": [one.held for one in readings if one.unread],
        "missing": [facility for one in kept for facility in one.kept if facility.is_missing],
    }


@blueprint.post("/arrival")
@on_page("cards.my_cards")
def arrive() -> AnyResponse:
    """A clerk says that the day's work begins; once a day."""
    key = request.form.get("key", "")
    arrivals.arrive(here.db, signed_in.clerk(), key, here.config.opens)
    return redirect(url_for("cards.my_cards"), 303)


@blueprint.get("/check/<key>")
def check_page(key: str) -> str:
    """A member of staff goes through a standard: one list, nothing chosen beforehand."""
    of = signed_in.clerk()
    held = checks.find(here.db, of.day, key)
    facility = held.standard.subject == "facilities"
    return render_template(
        "desk/standards/check.html",
        held=held,
        last=_last(held),
        results=CONDITIONS if facility else RESULTS,
    )


@blueprint.post("/check/<key>")
@on_page("standards.check_page", drafted=True)
def check(key: str) -> AnyResponse:
    """A member of staff says of each item of a standard whether it is kept."""
    form, of = request.form, signed_in.clerk()
    codes = [name.removeprefix("result-") for name in form if name.startswith("result-")]
    typed = {
        code: Typed(*(form.get(f"{field}-{code}", "") for field in Typed._fields)) for code in codes
    }
    checks.check(here.db, of, form.get("key", ""), key, form.get("version", ""), typed)
    sent()
    return redirect(url_for("standards.page"), 303)
