"""Actions agreed at weekly and monthly meetings (P29): each has an owner and a date. The owner
reads them on the desk's first page, the manager at the next meeting, head office how many there
are and each of them."""

import datetime
from typing import Any, NamedTuple

import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.recognition.agenda import state
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.rules.feedback import words
from kiosk.rules.recognition import actions as rule
from kiosk.rules.recognition.actions import Action
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT, NOTE_LIMIT = 200, 200


def agree(
    db: Database, author: Author, key: str, of: Term, owner: str, due: datetime.date, text: str
) -> None:
    """The manager writes down an action of a meeting.

    Raises Refusal `missing_key`, `only_manager`, `owner_needed`, `unknown_clerk`, `retired_clerk`,
    `action_day`, `text_required`, `long_comment` or `odd_comment`.
    """
    _check(db, author, owner, due)
    said = words.needed(text, TEXT_LIMIT, "text")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        entry.write(
            facts.ActionAgreed,
            mark=of.kind,
            due_on=of.due_on,
            clerk=owner,
            text=said,
            due=due,
            by=author.by,
        )
        state.refresh(db, author.branch, [key])


def move(
    db: Database,
    author: Author,
    key: str,
    event_id: str,
    owner: str,
    due: datetime.date,
    reason: str,
) -> None:
    """The manager gives an open action another day, another owner, or both, with a reason.

    Raises Refusal `missing_key`, `only_manager`, `unknown_action`, `action_done`, `owner_needed`,
    `unknown_clerk`, `retired_clerk`, `action_day`, `text_required`, `long_comment` or
    `odd_comment`.
    """
    _check(db, author, owner, due)
    said = words.needed(reason, NOTE_LIMIT, "reason")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        if find(db, author.branch, event_id).done is not None:
            raise Refusal("action_done")
        entry.write(
            facts.ActionMoved, subject=event_id, clerk=owner, due=due, reason=said, by=author.by
        )
        state.refresh(db, author.branch, [event_id])


def _check(db: Database, author: Author, owner: str, due: datetime.date) -> None:
    if author.role != "manager":
        raise Refusal("only_manager")
    if not owner:
        raise Refusal("owner_needed")
    clerks.on_roster(db, author.branch, owner, author.day)
    if not rule.is_possible(due, author.day):
        raise Refusal("action_day")


def finish(db: Database, author: Author, key: str, event_id: str, note: str) -> None:
    """The owner ticks an action off and says how it was done; the manager does so for an owner who
    has left.

    Raises Refusal `missing_key`, `unknown_action`, `action_done`, `not_your_action`,
    `text_required`, `long_comment` or `odd_comment`.
    """
    said = words.needed(note, NOTE_LIMIT, "note")
    with writing(db, author, key) as entry:
        if entry.known:
            return
        action = find(db, author.branch, event_id)
        if code := refused(db, author, action):
            raise Refusal(code)
        entry.write(facts.ActionDone, subject=event_id, clerk=action.owner, note=said, by=author.by)
        state.refresh(db, author.branch, [event_id])


def refused(db: Database, author: Author, action: Action) -> str:
    """Why the author can't tick an action off, '' if that is possible."""
    left = not clerks.works_at(db, author.branch, action.owner, author.day)
    return rule.refused(action, author.by, author.role == "manager", left)


def check_reader(author: Author, action: Action) -> None:
    """Lets in the manager and the action's owners, present or former. Raises Refusal
    `unknown_action`."""
    owners = {action.agreed.clerk, *(one.clerk for one in action.moved)}
    if author.role != "manager" and author.by not in owners:
        raise Refusal("unknown_action", action.agreed.event_id)


def find(db: Database, branch: str, event_id: str) -> Action:
    """An action of a branch; raises Refusal `unknown_action`."""
    found = state.actions(db, branch, [event_id]).get(event_id)
    if found is None:
        raise Refusal("unknown_action", event_id[:40])
    return found


# Reading -------------------------------------------------------------------------------

FIRST_DUE = (ActionNow.due, ActionNow.at, ActionNow.event_id)


def open_of(db: Database, branch: str, owner: str = "") -> list[ActionNow]:
    """The open actions of a branch, or of one owner there, first due first."""
    wanted = (ActionNow.branch == branch) & ActionNow.done_on.is_null()
    if owner:
        wanted &= ActionNow.owner == owner
    return list(db.rows(ActionNow.select().where(wanted).order_by(*FIRST_DUE)))


def listed(db: Database, branch: str, owner: str = "", page: int = 1) -> Page[ActionNow]:
    """A page of the actions of a branch, or of one owner there: open ones first, by their days;
    then those that were done last."""
    wanted = ActionNow.branch == branch
    if owner:
        wanted &= ActionNow.owner == owner
    open_first: Any = ActionNow.done_on.is_null(False)
    ordered = ActionNow.select().where(wanted)
    ordered = ordered.order_by(open_first, ActionNow.done_on.desc(), *FIRST_DUE)
    return paging.read(db, ordered, page)


def of_term(db: Database, branch: str, of: Term) -> list[ActionNow]:
    """What was agreed at a meeting, in the order in which it was written down."""
    wanted = (ActionNow.branch == branch) & (ActionNow.due_on == of.due_on)
    query = ActionNow.select().where(wanted & (ActionNow.meeting == of.kind))
    return list(db.rows(query.order_by(ActionNow.at, ActionNow.event_id)))


def open_before(db: Database, branch: str, of: Term) -> list[ActionNow]:
    """What was agreed at earlier meetings and was open when this one was due, first due first. Days
    and owners are those of now."""
    wanted = (ActionNow.branch == branch) & (ActionNow.due_on < of.due_on)
    wanted &= ActionNow.done_on.is_null() | (ActionNow.done_on >= of.due_on)
    return list(db.rows(ActionNow.select().where(wanted).order_by(*FIRST_DUE)))


class Open(NamedTuple):
    """How many actions of a branch are open, and how many of them late."""

    number: int
    late: int


def by_branch(db: Database, today: datetime.date) -> dict[str, Open]:
    """The same of every branch that has open actions."""
    late = peewee.fn.SUM(peewee.Case(None, [(ActionNow.due < today, 1)], 0))
    counts = (ActionNow.branch, peewee.fn.COUNT(ActionNow.event_id), late)
    query = ActionNow.select(*counts).where(ActionNow.done_on.is_null())
    rows = db.rows(query.group_by(ActionNow.branch).tuples())
    return {branch: Open(number, late) for branch, number, late in rows}
