"""The page of one rating, or of one card with words: a manager, or head office, reads it and says
what was done. Nothing here changes what the customer gave."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.cases import lists as case_lists
from kiosk.records.feedback import handling, lists
from kiosk.records.feedback.handling import Item
from kiosk.records.ledger.archives import parts
from kiosk.records.ledger.archives.parts import Archive
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.records.recognition.own import objections
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page, sent
from kiosk.web.frame.here import here

blueprint = Blueprint("feedback", __name__, url_prefix="/feedback/<branch>/<event_id>")
blueprint.before_request(signed_in.only_in_charge)


def _author(branch: str) -> Author:
    """The person signed in, as an author of facts. Raises Refusal `no_feedback` at the desk of
    another branch."""
    if here.screen == "office":
        return authors.at_office(here.db, branch, str(g.who), here.now)
    of = signed_in.clerk()
    if branch != of.branch:
        raise Refusal("no_feedback")
    return of


@blueprint.get("")
def page(branch: str, event_id: str) -> str:
    """A manager, or head office, reads a rating or a card with all that was done about it."""
    of = _author(branch)
    try:
        item = handling.read(here.db, branch, event_id)
    except Refusal:
        if (kept := parts.file_of(here.db, branch, event_id)) is None:
            raise
        return _archived(kept)
    if handling.refused(here.db, handling.acting(here.db, of, item.row), item.row):
        raise Refusal("no_feedback")
    signed_in.viewed(item.row.clerk, "feedback")
    return render_template(
        "staff/feedback/item.html",
        objection=objections.of_ratings(here.db, branch, [event_id]).get(event_id),
        rules=_ruler(of).office and scope.can("feedback.rule"),
        TEXT_LIMIT=objections.TEXT_LIMIT,
        branch=branch,
        row=item.row,
        done=item.done,
        by_hall=item.by_hall,
        cases=case_lists.of_ratings(here.db, branch, [event_id]).get(event_id, []),
        about_manager=handling.about_manager(here.db, item.row),
        around=lists.around(here.db, item.row, **handling.waiting(here.db, of)),
        **_names(of, item),
        OUTCOMES=facts.OUTCOMES,
        NOTE_LIMIT=handling.NOTE_LIMIT,
    )


def _archived(kept: Archive) -> str:
    known = branches.named(here.db, [kept.branch], business_day())
    file = parts.path(here.db, kept.branch, kept.month, kept.number).name
    return render_template("staff/feedback/archived.html", kept=kept, file=file, branches=known)


def _names(of: Author, item: Item) -> dict[str, Any]:
    """How people, the service and the hall are called."""
    db, day = here.db, business_day()
    badges = {item.row.clerk, *(done.by for done in item.done)}
    return {
        "names": clerks.named(db, badges, day),
        "services": services(),
        # at the desk the header names the hall
        "hall": branches.of_branch(db, of.branch, day) if of.office else None,
    }


def services() -> dict[str, Any]:
    """The service items by key: this hall's, or all of them at head office."""
    if here.screen == "desk":
        return in_halls.contents(here.db, "service", business_day())
    return in_halls.everywhere(here.db, "service", business_day(), scope.concerns)


@blueprint.post("/handled")
@on_page("feedback.page", drafted=True)
def handle(branch: str, event_id: str) -> AnyResponse:
    """A manager, or head office, says what was done about a rating or a card."""
    form, of = request.form, _author(branch)
    outcome, note = form.get("outcome", ""), form.get("note", "")
    handling.handle(here.db, of, form.get("key", ""), event_id, outcome, note)
    return redirect(url_for("feedback.page", branch=branch, event_id=event_id), 303)


@blueprint.post("/ruling")
@on_page("feedback.page", drafted=True)
def rule(branch: str, event_id: str) -> AnyResponse:
    """Head office rules on a clerk's objection to a low grade; both versions stay."""
    form, of = request.form, _author(branch)
    upheld = form.get("upheld", "")
    if upheld not in ("yes", "no"):
        raise Refusal("not_chosen", field="upheld")
    objections.rule_on(
        here.db, _ruler(of), form.get("key", ""), event_id, upheld == "yes", form.get("text", "")
    )
    sent()
    return redirect(url_for("feedback.page", branch=branch, event_id=event_id), 303)


def _ruler(of: Author) -> Author:
    """Head office, or the manager in its place in a hall that has none."""
    return of if of.office else authors.as_own_office(here.db, of) or of
