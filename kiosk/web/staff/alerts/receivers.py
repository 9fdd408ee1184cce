"""Receivers of messages: added, changed and switched by head office, or by the manager of a hall
without an office. Addresses and secrets are written here and never shown again."""

from typing import Any

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.alerts import deliveries, receivers
from kiosk.records.alerts.receivers import NAME_LIMIT, Typed
from kiosk.records.exchange import joining
from kiosk.records.ledger.writing import check_key
from kiosk.records.people.users import SEPARATORS
from kiosk.records.publishing import branches
from kiosk.rules.alerts.deciding import Chosen
from kiosk.vocabulary.alerts import READERS, WAYS
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("receivers", __name__, url_prefix="/receivers")


def sends() -> bool:
    """Whether messages go out from this machine."""
    return here.screen == "office" or joining.is_standalone(here.db)


@blueprint.before_request
def only_senders() -> AnyResponse | None:
    """Lets in head office's users, and the manager of a hall without an office. Leads to the
    sign-in page if no one is signed in; raises Refusal `only_manager` or `office_sends`."""
    to_sign_in = signed_in.only_in_charge()
    if to_sign_in is None and not sends():
        raise Refusal("office_sends")
    return to_sign_in


@blueprint.get("")
def listed() -> str:
    """A user sees who gets messages, of what, and by which way."""
    return render_template(
        "staff/alerts/receivers.html", receivers=receivers.every(here.db), **_around()
    )


@blueprint.get("/new")
def new() -> str:
    """A user writes down a new receiver."""
    return render_template("staff/alerts/receiver.html", receiver=None, chosen=None, **_around())


@blueprint.get("/<key>")
def one(key: str) -> str:
    """A user looks at a receiver, to change, switch or test it."""
    receiver = receivers.find(here.db, key)
    return render_template(
        "staff/alerts/receiver.html",
        receiver=receiver,
        chosen=receiver.chosen,
        **_around(),
    )


@blueprint.post("/new")
@on_page("receivers.new")
def add() -> AnyResponse:
    """A user adds a receiver."""
    key, typed = _key(), _typed()
    with signed_in.acting("receiver_added", typed.name):
        receivers.add(here.db, here.keys, key, typed, str(g.who), here.time.utc)
    return redirect(url_for("receivers.one", key=key), 303)


@blueprint.post("/<key>")
@on_page("receivers.one")
def change(key: str) -> AnyResponse:
    """A user changes a receiver."""
    _key()
    typed = _typed()
    with signed_in.acting("receiver_changed", typed.name):
        receivers.change(here.db, here.keys, key, typed, str(g.who), here.time.utc)
    return redirect(url_for("receivers.one", key=key), 303)


@blueprint.post("/<key>/switch")
@on_page("receivers.one")
def switch(key: str) -> AnyResponse:
    """A user switches a receiver on or off."""
    _key()
    name, on = receivers.find(here.db, key).name, request.form.get("state") == "on"
    with signed_in.acting("receiver_on", name) if on else signed_in.acting("receiver_off", name):
        receivers.switch(here.db, key, on, str(g.who), here.time.utc)
    return redirect(url_for("receivers.one", key=key), 303)


@blueprint.post("/<key>/test")
@on_page("receivers.one")
def test(key: str) -> AnyResponse:
    """A user has a test message sent to a receiver."""
    deliveries.test(here.db, key, _key(), here.time.utc)
    return redirect(url_for("deliveries.listed", receiver=key), 303)


def _key() -> str:
    key = request.form.get("key", "")
    check_key(key)
    return key


def _typed() -> Typed:
    """The receiver in the form; raises Refusal `bad_request` for a choice that the form has not."""
    form = request.form
    listed = {name: form.getlist(name) for name in ("branches", "events")}
    listed["branches"] += filter(None, SEPARATORS.split(form.get("more_branches", "")[:4_000]))
    try:
        chosen = msgspec.convert(
            [form.get("way"), form.get("reader"), listed["branches"], listed["events"]], Chosen
        )
    except msgspec.ValidationError as error:
        raise Refusal("bad_request", str(error)) from None
    known = branches.Names(here.db, business_day())
    if any(one not in known for one in chosen.branches):
        raise Refusal("unknown_branch", field="branches")
    if form.get("language") not in here.config.languages:
        raise Refusal("bad_request", "language")
    said = {name: form.get(name, "") for name in ("name", "language", "address", "secret")}
    return Typed(chosen=chosen, **said)


def _around() -> dict[str, Any]:
    """Values for both pages."""
    return {
        "branches": branches.Names(here.db, business_day()),
        "offered": branches.listed(here.db, business_day()),
        "has_smtp": here.config.smtp is not None,
        "WAYS": WAYS,
        "READERS": READERS,
        "NAME_LIMIT": NAME_LIMIT,
        "MOST": receivers.MOST,
    }
