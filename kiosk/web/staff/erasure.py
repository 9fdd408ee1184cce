"""A customer's request, by letter, phone or at the counter, to have contact details erased: the
branch files it, and head office carries it out or declines."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import contact_use, state
from kiosk.records.ledger.writing import Author
from kiosk.rules.cases.case import Case
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import typed_day
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here
from kiosk.web.staff import case as pages

blueprint = Blueprint("erasure", __name__, url_prefix="/cases/<branch>/<case_id>/erasure")
blueprint.before_request(signed_in.required)


def _read(branch: str, case_id: str) -> tuple[Author, Case]:
    """The author and the case; raises Refusal `no_case` if the author can't see it."""
    of = pages.author(here.db, branch)
    return of, pages.visible(state.find(here.db, branch, case_id), of)


def _to_case(case: Case) -> AnyResponse:
    opened = case.opened
    sent()
    return redirect(url_for("case.page", branch=opened.branch, case_id=opened.event_id), 303)


@blueprint.post("")
@on_page("case.page")
def ask(branch: str, case_id: str) -> AnyResponse:
    """A clerk files that a customer asked for the contact details to be erased."""
    form, (of, case) = request.form, _read(branch, case_id)
    asked = typed_day("asked")
    key, how = form.get("key", ""), form.get("how", "")
    return _to_case(contact_use.ask_erasure(here.db, of, case, key, how, asked))


@blueprint.post("/carry-out")
@on_page("case.page")
def carry_out(branch: str, case_id: str) -> AnyResponse:
    """Head office erases a customer's contact details as asked."""
    of, case = _read(branch, case_id)
    return _to_case(contact_use.carry_out(here.db, of, case, request.form.get("key", "")))


@blueprint.post("/decline")
@on_page("case.page", drafted=True)
def decline(branch: str, case_id: str) -> AnyResponse:
    """Head office declines to erase contact details, and tells the customer why."""
    form, (of, case) = request.form, _read(branch, case_id)
    reason = form.get("reason", "")
    return _to_case(contact_use.decline(here.db, of, case, form.get("key", ""), reason))
