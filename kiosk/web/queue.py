"""The desk's cases: the manager's by the day they are due, a clerk's own; and
what is taken in at the counter on paper."""

import datetime
import secrets
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import facts
from kiosk.records import (
    caselists,
    clerks,
    contacts,
    counter,
    deadlines,
    hands,
    identity,
    reaching,
    sealing,
)
from kiosk.records.casebook import CaseNow
from kiosk.records.cases import Filed
from kiosk.records.counter import Taken
from kiosk.records.hands import Hand
from kiosk.refusals import Refusal
from kiosk.rules import receipts
from kiosk.rules.cases import MUST
from kiosk.web import here, signed_in
from kiosk.web.filing import reach_of
from kiosk.web.qr import qr_path
from kiosk.web.visiting import new_key

blueprint = Blueprint("queue", __name__)
OPEN = tuple(state for state, must in MUST.items() if must != "nobody")


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    return signed_in.required("desk.sign_in_page")


def _hand() -> Hand:
    return hands.at_desk(here.db(), str(g.who), here.now())


@blueprint.get("/cases")
def cases() -> str:
    """A manager sees which cases are late, due today or later; a clerk the own ones."""
    of = _hand()
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    if state not in ("", *MUST) or kind not in ("", *facts.CASE_KINDS, "help"):
        raise Refusal("bad_request", "filters")
    listed = caselists.listed(
        here.db(),
        branch=of.branch,
        states=(state,) if state else OPEN,
        kind=kind,
        clerk="" if of.role == "manager" else of.by,
    )
    return render_template(
        "desk/queue.html",
        parts=_parts(listed.rows, of.day),
        number=listed.number,
        manager=of.role == "manager",
        state=state,
        kind=kind,
        STATES=tuple(MUST),
        KINDS=(*facts.CASE_KINDS, "help"),
        objectable=caselists.about(here.db(), of.branch, of.by),
        **_around(of),
    )


def _parts(rows: list[CaseNow], day: datetime.date) -> dict[str, list[CaseNow]]:
    """Late, due today, later, closed: in this order."""
    parts: dict[str, list[CaseNow]] = {"late": [], "today": [], "later": [], "closed": []}
    for row in rows:
        due = row.must_by
        name = "closed" if due is None else "late" if due < day else "later"
        parts["today" if due == day else name].append(row)
    return parts


def _around(of: Hand) -> dict[str, Any]:
    return {
        "names": clerks.roster(here.db(), of.branch, of.day),
        "hall": clerks.hall(here.db(), of.day),
        "today": of.day,
        "branch": of.branch,
    }


@blueprint.get("/counter")
def counter_page() -> str:
    """A clerk writes down what came on paper, by phone or in the box."""
    of = _hand()
    return render_template(
        "desk/counter.html",
        key=new_key(),
        box_key=new_key(),
        praise_key=new_key(),
        call=request.args.get("call", "")[:64],
        reachable=bool(contacts.readers(here.db(), identity.me(here.db()))),
        contact_days=deadlines.contact_days(here.db(), of.day),
        register=counter.register(here.db(), of.branch),
        boxes=counter.boxes(here.db(), of.branch),
        me=of.by,
        KINDS=(*facts.CASE_KINDS, "help"),
        TOPICS=facts.TOPICS,
        ORIGINS=facts.ORIGINS,
        **_around(of),
    )


@blueprint.post("/counter")
def take_in() -> str:
    """A clerk takes a customer's words in, and answers for them from now on."""
    form, of = request.form, _hand()
    filed = Filed(
        form.get("kind", ""), form.getlist("topic"), form.get("text", ""), form.get("clerk", "")
    )
    taken = Taken(form.get("origin", ""), _day(form.get("day", ""), of.day), form.get("call", ""))
    reach, dropped = reach_of(form)
    opened = counter.take_in(here.db(), here.keys(), of, form.get("key", ""), filed, taken, reach)
    code = receipts.spoken(opened.code)
    return render_template(
        "desk/taken.html", code=code, qr=qr_path(code), case=opened.case, dropped=dropped,
        **_around(of),
    )  # fmt: skip


def _day(typed: str, today: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed) if typed else today
    except ValueError:
        raise Refusal("bad_dates") from None


@blueprint.post("/counter/box")
def open_box() -> AnyResponse:
    """A clerk opens the suggestion box before a witness."""
    form = request.form
    found = form.get("found", "")
    number = int(found) if found.isdecimal() and len(found) < 6 else -1
    counter.open_box(here.db(), _hand(), form.get("key", ""), form.get("witness", ""), number)
    return redirect(url_for("queue.counter_page"), 303)


@blueprint.post("/counter/praise")
def enter_praise() -> AnyResponse:
    """A clerk enters a letter of praise or a banner."""
    form, of = request.form, _hand()
    counter.enter_praise(
        here.db(), of, form.get("key", ""), form.get("mark", ""), form.get("clerk", ""),
        form.get("deed", ""), _day(form.get("day", ""), of.day),
    )  # fmt: skip
    return redirect(url_for("queue.counter_page"), 303)


@blueprint.get("/passphrase")
def passphrase_page() -> str:
    """A manager is asked for a passphrase that seals customers' phone numbers."""
    of = _hand()
    made = contacts.manager_key(here.db(), of.branch)
    return render_template(
        "desk/passphrase.html",
        key=new_key(),
        made=made,
        manager=of.role == "manager",
        least=sealing.PASSPHRASE_LEAST,
        **_around(of),
    )


@blueprint.post("/passphrase")
def choose_passphrase() -> AnyResponse:
    """A manager chooses the passphrase."""
    form = request.form
    if form.get("passphrase") != form.get("again"):
        raise Refusal("passphrase_mismatch")
    reaching.make_key(
        here.db(), _hand(), form.get("key", ""), form.get("passphrase", ""), secrets.token_bytes(16)
    )
    return redirect(url_for("queue.passphrase_page"), 303)
