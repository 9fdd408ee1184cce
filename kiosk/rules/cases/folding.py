"""Folding a case from its facts, in whatever order they arrived."""

import datetime
from collections.abc import Callable, Iterable

from kiosk.rules.cases.case import Case, TrailEntry
from kiosk.rules.cases.moves import TABLE, refused
from kiosk.rules.cases.retention import is_over
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import AnyStep, CaseOpened


def begin(opened: CaseOpened) -> Case:
    """A case just opened. A clerk who entered it at the counter is responsible for it."""
    due = opened.due or opened.day
    case = Case(opened, "opened", due, opened.due_sure)
    if opened.by:
        return case._replace(state="accepted", responsible=opened.by, worker=opened.by)
    return case


PolicyOf = Callable[[datetime.date], Policy]
"""The policy in force on a day, which says how long contact details are kept."""


def default(_day: datetime.date) -> Policy:
    """The policy of an organisation that has published none."""
    return Policy()


def take(case: Case, step: AnyStep, from_office: bool, policy: PolicyOf = default) -> Case:
    """The case after a step. A refused step stays in the trail and changes nothing else."""
    too_late = refused(case, step, from_office) != "" or _erased_early(case, step, policy)
    seen = case._replace(seen=case.seen + 1, trail=(*case.trail, TrailEntry(step, too_late)))
    return seen if too_late else _taken(seen, step)


def _erased_early(case: Case, step: AnyStep, policy: PolicyOf) -> bool:
    """Whether a machine erased details before they were due: no station may hide a number from
    head office by that."""
    if not isinstance(step, facts.ContactErased) or step.role != "machine":
        return False
    return not is_over(case, step.day, policy(step.day))


def _taken(case: Case, step: AnyStep) -> Case:
    move = TABLE.get((case.state, str(step.__struct_config__.tag)))
    then = move.then if move else ""
    state = case.state if then == "" or then == "before" else then
    match step:
        case facts.CaseAccepted():
            return case._replace(
                state=state, due=_later(case.due, step.due), special=step.special,
                responsible=step.responsible, worker=step.responsible,
            )  # fmt: skip
        case facts.CaseHandedOver():
            return case._replace(worker=step.to)
        case facts.CaseContacted():
            return case._replace(contacted=True)
        case facts.CaseReplied():
            return _replied(case._replace(state=state, contacted=True), case, step)
        case facts.CaseExtended():
            return case._replace(due=step.due, extended=case.extended + 1)
        case facts.CaseRedated():
            return case._replace(due=step.due, due_sure=True)
        case facts.CaseClosed():
            return case._replace(
                state=state, due=None, closed_on=step.day, cause=step.cause, level=step.level
            )
        case facts.CaseThanked():
            answered = _answered(case._replace(contacted=True), case, step)
            return answered._replace(
                state=state, due=None, closed_on=step.day, cause="none", level="none"
            )
        case facts.CaseReopened():
            return case._replace(
                state=state, due=step.due, closed_on=None, cause="", level="", ruling=None,
                reopened=case.reopened + 1, reopened_on=step.day,
            )  # fmt: skip
        case facts.CaseDisputed():
            return case._replace(
                state=state, due=step.due, before=(case.state, case.due), objected_by=step.due
            )
        case facts.CaseRuled():
            return _ruled(case, step)
        case facts.ContactErased():
            return case._replace(contact_gone=True, erase_by=None)
        case facts.ErasureAsked():
            return case._replace(erase_by=step.due)
        case facts.ErasureDeclined():
            return case._replace(erase_by=None)
        case facts.ContactResealed():
            return case._replace(sealed_for=step.sealed_for)
    return case


def _later(one: datetime.date | None, other: datetime.date | None) -> datetime.date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days, default=None)


def _replied(case: Case, before: Case, step: facts.CaseReplied) -> Case:
    """A further answer moves no date."""
    if before.state != "replied":
        case = case._replace(due=step.due)
    return _answered(case, before, step)


def _answered(case: Case, before: Case, step: facts.CaseReplied | facts.CaseThanked) -> Case:
    """The first answer is the one that was promised by a date."""
    if before.replied_at is not None:
        return case
    on_time = before.due is not None and step.day <= before.due
    return case._replace(replied_at=step.at, on_time=on_time)


def _ruled(case: Case, step: facts.CaseRuled) -> Case:
    """Back to the state in which the objection was made, unless the customer has reopened the
    case since."""
    ruled = case._replace(before=None, objected_by=None, ruling=step.upheld)
    if case.state != "disputed" or case.before is None:
        return ruled
    state, due = case.before
    return ruled._replace(state=state, due=None if due is None else _later(due, step.due))


def after(case: Case, step: AnyStep) -> Case | None:
    """The case after one more step that may be taken, where it is the last in the order of
    `fold`; None where it is not, because another writer claims to have seen more."""
    if any(entry.step.seen >= step.seen for entry in case.trail):
        return None
    seen = case._replace(seen=case.seen + 1, trail=(*case.trail, TrailEntry(step, False)))
    return _taken(seen, step)


def fold(
    opened: CaseOpened, steps: Iterable[tuple[AnyStep, bool]], policy: PolicyOf = default
) -> Case:
    """Folds a case from all its facts, in whatever order they arrived.

    Each step comes with whether the office's chain holds it. Steps are sorted by the number of
    facts their author had seen, then office first, then by event_id. The same fact counts once;
    other content under its event_id counts as well.
    """
    arrived = {(facts.encode(step), from_office): step for step, from_office in steps}
    ordered = sorted(
        arrived, key=lambda one: (arrived[one].seen, not one[1], arrived[one].event_id, one[0])
    )
    case, known = begin(opened), set()
    for body, from_office in ordered:
        if body not in known:
            known.add(body)
            case = take(case, arrived[body, from_office], from_office, policy)
    return case
