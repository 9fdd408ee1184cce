"""The lobby's forms that ask for an answer: suggestions and complaints with a
receipt, the look-up of what became of them, the call for help."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import facts
from kiosk.records import (
    cases,
    casework,
    clerks,
    contacts,
    deadlines,
    hands,
    help,
    identity,
    reaching,
    visits,
)
from kiosk.records.cases import Filed, Reach
from kiosk.refusals import Refusal
from kiosk.rules import receipts
from kiosk.web import here
from kiosk.web.frame import htmx
from kiosk.web.qr import qr_path
from kiosk.web.visiting import begin_visit, new_key, today, visit

blueprint = Blueprint("filing", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/feedback")
def choose_kind() -> str:
    """A customer says what kind of thing is to be filed."""
    return render_template("lobby/feedback.html")


@blueprint.get("/feedback/<kind>")
def case_form(kind: str) -> str:
    """A customer is asked what it is about: chips, or words."""
    if kind not in facts.CASE_KINDS:
        raise Refusal("unknown_case", kind[:20])
    me = identity.me(here.db())
    about = kind in ("complaint", "praise")
    return render_template(
        "lobby/case.html",
        kind=kind,
        key=new_key(),
        topics=facts.TOPICS,
        clerks=clerks.roster(here.db(), me.branch, today(me)) if about else {},
        **_reachable(me),
    )


@blueprint.post("/feedback/<kind>")
def open_case(kind: str) -> AnyResponse | str:
    """A customer files something that must be answered."""
    form = request.form
    return _open(Filed(kind, form.getlist("topic"), form.get("text", ""), form.get("clerk", "")))


@blueprint.get("/thanks/<event_id>/case")
def rating_form(event_id: str) -> str:
    """A customer who was not content asks to be called."""
    given = visits.thanks(here.db(), event_id, visit(), here.now())
    if not given.mine or given.fact.mark not in facts.LOW_GRADES:
        raise Refusal("undo_foreign")
    me = identity.me(here.db())
    return render_template(
        "lobby/rating_case.html",
        given=given,
        key=new_key(),
        reasons=facts.REASONS,
        contact_due=deadlines.promise(here.db(), "contact", today(me)).due,
        **_reachable(me),
    )


@blueprint.post("/thanks/<event_id>/case")
def open_rating_case(event_id: str) -> AnyResponse | str:
    """A customer's bad rating becomes a case, and somebody will call."""
    form = request.form
    filed = Filed("complaint", form.getlist("topic"), form.get("text", ""), rating=event_id)
    return _open(filed)


def _open(filed: Filed) -> AnyResponse | str:
    form = request.form
    key = form.get("key", "")
    reach, dropped = reach_of(form)
    opened = cases.open_case(here.db(), here.keys(), visit(), key, filed, reach, here.now())
    if not htmx:
        return redirect(url_for("filing.receipt", key=key, dropped=dropped or None), 303)
    return _receipt(opened, "lobby/_receipt.html", dropped)


def reach_of(form: Mapping[str, str]) -> tuple[Reach | None, bool]:
    """How to reach the customer, if there is consent and the customer is 14;
    and whether something was written without that, which is not kept
    (个人信息保护法 arts. 13, 14, 31)."""
    phone = form.get("phone", "").strip()
    if not phone:
        return None, False
    if form.get("consent") != "yes" or form.get("age") != "14":
        return None, True
    return Reach(form.get("name", ""), phone, secrets.token_bytes(16)), False


def _reachable(me: identity.Identity) -> dict[str, Any]:
    """What the notice beside the contact fields says; no fields where nobody
    could open what is sealed."""
    day = today(me)
    return {
        "reachable": bool(contacts.readers(here.db(), me)),
        "hall": clerks.hall(here.db(), day),
        "contact_days": deadlines.contact_days(here.db(), day),
    }


@blueprint.get("/receipts/<key>")
def receipt(key: str) -> str:
    """A customer is given the receipt code, once more if the page is reloaded."""
    opened = cases.receipt(here.db(), here.keys(), visit(), key)
    return _receipt(opened, "lobby/receipt.html", "dropped" in request.args)


def _receipt(opened: cases.Receipt, template: str, dropped: bool) -> str:
    code = receipts.spoken(opened.code)
    return render_template(template, code=code, case=opened.case, qr=qr_path(code), dropped=dropped)


@blueprint.get("/look-up")
def look_up_page() -> str:
    """A customer is asked for the receipt code."""
    return render_template("lobby/look_up.html")


@blueprint.post("/look-up")
def look_up() -> str:
    """A customer sees what became of what was filed."""
    return _found()


@blueprint.post("/look-up/reopen")
def reopen() -> str:
    """A customer is not content with the answer, and says so."""
    form = request.form
    code, key = form.get("code", ""), form.get("key", "")
    casework.reopen(here.db(), here.keys(), code, key, form.get("text", ""), here.now())
    return _found()


@blueprint.post("/look-up/forget")
def forget_contact() -> str:
    """A customer takes the contact details back."""
    reaching.withdraw(here.db(), here.keys(), request.form.get("code", ""), here.now())
    return _found()


def _found() -> str:
    code = request.form.get("code", "")
    found = cases.look_up(here.db(), here.keys(), code, here.now())
    template = "lobby/_found.html" if htmx else "lobby/found.html"
    me = identity.me(here.db())
    return render_template(
        template,
        found=found,
        code=code,
        key=new_key(),
        day=today(me),
        may=casework.may(found.case, hands.of_customer(here.db(), here.now())),
        names=clerks.roster(here.db(), me.branch, today(me)),
        alone=not me.has_office,
    )


@blueprint.get("/help")
def help_page() -> str:
    """A customer sees that somebody is coming, or rings."""
    return render_template("lobby/help.html", key=new_key(), call=_own_call())


@blueprint.post("/help")
def ring() -> AnyResponse:
    """A customer rings for help."""
    help.ring(here.db(), visit(), request.form.get("key", ""), here.now())
    return redirect(url_for("filing.help_page"), 303)


def _own_call() -> help.Call | None:
    """The newest call of today that nobody has come to yet."""
    me = identity.me(here.db())
    waiting = [call for call in help.calls(here.db(), today(me)) if not call.clerk]
    return waiting[0] if waiting else None
