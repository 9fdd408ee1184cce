"""A case (工单) from opening to closing: who may take which step, and who must act.

There is one table, `MOVES`; docs/cases.md prints it. Station and office fold the same facts to
the same state, in whatever order they arrive. Until the case is closed, exactly one party must
act by exactly one date.
"""

import datetime
from typing import Literal, NamedTuple, Protocol

from kiosk.rules.cases.case import Actor, Case, State
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import AnyStep


class Move(NamedTuple):
    """A row of the table: in `state`, the actors in `may` can take the step, and all others get
    the `refusal`. `then` is the state it leads to: '' if it stays, 'before' if it goes back to
    the one in which the objection was made."""

    state: State
    step: str
    may: tuple[Actor, ...]
    refusal: str
    then: State | Literal["", "before"] = ""


_HANDLING: tuple[Actor, ...] = ("worker", "responsible", "manager", "office")
_IN_CHARGE: tuple[Actor, ...] = ("manager", "office")
_ERASING: tuple[Actor, ...] = ("customer", "office", "machine")

MOVES: tuple[Move, ...] = (
    Move("opened", "case_accepted", _IN_CHARGE, "not_manager", "accepted"),
    Move("opened", "case_thanked", _IN_CHARGE, "not_manager", "closed"),
    Move("opened", "case_contacted", _IN_CHARGE, "not_manager"),
    Move("opened", "case_extended", _IN_CHARGE, "not_manager"),
    Move("opened", "case_redated", ("machine",), "case_not_now"),
    Move("accepted", "case_handed_over", _HANDLING, "not_worker"),
    Move("accepted", "case_contacted", _HANDLING, "not_worker"),
    Move("accepted", "case_replied", _HANDLING, "not_worker", "replied"),
    Move("accepted", "case_thanked", _IN_CHARGE, "not_manager", "closed"),
    Move("accepted", "case_extended", _IN_CHARGE, "not_manager"),
    Move("accepted", "case_redated", ("machine",), "case_not_now"),
    Move("replied", "case_replied", _HANDLING, "not_worker"),
    Move("replied", "case_contacted", _HANDLING, "not_worker"),
    Move("replied", "case_closed", _IN_CHARGE, "not_manager", "closed"),
    Move("replied", "case_reopened", ("customer",), "not_customer", "accepted"),
    Move("replied", "case_disputed", ("about",), "not_about", "disputed"),
    Move("disputed", "case_reopened", ("customer",), "not_customer", "accepted"),
    Move("disputed", "case_ruled", ("office",), "not_office", "before"),
    Move("closed", "case_followed_up", _IN_CHARGE, "not_manager"),
    Move("closed", "case_reopened", ("customer",), "not_customer", "accepted"),
    Move("closed", "case_disputed", ("about",), "not_about", "disputed"),
)
ANYWHERE: tuple[Move, ...] = tuple(
    Move(state, step, may, refusal)
    for state in ("opened", "accepted", "replied", "disputed", "closed")
    for step, may, refusal in (
        ("contact_opened", _IN_CHARGE, "not_manager"),
        ("contact_erased", _ERASING, "not_customer"),
        ("contact_erasure_asked", _IN_CHARGE if state == "opened" else _HANDLING, "not_worker"),
        ("contact_erasure_declined", ("office",), "not_office"),
        ("contact_resealed", ("office",), "not_office"),
    )
)  # fmt: skip
"""Steps on the contact details change no state. A machine erases them on their date only
(kiosk/rules/cases/retention.py); a branch files a customer's request, and head office alone carries
it out or declines."""
TABLE = {(move.state, move.step): move for move in (*MOVES, *ANYWHERE)}
"""The rows by state and kind of step."""


class Speaker(Protocol):
    """Who acts: the role, the badge or user's name, and whether the office's chain holds the
    step."""

    @property
    def role(self) -> facts.Role: ...
    @property
    def by(self) -> str: ...
    @property
    def day(self) -> datetime.date: ...
    @property
    def office(self) -> bool: ...


def refused(case: Case, step: AnyStep, from_office: bool) -> str:
    """The code of the refusal, or '' if the step can be taken now.

    `from_office` is whether the office's own chain holds the step; no other chain speaks for
    the office.
    """
    kind = str(step.__struct_config__.tag)
    return (
        _denied(case, kind, step.role, step.by, from_office)
        or _names_its_subject(case, step)
        or _untimely(case, kind, step.day)
        or _senseless(case, step)
    )


def may(case: Case, who: Speaker) -> frozenset[str]:
    """The kinds of steps that `who` can take now, whatever their content."""
    return frozenset(
        kind
        for kind in {move.step for move in TABLE.values()}
        if not _denied(case, kind, who.role, who.by, who.office)
        and not _untimely(case, kind, who.day)
    )


def handles(case: Case, who: Speaker) -> bool:
    """Whether `who` handles the case, and so reads the numbers that people wrote into it: the
    clerks who have the work or the responsibility, the manager, and at head office those who have
    taken a step in it, or all while it waits for head office. Never the clerk whom a complaint is
    about."""
    if who.role == "office":
        waits = case.must == "office" or case.before is not None or case.erase_by is not None
        acted = any(entry.step.by == who.by for entry in case.trail if entry.step.role == "office")
        return who.office and (waits or acted)
    concerned = case.opened.mark == "complaint" and who.by == case.opened.clerk
    return not concerned and any(
        _is(actor, case, who.role, who.by, who.office) for actor in _HANDLING
    )


def _denied(case: Case, kind: str, role: str, by: str, from_office: bool) -> str:
    move = TABLE.get((case.state, kind))
    if move is None and kind == "case_ruled" and case.before is not None:
        move = TABLE["disputed", kind]  # the customer has reopened it meanwhile
    if move is None:
        return "case_not_now"
    if not any(_is(actor, case, role, by, from_office) for actor in move.may):
        return move.refusal
    own = case.opened.mark == "complaint" and by != "" and by == case.opened.clerk
    # in a hall without an office, no one else can speak for the office
    if own and role != "office" and kind != "case_disputed":
        return "conflict_of_interest"
    return ""


def _is(actor: Actor, case: Case, role: str, by: str, from_office: bool) -> bool:
    if actor == "office":
        return role == "office" and from_office
    if actor in ("customer", "manager", "machine"):
        return role == actor
    whom = {"worker": case.worker, "responsible": case.responsible, "about": case.opened.clerk}
    return role in ("clerk", "manager") and by != "" and by == whom[actor]


def _names_its_subject(case: Case, step: AnyStep) -> str:
    """A complaint is never given to the clerk it is about."""
    named = getattr(step, "responsible", "") or getattr(step, "to", "")
    about = case.opened.clerk if case.opened.mark == "complaint" else ""
    return "conflict_of_interest" if named and named == about else ""


def _untimely(case: Case, kind: str, day: datetime.date) -> str:
    """The refusal of a step that makes no sense at this point of the case, or ''."""
    if kind == "case_extended" and case.due is not None and day > case.due:
        return "extend_late"
    if kind == "case_thanked" and case.opened.mark != "praise":
        return "case_not_now"
    if kind == "case_redated" and (case.due_sure or case.extended):
        return "case_not_now"
    if kind == "case_disputed" and (case.before is not None or case.ruling is not None):
        return "disputed_already"
    if kind.startswith("contact_") and (case.contact_gone or not case.opened.contact):
        return "no_contact"
    if kind == "contact_erasure_asked" and case.erase_by is not None:
        return "erasure_asked_already"
    if kind == "contact_erasure_declined" and case.erase_by is None:
        return "no_erasure_asked"
    return ""


def _senseless(case: Case, step: AnyStep) -> str:
    """The refusal of a step for its content, or ''."""
    match step:
        case facts.CaseExtended() if case.due is not None and step.due <= case.due:
            return "extend_back"
        case facts.CaseClosed() if case.opened.mark == "complaint" and step.cause == "none":
            return "no_cause"
        case facts.CaseClosed() if (step.cause == "none") != (step.level == "none"):
            return "no_level"
        case facts.ContactErased() if step.role == "machine" and step.mark != "expired":
            return "not_customer"
        case facts.ContactErased() if step.role == "office" and step.mark == "withdrawn":
            return "no_erasure_asked" if case.erase_by is None else ""
        case facts.ErasureAsked() if step.asked > step.day:
            return "bad_day"
    return ""
