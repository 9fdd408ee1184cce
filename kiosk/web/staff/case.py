"""The page of one case, which desk and head office read, handle and answer. Nothing here can change
or hide what a customer wrote; every step is a fact.

Over the line limit: it has a view for every step.
"""

from typing import Any

import msgspec
from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, contact_use, seal_keys, state, steps
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches, policies
from kiosk.rules.cases import retention, urgency
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.moves import ANYWHERE, handles, may
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import cases as queue
from kiosk.web.frame import scope, shown_once, signed_in
from kiosk.web.frame.days import typed_day
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.frame import htmx
from kiosk.web.frame.here import here

blueprint = Blueprint("case", __name__, url_prefix="/cases/<branch>/<case_id>")
blueprint.before_request(signed_in.required)
SHOWN_S = 300
"""How long opened contact details stay readable."""
OF_CONTACT = frozenset(move.step for move in ANYWHERE)
"""Steps on contact details, whose forms are next to these."""
ERASURE = frozenset({"contact_erasure_asked", "contact_erasure_declined"})
"""Steps that need a head office, which decides."""


def author(db: Database, branch: str) -> Author:
    """The person signed in, as an author of facts. Raises Refusal `no_case` at the desk of another
    branch."""
    if here.screen == "office":
        return authors.at_office(db, branch, str(g.who), here.now)
    of = signed_in.clerk()
    if branch != of.chain.branch:
        raise Refusal("no_case")
    return of


def visible(case: Case, of: Author) -> Case:
    """The case, if the author can see it: a clerk sees cases that he or she works on or is
    responsible for, and cases about him or her; a manager all, but complaints about the reader
    only once they are answered. Raises Refusal `no_case`."""
    about_me = case.opened.clerk == of.by
    early = case.opened.mark == "complaint" and case.state not in ("replied", "disputed", "closed")
    if about_me and early and queue.hidden_from(of.by, of.role == "manager"):
        raise Refusal("no_case")
    if of.role == "clerk" and of.by not in (case.worker, case.responsible) and not about_me:
        raise Refusal("no_case")
    return case


def _read(branch: str, case_id: str) -> tuple[Database, Author, Case]:
    """The database, the author, and the case; raises Refusal `no_case` if the author can't see
    it."""
    db = here.db
    of = author(db, branch)
    return db, of, visible(state.find(db, branch, case_id), of)


class Opened(msgspec.Struct, frozen=True):
    """A case whose contact details were opened."""

    case_id: str
    details: contact_sealing.Details


@blueprint.get("")
def page(branch: str, case_id: str) -> str:
    """A member of staff reads all that happened to a case."""
    db, of, case = _read(branch, case_id)
    opened = shown_once.found(Opened)
    shown = opened is not None and opened.case_id == case.opened.event_id
    return _page(db, of, case, opened.details if opened is not None and shown else None)


def _acting(db: Database, of: Author, case: Case, step: str = "") -> Author:
    """The author of a step: in a hall without an office, the manager acts as head office for
    rulings and for cases about the manager."""
    if of.office or not (step == "rule" or case.opened.about_manager):
        return of
    return authors.as_own_office(db, of) or of


def _may(db: Database, of: Author, case: Case) -> frozenset[str]:
    if not scope.can("case.accept"):
        return frozenset()
    allowed = may(case, _acting(db, of, case))
    if case.before is not None:  # an objection waits for a ruling
        allowed |= may(case, _acting(db, of, case, "rule")) & {"case_ruled"}
    alone = not of.office and not identity.me(db).has_office
    return allowed - ERASURE if alone else allowed


def _page(
    db: Database,
    of: Author,
    case: Case,
    details: contact_sealing.Details | None = None,
    template: str = "staff/case/case.html",
) -> str:
    branch = case.opened.branch
    names = clerks.roster(db, branch, of.day)
    return render_template(
        template,
        case=case,
        branch=branch,
        may=_may(db, of, case),
        handles=scope.can("case.accept") and handles(case, _acting(db, of, case)),
        by_hall=state.by_hall(db, case),
        erased_on=retention.last_day(case, policies.of_day(db, of.day)),
        details=details,
        today=of.day,
        names=names,
        able=_able(case, names),
        urgent=urgency.is_urgent(case.opened.urgent, case.opened.text) and case.must != "nobody",
        way=None if of.office else queue.way(of, case.opened.event_id, _came_from()),
        # at the desk the header names the hall
        hall=branches.of_branch(db, branch, of.day) if of.office else None,
        ASKED_BY=facts.ASKED_BY,
        OF_CONTACT=OF_CONTACT,
        CAUSES=facts.CAUSES,
        LEVELS=facts.LEVELS,
        REACHED=facts.REACHED,
        TEMPLATES=facts.TEMPLATES,
    )


def _able(case: Case, names: dict[str, Clerk]) -> dict[str, Clerk]:
    """The clerks who can work on a case: never the one whom a complaint is about."""
    about = case.opened.clerk if case.opened.mark == "complaint" else ""
    return {badge: clerk for badge, clerk in names.items() if badge != about}


def _came_from() -> str:
    """The list that the case was opened from, in the address or in the form that was sent."""
    return request.values.get("list", "")[:60]


def _after(db: Database, of: Author, case: Case) -> AnyResponse | str:
    """The case's region after a step; without htmx, a redirect to its page."""
    sent()
    if htmx:
        return _page(db, of, case, template="staff/case/_case.html")
    return redirect(_address(case, _came_from()), 303)


def _address(case: Case, came_from: str = "") -> str:
    opened = case.opened
    more: dict[str, Any] = {"list": came_from} if came_from else {}
    return url_for("case.page", branch=opened.branch, case_id=opened.event_id, **more)


def _said(name: str) -> str:
    return request.form.get(name, "")


def _key() -> str:
    return _said("key")


@blueprint.post("/accept")
@on_page("case.page", "list", drafted=True)
def accept(branch: str, case_id: str) -> AnyResponse | str:
    """A manager names the clerk responsible for a case."""
    db, of, case = _read(branch, case_id)
    after = steps.accept(
        db, _acting(db, of, case), case, _key(),
        _said("responsible"), _said("special") == "yes", _said("reason"),
    )  # fmt: skip
    return _after(db, of, after)


@blueprint.post("/hand-over")
@on_page("case.page", "list", drafted=True)
def hand_over(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk hands the work on a case to another clerk; the responsibility stays."""
    db, of, case = _read(branch, case_id)
    to, note = _said("to"), _said("note")
    return _after(db, of, steps.hand_over(db, _acting(db, of, case), case, _key(), to, note))


@blueprint.post("/contacted")
@on_page("case.page", "list", drafted=True)
def contacted(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk notes that the customer was called."""
    db, of, case = _read(branch, case_id)
    return _after(db, of, steps.contacted(db, _acting(db, of, case), case, _key(), _said("note")))


@blueprint.post("/reply")
@on_page("case.page", "list", drafted=True)
def reply(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk answers the customer, who reads it with the receipt code."""
    db, of, case = _read(branch, case_id)
    template, text = _said("template"), _said("text")
    return _after(db, of, steps.reply(db, _acting(db, of, case), case, _key(), template, text))


@blueprint.post("/extend")
@on_page("case.page", "list", drafted=True)
def extend(branch: str, case_id: str) -> AnyResponse | str:
    """A manager extends a case, and tells the customer why."""
    db, of, case = _read(branch, case_id)
    until, reason = typed_day("until"), _said("reason")
    return _after(db, of, steps.extend(db, _acting(db, of, case), case, _key(), until, reason))


@blueprint.post("/close")
@on_page("case.page", "list", drafted=True)
def close(branch: str, case_id: str) -> AnyResponse | str:
    """A manager closes a case with its root cause."""
    db, of, case = _read(branch, case_id)
    after = steps.close(
        db, _acting(db, of, case), case, _key(), _said("cause"), _said("level"), _said("text")
    )
    return _after(db, of, after)


@blueprint.post("/thank")
@on_page("case.page", "list")
def thank(branch: str, case_id: str) -> AnyResponse | str:
    """A manager thanks a customer for praise, which answers and closes the case."""
    db, of, case = _read(branch, case_id)
    return _after(db, of, steps.thank(db, _acting(db, of, case), case, _key()))


@blueprint.post("/follow-up")
@on_page("case.page", "list", drafted=True)
def follow_up(branch: str, case_id: str) -> AnyResponse | str:
    """A manager notes how satisfied the customer was afterwards."""
    db, of, case = _read(branch, case_id)
    reached, note = _said("reached"), _said("note")
    return _after(db, of, steps.follow_up(db, _acting(db, of, case), case, _key(), reached, note))


@blueprint.post("/dispute")
@on_page("case.page", "list", drafted=True)
def dispute(branch: str, case_id: str) -> AnyResponse | str:
    """A clerk whom a case is about objects to it."""
    db, of, case = _read(branch, case_id)
    return _after(db, of, steps.dispute(db, of, case, _key(), _said("why"), _said("text")))


@blueprint.post("/rule")
@on_page("case.page", "list", drafted=True)
def rule(branch: str, case_id: str) -> AnyResponse | str:
    """Head office rules on a clerk's objection; both versions stay."""
    db, of, case = _read(branch, case_id)
    upheld = _said("upheld")
    if upheld not in ("yes", "no"):
        raise Refusal("not_chosen", field="upheld")
    after = steps.rule_on(
        db, _acting(db, of, case, "rule"), case, _key(), upheld == "yes", _said("text")
    )
    return _after(db, of, after)


@blueprint.post("/contact")
@on_page("case.page")
def read_contact(branch: str, case_id: str) -> AnyResponse:
    """A manager opens a customer's contact details, which is recorded."""
    db, of, case = _read(branch, case_id)
    details = contact_use.read(db, of, case, _key(), lambda: _opener(db, of, case))
    return shown_once.show(_address(case), Opened(case.opened.event_id, details), SHOWN_S)


def _opener(db: Database, of: Author, case: Case) -> Keys:
    """The keys that open the case's contact details: the office's own, or a manager's, from the
    passphrase. Raises Refusal `wrong_passphrase` or `short_passphrase`."""
    if of.office:
        return here.keys
    body = contact_store.find(db, of.branch, case.opened.contact)
    fitting = seal_keys.that_opens(db, of.branch, body or b"") or seal_keys.counting(db, of.branch)
    if fitting is None:
        raise Refusal("wrong_passphrase")
    salt = bytes.fromhex(fitting.made.salt)
    return contact_sealing.from_passphrase(_said("passphrase"), salt)
