"""Who gets head office's reports by e-mail: subscribed and ended by its users, who see what was
sent when, and what failed."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.reports import worded
from kiosk.records.alerts import reports, subscriptions
from kiosk.records.alerts.subscriptions import HOURS, NAME_LIMIT, Subscription, Typed
from kiosk.records.ledger.writing import check_key
from kiosk.records.publishing import branches
from kiosk.records.reports.periods import reading
from kiosk.rules.input.numbers import NotANumber, whole
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.parts import Of
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.reports import PERIODS
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.frame.words import gettext, named

blueprint = Blueprint("subscriptions", __name__, url_prefix="/report-subscriptions")
blueprint.before_request(signed_in.required)


@blueprint.get("")
def listed() -> str:
    """Head office sees who gets which report by e-mail, and what was sent."""
    today, every = business_day(), subscriptions.every(here.db)
    known = {one.key: one for one in every}
    sent = [one for one in reports.sent(here.db) if one.row.subscription in known]
    return render_template(
        "office/reports/subscriptions.html",
        every=every,
        known=known,
        sent=[(one, _span(known[one.row.subscription], one)) for one in sent],
        has_smtp=here.config.smtp is not None,
        regions=branches.region_names(here.db, today),
        offered=branches.listed(here.db, today),
        scopes={one.scope: _scope_said(one.scope) for one in every},
        PERIODS=PERIODS,
        HOURS=HOURS,
        HOUR=spans.HOUR,
        NAME_LIMIT=NAME_LIMIT,
    )


def _span(one: Subscription, sent: reports.Sent) -> str:
    span = spans.of(one.of_period, sent.row.first)
    return worded.span_said(one.of_period, span, gettext)


def _scope_said(scope: str) -> str:
    known = branches.named(here.db, [scope], business_day()) if scope else {}
    return worded.scope_said(scope, named(known[scope]) if scope in known else scope, gettext)


@blueprint.post("")
@on_page("subscriptions.listed")
def add() -> AnyResponse:
    """Head office has a person sent each report of a period by e-mail."""
    form, key = request.form, _key()
    said = {name: form.get(name, "") for name in ("name", "period", "scope", "language", "mailbox")}
    if said["language"] not in here.config.languages:
        raise Refusal("bad_request", "language")
    if said["period"] not in PERIODS:
        raise Refusal("bad_request", "period")
    try:
        hour = whole(form.get("hour", ""))
    except NotANumber:
        raise Refusal("bad_hour", field="hour") from None
    scope = said["scope"][:60]
    reading.branches(here.db, Of("month", spans.of("month", business_day()), scope))
    with signed_in.acting("subscription_added", said["name"][:NAME_LIMIT]):
        address = said.pop("mailbox")
        typed = Typed(hour=hour, address=address, **said | {"scope": scope})
        subscriptions.add(here.db, here.keys, key, typed, str(g.who), here.time.utc)
    return redirect(url_for("subscriptions.listed"), 303)


@blueprint.post("/<key>/end")
@on_page("subscriptions.listed")
def end(key: str) -> AnyResponse:
    """Head office ends a subscription; its address is erased."""
    _key()
    with signed_in.acting("subscription_ended", subscriptions.find(here.db, key).name):
        subscriptions.end(here.db, key, str(g.who), here.time.utc)
    return redirect(url_for("subscriptions.listed"), 303)


@blueprint.post("/<key>/send")
@on_page("subscriptions.listed")
def send(key: str) -> AnyResponse:
    """Head office has the newest report of a subscription sent at once."""
    reports.send_now(here.db, key, _key(), str(g.who), here.time.utc)
    return redirect(url_for("deliveries.listed", receiver=key), 303)


def _key() -> str:
    key = request.form.get("key", "")
    check_key(key)
    return key
