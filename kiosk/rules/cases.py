"""A case (工单) from its opening to its end: who may do what, and who must.

A little longer than one sitting, for the table and its folding in one place.

One table, `MOVES`; the document `deploy/cases.md` is made from it. Station and
office fold the same facts, in whatever order they came, to the same state:
in it exactly one must act by exactly one date, or the case is closed.
"""

import datetime
from collections.abc import Iterable
from typing import Literal, NamedTuple

from kiosk import facts
from kiosk.facts import AnyStep, CaseOpened

State = Literal["opened", "accepted", "replied", "disputed", "closed"]
Actor = Literal["customer", "manager", "worker", "responsible", "about", "office", "machine"]
"""Who may do something: the customer with the receipt code, the manager of the
branch, the clerk who has the work, the one who is responsible, the one whom the
case is about, head office."""
Must = Literal["manager", "worker", "office", "nobody"]


class Move(NamedTuple):
    """A row of the table: in this state, what `may` be done by whom, the
    refusal for all others, and the state it leads to: '' where it stays,
    'before' where it goes back to what the objection found."""

    state: State
    step: str
    may: tuple[Actor, ...]
    refusal: str
    then: State | Literal["", "before"] = ""


_HANDLING: tuple[Actor, ...] = ("worker", "responsible", "manager", "office")
_IN_CHARGE: tuple[Actor, ...] = ("manager", "office")

MOVES: tuple[Move, ...] = (
    Move("opened", "case_accepted", _IN_CHARGE, "not_manager", "accepted"),
    Move("opened", "case_contacted", _IN_CHARGE, "not_manager"),
    Move("opened", "case_extended", _IN_CHARGE, "not_manager"),
    Move("accepted", "case_handed_over", _HANDLING, "not_worker"),
    Move("accepted", "case_contacted", _HANDLING, "not_worker"),
    Move("accepted", "case_replied", _HANDLING, "not_worker", "replied"),
    Move("accepted", "case_extended", _IN_CHARGE, "not_manager"),
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
        ("contact_erased", ("customer", "machine", "office"), "not_customer"),
        ("contact_resealed", ("office",), "not_office"),
    )
)  # fmt: skip
"""What concerns the contact details changes no state."""
_TABLE = {(move.state, move.step): move for move in (*MOVES, *ANYWHERE)}
MUST: dict[State, Must] = {
    "opened": "manager",
    "accepted": "worker",
    "replied": "manager",
    "disputed": "office",
    "closed": "nobody",
}
"""Who must act next in each state."""


class Told(NamedTuple):
    """A line of the trail: what was done; `too_late` where the table does not
    let it count, since something else came before it."""

    step: AnyStep
    too_late: bool


class Case(NamedTuple):
    """A case as all its facts say it is. `due` is the day by which whoever must
    act keeps the promise, None once it is closed; `seen` how many facts were
    folded; `replied_at` (UTC ms) and `on_time` are those of the first answer;
    `before` is the state a dispute came from, with its own `due`, as long as
    the office has not ruled, `objected_by` the day by which it must; `twins`
    are other openings under the same id, should there ever be any."""

    opened: CaseOpened
    state: State
    due: datetime.date | None
    seen: int = 1
    responsible: str = ""
    worker: str = ""
    special: bool = False
    contacted: bool = False
    contact_gone: bool = False
    sealed_for: str = ""
    extended: int = 0
    replied_at: int | None = None
    closed_on: datetime.date | None = None
    reopened: int = 0
    cause: str = ""
    level: str = ""
    before: tuple[State, datetime.date | None] | None = None
    objected_by: datetime.date | None = None
    ruling: bool | None = None
    on_time: bool | None = None
    trail: tuple[Told, ...] = ()
    twins: tuple[CaseOpened, ...] = ()

    @property
    def must(self) -> Must:
        """Who must act next; the office where it is about the manager."""
        must = MUST[self.state]
        return "office" if must == "manager" and self.opened.about_manager else must

    @property
    def must_badge(self) -> str:
        """Which clerk, where it is the one who has the work."""
        return self.worker if self.must == "worker" else ""

    @property
    def must_by(self) -> datetime.date | None:
        """The one date: until the customer was called, that of the call, as
        long as there is a number to call."""
        call = self.opened.contact_due
        if call is None or self.contacted or self.contact_gone or self.due is None:
            return self.due
        return min(call, self.due)


def begin(opened: CaseOpened) -> Case:
    """A case just opened. Whoever took it in at the counter is responsible."""
    due = opened.due or opened.day
    case = Case(opened, "opened", due)
    if opened.by:
        return case._replace(state="accepted", responsible=opened.by, worker=opened.by)
    return case


def refused(case: Case, step: AnyStep, from_office: bool) -> str:
    """The code of the refusal, or '' where the step may be taken now.

    `from_office` says whether the office's own chain holds it: nobody else
    speaks for the office.
    """
    kind = str(step.__struct_config__.tag)
    move = _TABLE.get((case.state, kind))
    if move is None and kind == "case_ruled" and case.before is not None:
        move = _TABLE["disputed", kind]  # the customer reopened it meanwhile
    if move is None:
        return "case_not_now"
    if not any(_is(actor, case, step, from_office) for actor in move.may):
        return move.refusal
    if _judges_oneself(case, step):
        return "conflict_of_interest"
    return _senseless(case, step)


def _is(actor: Actor, case: Case, step: AnyStep, from_office: bool) -> bool:
    if actor == "office":
        return step.role == "office" and from_office
    if actor in ("customer", "manager", "machine"):
        return step.role == actor
    whom = {"worker": case.worker, "responsible": case.responsible, "about": case.opened.clerk}
    return step.role in ("clerk", "manager") and step.by != "" and step.by == whom[actor]


def _judges_oneself(case: Case, step: AnyStep) -> bool:
    """Whom a complaint is about has no part in it but to object."""
    about = case.opened.clerk
    if case.opened.mark != "complaint" or about == "":
        return False
    named = getattr(step, "responsible", "") or getattr(step, "to", "")
    own = step.by == about and step.role != "office"  # a hall alone has nobody else
    return named == about or (own and not isinstance(step, facts.CaseDisputed))


def _senseless(case: Case, step: AnyStep) -> str:
    match step:
        case facts.CaseExtended():
            if case.due is not None and step.day > case.due:
                return "extend_late"
            return "" if case.due is None or step.due > case.due else "extend_back"
        case facts.CaseClosed() if case.opened.mark == "complaint" and step.cause == "none":
            return "no_cause"
        case facts.CaseClosed() if (step.cause == "none") != (step.level == "none"):
            return "no_level"
        case facts.CaseDisputed() if case.before is not None or case.ruling is not None:
            return "disputed_already"
        case facts.ContactErased() | facts.ContactOpened() | facts.ContactResealed():
            return "" if case.opened.contact and not case.contact_gone else "no_contact"
    return ""


def take(case: Case, step: AnyStep, from_office: bool) -> Case:
    """The case after a step; one that is refused stays in the trail, and
    changes nothing else."""
    too_late = refused(case, step, from_office) != ""
    told = case._replace(seen=case.seen + 1, trail=(*case.trail, Told(step, too_late)))
    return told if too_late else _taken(told, step)


def _taken(case: Case, step: AnyStep) -> Case:
    move = _TABLE.get((case.state, str(step.__struct_config__.tag)))
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
        case facts.CaseClosed():
            return case._replace(
                state=state, due=None, closed_on=step.day, cause=step.cause, level=step.level
            )
        case facts.CaseReopened():
            return case._replace(
                state=state, due=step.due, closed_on=None, cause="", level="", ruling=None,
                reopened=case.reopened + 1,
            )  # fmt: skip
        case facts.CaseDisputed():
            return case._replace(
                state=state, due=step.due, before=(case.state, case.due), objected_by=step.due
            )
        case facts.CaseRuled():
            return _ruled(case, step)
        case facts.ContactErased():
            return case._replace(contact_gone=True)
        case facts.ContactResealed():
            return case._replace(sealed_for=step.sealed_for)
    return case


def _later(one: datetime.date | None, other: datetime.date | None) -> datetime.date | None:
    days = [day for day in (one, other) if day is not None]
    return max(days, default=None)


def _replied(case: Case, before: Case, step: facts.CaseReplied) -> Case:
    """The first answer is what was promised by a date; a further one puts
    nothing off."""
    if before.state != "replied":
        case = case._replace(due=step.due)
    if before.replied_at is not None:
        return case
    on_time = before.due is not None and step.day <= before.due
    return case._replace(replied_at=step.at, on_time=on_time)


def _ruled(case: Case, step: facts.CaseRuled) -> Case:
    """Back to where the objection found the case, unless the customer has
    reopened it since."""
    ruled = case._replace(before=None, objected_by=None, ruling=step.upheld)
    if case.state != "disputed" or case.before is None:
        return ruled
    state, due = case.before
    return ruled._replace(state=state, due=None if due is None else _later(due, step.due))


def fold(opened: CaseOpened, steps: Iterable[tuple[AnyStep, bool]]) -> Case:
    """A case from all its facts, in whatever order they came.

    Each with whether the office's chain holds it. Their order is that of how
    much their writers had seen, the office first, then the event_id. The same
    fact counts once; another one under its event_id is not hidden by it.
    """
    told = {(facts.encode(step), from_office): step for step, from_office in steps}
    ordered = sorted(told, key=lambda one: (told[one].seen, not one[1], told[one].event_id, one[0]))
    case, known = begin(opened), {facts.encode(opened)}
    for body, from_office in ordered:
        if body not in known:
            known.add(body)
            case = take(case, told[body, from_office], from_office)
    return case
