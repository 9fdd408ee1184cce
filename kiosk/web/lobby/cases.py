"""Cases in the lobby: suggestions, complaints and the like, filed with a receipt, and looked up
with its code."""

import datetime
from typing import Any

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import filing
from kiosk.records.cases.contact_use import withdraw
from kiosk.records.cases.filing import Filed
from kiosk.records.cases.steps import reopen as reopen_case
from kiosk.records.feedback import ratings, thanks
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.publishing import offered, policies
from kiosk.records.receipts import given
from kiosk.rules.cases import publicity, receipts, retention
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.folding import begin
from kiosk.rules.cases.moves import may
from kiosk.rules.ledger import signed_receipts
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import forms, shown_once
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.frame import at_page, htmx
from kiosk.web.frame.here import here
from kiosk.web.frame.reach import notice, reach_of
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("cases", __name__)
blueprint.after_request(begin_visit)


@blueprint.get("/feedback")
def choose_kind() -> str:
    """A customer chooses what kind of case to file."""
    return render_template("lobby/cases/feedback.html")


@blueprint.get("/feedback/<kind>")
def case_form(kind: str) -> str:
    """A customer is asked what it is about, by chips or in words."""
    if kind not in facts.CASE_KINDS:
        raise Refusal("unknown_case", kind[:20])
    me = identity.me(here.db)
    about = kind in ("complaint", "praise")
    return render_template(
        "lobby/cases/case.html",
        kind=kind,
        topics=offered.topics(here.db, business_day(), kind),
        clerks=clerks.roster(here.db, me.branch, business_day()) if about else {},
        can_be_public=kind in publicity.KINDS,
        **_reachable(),
    )


@blueprint.post("/feedback/<kind>")
@on_page("cases.case_form")
def open_case(kind: str) -> AnyResponse:
    """A customer files a case that must be answered."""
    form = request.form
    filed = Filed(kind, form.getlist("topic"), form.get("text", ""), form.get("clerk", ""))
    return _open(filed._replace(public=form.get("public") == "yes"))


@blueprint.get("/thanks/<event_id>/case")
def rating_form(event_id: str) -> str:
    """A customer who was not satisfied asks to be called."""
    given = thanks.find(here.db, customer(), event_id)
    if not given.mine or given.fact.mark not in facts.LOW_GRADES:
        raise Refusal("not_low" if given.mine else "undo_foreign")
    return render_template(
        "lobby/cases/rating_case.html",
        given=given,
        remark=ratings.remarked(here.db, event_id),
        contact_due=filing.call_by(here.db, business_day()),
        **_reachable(),
    )


@blueprint.post("/thanks/<event_id>/case")
@on_page("cases.rating_form")
def open_rating_case(event_id: str) -> AnyResponse:
    """A customer turns a bad rating into a case, and is called if there is a number."""
    form = request.form
    filed = Filed("complaint", form.getlist("topic"), form.get("text", ""), rating=event_id)
    return _open(filed)


def _open(filed: Filed) -> AnyResponse:
    form = request.form
    key = form.get("key", "")
    opened = filing.open_case(here.db, customer(), here.keys, key, filed, reach_of(form))
    page = url_for("cases.receipt", key=key)
    if not htmx:
        return redirect(page, 303)
    return at_page(page, _receipt(opened, "lobby/cases/_receipt.html"))


def _reachable() -> dict[str, Any]:
    """Values for the contact fields, which are left out if no key could open the details."""
    return {
        "reachable": filing.reachable(here.db),
        "notice": notice(here.db, business_day()),
    }


@blueprint.get("/receipts/<key>")
def receipt(key: str) -> str:
    """A customer is given the receipt code, again if the page is reloaded."""
    opened = filing.receipt(here.db, customer(), here.keys, key)
    return _receipt(opened, "lobby/cases/receipt.html")


def _receipt(opened: filing.Receipt, template: str) -> str:
    code = receipts.spoken(opened.code)
    return render_template(
        template,
        code=code,
        case=opened.case,
        qr=qr_path(code),
        erased_on=_erased_on(begin(opened.case)),
    )


def _erased_on(case: Case) -> datetime.date:
    """The day on which the contact details are erased, at the latest."""
    return retention.last_day(case, policies.of_day(here.db, business_day()))


class LookedUp(msgspec.Struct, frozen=True):
    """The receipt code with which a customer looks at a case, or a signed receipt."""

    code: str


@blueprint.get("/look-up")
def look_up_page() -> str:
    """A customer is asked for the receipt code or the signed receipt, or sees what became of it."""
    looked_up = shown_once.found(LookedUp)
    if looked_up is not None:
        return _found(looked_up.code, "lobby/cases/found.html")
    for step in ("cases.reopen", "cases.forget_contact"):
        if code := forms.filled(url_for(step)).value("code"):
            return _found(code, "lobby/cases/found.html")
    return render_template("lobby/cases/look_up.html", MOST=signed_receipts.MOST)


@blueprint.post("/look-up")
@on_page("cases.look_up_page")
def look_up() -> AnyResponse:
    """A customer looks up what became of a case, or whether a signed receipt's entry is kept."""
    code = request.form.get("code", "")
    if len(code) > signed_receipts.LONGEST_CODE:
        given.read(code)
    else:
        filing.look_up(here.db, customer(), here.keys, code)
    return _show_case(code)


@blueprint.post("/look-up/reopen")
@on_page("cases.look_up_page")
def reopen() -> AnyResponse:
    """A customer who is not satisfied with the answer reopens the case."""
    form = request.form
    code, key = form.get("code", ""), form.get("key", "")
    reopen_case(here.db, customer(), here.keys, code, key, form.get("text", ""))
    return _show_case(code)


@blueprint.post("/look-up/forget")
@on_page("cases.look_up_page")
def forget_contact() -> AnyResponse:
    """A customer withdraws the contact details."""
    code, key = request.form.get("code", ""), request.form.get("key", "")
    withdraw(here.db, customer(), here.keys, code, key)
    return _show_case(code)


def _show_case(code: str) -> AnyResponse:
    leads = shown_once.show(url_for("cases.look_up_page"), LookedUp(code))
    return at_page(leads.location, _found(code, "lobby/cases/_found.html")) if htmx else leads


def _found(code: str, template: str) -> str:
    if len(code) > signed_receipts.LONGEST_CODE:
        receipt = given.read(code)
        kept = given.look_up(here.db, here.keys, receipt)
        address = given.address(here.db, customer(), receipt)
        return render_template(template.replace("found", "kept"), kept=kept, **_at_office(address))
    found = filing.look_again(here.db, here.keys, code)
    me = identity.me(here.db)
    address = given.address_of(here.db, customer(), here.keys, found.case.opened.event_id)
    return render_template(
        template,
        found=found,
        code=code,
        day=business_day(),
        erased_on=_erased_on(found.case),
        may=may(found.case, customer()),
        names=clerks.roster(here.db, me.branch, business_day()),
        alone=not me.has_office,
        **_at_office(address if found.arrived else ""),
    )


def _at_office(address: str) -> dict[str, Any]:
    """Values for the code that opens head office's answer on the customer's own phone."""
    return {"address": address, "qr": qr_path(address) if address else None}
