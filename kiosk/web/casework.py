"""One case: read, handled, answered, by the desk and by head office alike.
Nothing here can change or hide what a customer wrote; every step is a fact."""

import datetime

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk import facts
from kiosk.db import Database
from kiosk.keys import Keys
from kiosk.records import casebook, casework, clerks, contacts, hands, identity, reaching, sealing
from kiosk.records.hands import Hand
from kiosk.refusals import Refusal
from kiosk.rules.cases import Case
from kiosk.web import here, signed_in
from kiosk.web.frame import htmx
from kiosk.web.visiting import new_key

blueprint = Blueprint("casework", __name__, url_prefix="/cases/<branch>/<case_id>")


@blueprint.before_request
def _signed_in() -> AnyResponse | None:
    return signed_in.required(f"{here.screen()}.sign_in_page")


def hand(branch: str) -> Hand:
    """Whoever is signed in, as the one who writes. Raises Refusal `no_case` at
    a desk that is another branch's."""
    if here.screen() == "office":
        return hands.at_office(here.db(), branch, str(g.who), here.now())
    if branch != identity.me(here.db()).branch:
        raise Refusal("no_case")
    return hands.at_desk(here.db(), str(g.who), here.now())


def visible(case: Case, of: Hand) -> Case:
    """A clerk sees cases that he or she works on, answers for or is praised
    in, and never another clerk's complaints; raises Refusal `no_case`."""
    about_me = case.opened.clerk == of.by and (
        case.opened.mark != "complaint" or case.state in ("replied", "disputed", "closed")
    )
    if of.role == "clerk" and of.by not in (case.worker, case.responsible) and not about_me:
        raise Refusal("no_case")
    return case


@blueprint.get("")
def page(branch: str, case_id: str) -> str:
    """Somebody handling a case reads all that happened to it."""
    of = hand(branch)
    case = visible(casebook.find(here.db(), branch, case_id), of)
    return _page(case, of)


def _acting(of: Hand, case: Case, step: str = "") -> Hand:
    """Whose hand takes a step: a hall without an office is its own, for rulings
    and for what is about its manager."""
    if of.office or not (step == "rule" or case.opened.about_manager):
        return of
    return hands.as_own_office(here.db(), of.by, here.now()) or of


def _page(
    case: Case, of: Hand, details: sealing.Details | None = None, template: str = "case.html"
) -> str:
    return render_template(
        template,
        case=case,
        branch=of.branch,
        may=casework.may(case, _acting(of, case))
        | casework.may(case, _acting(of, case, "rule")) & {"case_ruled"},
        details=details,
        key=new_key(),
        today=of.day,
        names=clerks.roster(here.db(), of.branch, of.day),
        hall=clerks.of_branch(here.db(), of.branch, of.day),
        CAUSES=facts.CAUSES,
        LEVELS=facts.LEVELS,
        REACHED=facts.REACHED,
        TEMPLATES=facts.TEMPLATES,
    )


def _back(branch: str, case_id: str) -> AnyResponse | str:
    if htmx:
        case, of = casebook.find(here.db(), branch, case_id), hand(branch)
        return _page(case, of, template="_case.html")
    return redirect(url_for("casework.page", branch=branch, case_id=case_id), 303)


def _said(name: str) -> str:
    return request.form.get(name, "")


def _work(branch: str, case_id: str, step: str = "") -> tuple[Database, Hand, str, str]:
    """Database, hand, case and form's key: what every step below begins with."""
    of = hand(branch)
    case = visible(casebook.find(here.db(), branch, case_id), of)
    return here.db(), _acting(of, case, step), case_id, _said("key")


@blueprint.post("/accept")
def accept(branch: str, case_id: str) -> AnyResponse | str:
    """A manager says who answers for a case."""
    work = _work(branch, case_id)
    special = _said("special") == "yes"
    casework.accept(*work, _said("responsible"), special, _said("reason"))
    return _back(branch, case_id)


@blueprint.post("/hand-over")
def hand_over(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk hands the work to another; the responsibility stays."""
    casework.hand_over(*_work(branch, case_id), _said("to"), _said("note"))
    return _back(branch, case_id)


@blueprint.post("/contacted")
def contacted(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk notes that the customer was called."""
    casework.contacted(*_work(branch, case_id), _said("note"))
    return _back(branch, case_id)


@blueprint.post("/reply")
def reply(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk answers the customer, who reads it with the receipt code."""
    casework.reply(*_work(branch, case_id), _said("template"), _said("text"))
    return _back(branch, case_id)


@blueprint.post("/extend")
def extend(branch: str, case_id: str) -> AnyResponse | str:
    """A manager takes longer, and tells the customer why."""
    try:
        until = datetime.date.fromisoformat(_said("until"))
    except ValueError:
        raise Refusal("bad_dates") from None
    casework.extend(*_work(branch, case_id), until, _said("reason"))
    return _back(branch, case_id)


@blueprint.post("/close")
def close(branch: str, case_id: str) -> AnyResponse | str:
    """A manager closes a case with its root cause."""
    casework.close(*_work(branch, case_id), _said("cause"), _said("level"), _said("text"))
    return _back(branch, case_id)


@blueprint.post("/follow-up")
def follow_up(branch: str, case_id: str) -> AnyResponse | str:
    """A manager notes how content the customer was afterwards."""
    casework.follow_up(*_work(branch, case_id), _said("reached"), _said("note"))
    return _back(branch, case_id)


@blueprint.post("/dispute")
def dispute(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk whom a case is about objects to it."""
    db, of = here.db(), hand(branch)
    visible(casebook.find(db, branch, case_id), of)
    casework.dispute(db, of, case_id, _said("key"), _said("why"), _said("text"))
    return _back(branch, case_id)


@blueprint.post("/rule")
def rule(branch: str, case_id: str) -> AnyResponse | str:
    """Head office rules on a clerk's objection; both versions stay."""
    upheld = _said("upheld")
    if upheld not in ("yes", "no"):
        raise Refusal("bad_request", "upheld")
    casework.rule_on(*_work(branch, case_id, "rule"), upheld == "yes", _said("text"))
    return _back(branch, case_id)


@blueprint.post("/contact")
def read_contact(branch: str, case_id: str) -> str:
    """A manager reads how the customer can be reached; that is written down."""
    of = hand(branch)
    visible(casebook.find(here.db(), branch, case_id), of)
    # a key of its own each time: a page sent again is read again
    details = reaching.read(here.db(), of, case_id, new_key(), lambda: _opener(of), here.now())
    return _page(casebook.find(here.db(), branch, case_id), of, details)


def _opener(of: Hand) -> Keys:
    """The office's own keys; a manager's come from the passphrase."""
    if of.office:
        return here.keys()
    made = contacts.manager_key(here.db(), of.branch)
    if made is None:
        raise Refusal("wrong_passphrase")
    return sealing.from_passphrase(_said("passphrase"), bytes.fromhex(made.salt))
