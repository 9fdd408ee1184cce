"""Tasks of the staff themselves, from their first fact to the end: who can take which step, and
what it needs. There is one table, `MOVES`, for all kinds of tasks.

It is not the table of cases (kiosk/rules/cases/moves.py): a case is promised to a customer, with
receipt, contact details, objection and answer by a date, and none of that may loosen because the
staff have tasks too. What both share are the deadlines.
"""

import datetime
from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from kiosk.vocabulary.facts import TaskMoved, encode

Kind = Literal["idea", "support"]
State = Literal[
    "new", "looked_at", "passed_up", "adopted", "done", "declined",
    "asked", "followed", "proposed", "closed",
]  # fmt: skip
STATES: tuple[State, ...] = ("new", "looked_at", "passed_up", "adopted", "done", "declined")
"""The states of an idea, in the order in which they are listed."""
Actor = Literal["manager", "owner", "office", "responder", "author"]
Need = Literal["text", "reason", "owner", "due"]
REASON_LEAST = 8
"""Least different characters of a reason (不轻言否决): phrases that say no and nothing else, such
as 不行, 暂不考虑 or 条件不成熟, have two to six; a sentence that names a cause has eight."""


class Move(NamedTuple):
    """A row of the table: a task of this kind, in `state`, can be taken on by `may` with this step,
    which leads to `then` ('' if it stays) and must bring what it `needs`."""

    kind: Kind
    state: State
    step: str
    may: tuple[Actor, ...]
    then: State | Literal[""] = ""
    needs: tuple[Need, ...] = ()


def _answers(state: State, who: Actor) -> tuple[Move, ...]:
    return (
        Move("idea", state, "adopted", (who,), "adopted", ("owner", "due")),
        Move("idea", state, "declined", (who,), "declined", ("reason",)),
    )


MOVES: tuple[Move, ...] = (
    Move("idea", "new", "taken", ("manager",), "looked_at"),
    *_answers("new", "manager"),
    Move("idea", "new", "passed_up", ("manager",), "passed_up", ("due",)),
    *_answers("looked_at", "manager"),
    Move("idea", "looked_at", "passed_up", ("manager",), "passed_up", ("due",)),
    *_answers("passed_up", "office"),
    Move("idea", "adopted", "done", ("owner", "manager", "office"), "done", ("text",)),
    Move("idea", "adopted", "recommended", ("office",)),
    Move("idea", "done", "recommended", ("office",)),
    Move("support", "asked", "talked", ("responder",), "followed", ("due",)),
    Move("support", "followed", "talked", ("responder",), "followed", ("due",)),
    Move("support", "followed", "proposed", ("responder",), "proposed"),
    Move("support", "proposed", "talked", ("responder",), "followed", ("due",)),
    Move("support", "proposed", "agreed", ("author",), "closed"),
    # the letter is erased at once, so that no later step of the responder can undo it
    Move("support", "followed", "agreed", ("author",), "closed"),
    Move("support", "asked", "withdrawn", ("author",), "closed"),
    Move("support", "followed", "withdrawn", ("author",), "closed"),
    Move("support", "proposed", "withdrawn", ("author",), "closed"),
)
TABLE = {(move.kind, move.state, move.step): move for move in MOVES}
FIRST: dict[Kind, State] = {"idea": "new", "support": "asked"}
ENDED: frozenset[State] = frozenset({"done", "declined", "closed"})
MUST: dict[State, Actor] = {
    "new": "manager",
    "looked_at": "manager",
    "passed_up": "office",
    "adopted": "owner",
    "asked": "responder",
    "followed": "responder",
    "proposed": "author",
}
"""Who must act next, until the task has ended."""


class Opening(Protocol):
    """The first fact of a task, of any kind."""

    @property
    def event_id(self) -> str: ...
    @property
    def branch(self) -> str: ...
    @property
    def day(self) -> datetime.date: ...
    @property
    def at(self) -> int: ...
    @property
    def due(self) -> datetime.date: ...


class Speaker(Protocol):
    """Who acts: the role, the badge or user's name, and whether the office's chain holds the
    step."""

    @property
    def role(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def office(self) -> bool: ...


class TrailEntry(NamedTuple):
    """A line of the trail: the step; `too_late` if the table refused it, since another step came
    first."""

    step: TaskMoved
    too_late: bool


class Task(NamedTuple):
    """A task, folded from its facts. `due` is the day by which the next step is taken, None once it
    has ended; `owner` who carries it out; `level` who reads a call for help; `seen` the number of
    facts folded."""

    kind: Kind
    id: str
    branch: str
    state: State
    due: datetime.date | None
    owner: str = ""
    level: str = ""
    recommended: bool = False
    seen: int = 1
    trail: tuple[TrailEntry, ...] = ()

    @property
    def must(self) -> Actor | None:
        """Who must act next."""
        return MUST.get(self.state)

    def is_late(self, today: datetime.date) -> bool:
        """Whether the next step is overdue; the due day still keeps it (民法典 art. 1259)."""
        return self.due is not None and self.due < today

    def last(self, *steps: str) -> TaskMoved | None:
        """The last of these steps that had an effect."""
        found = [one.step for one in self.trail if not one.too_late and one.step.mark in steps]
        return found[-1] if found else None


def begun(kind: Kind, opening: Opening, level: str = "") -> Task:
    """A task that was just begun."""
    return Task(kind, opening.event_id, opening.branch, FIRST[kind], opening.due, level=level)


def fold(
    kind: Kind, opening: Opening, steps: Iterable[tuple[TaskMoved, bool]], level: str = ""
) -> Task:
    """A task from all its facts, in whatever order they arrived; each step comes with whether the
    office's chain holds it. They are sorted as those of cases: by the number of facts their author
    had seen, then office first, then by id."""
    task = begun(kind, opening, level)
    known = {(encode(step), of_office): step for step, of_office in steps}
    ordered = sorted(known, key=lambda one: (known[one].seen, not one[1], known[one].event_id, one))
    done = set()
    for body, of_office in ordered:
        if body not in done:
            done.add(body)
            task = take(task, known[body, of_office], of_office)
    return task


def take(task: Task, step: TaskMoved, of_office: bool) -> Task:
    """The task after a step. A refused step stays in the trail and changes nothing else."""
    too_late = refused(task, step, of_office) != ""
    task = task._replace(seen=task.seen + 1, trail=(*task.trail, TrailEntry(step, too_late)))
    if too_late:
        return task
    move = TABLE[task.kind, task.state, step.mark]
    if step.mark == "recommended":
        return task._replace(recommended=True)
    state = move.then or task.state
    due = None if state in ENDED else step.due or task.due
    return task._replace(state=state, due=due, owner=step.owner or task.owner)


def refused(task: Task, step: TaskMoved, of_office: bool) -> str:
    """The code of the refusal, or '' if the step can be taken now."""
    move = TABLE.get((task.kind, task.state, step.mark))
    if move is None or (step.mark == "recommended" and task.recommended):
        return "task_not_now"
    if not _is_one(move, task, step.role, step.by, of_office):
        return "task_not_yours"
    return next((code for need in move.needs if (code := _lacking(need, step))), "")


def may(task: Task, who: Speaker) -> frozenset[str]:
    """The steps that `who` can take now, whatever they bring."""
    return frozenset(
        move.step
        for move in MOVES
        if (move.kind, move.state) == (task.kind, task.state)
        and _is_one(move, task, who.role, who.by, who.office)
        and not (move.step == "recommended" and task.recommended)
    )


def _is_one(move: Move, task: Task, role: str, by: str, of_office: bool) -> bool:
    """Whether this is one of those who can take a step; no other chain speaks for the office."""
    is_manager, is_office = role == "manager" and by != "", role == "office" and of_office
    return (
        ("manager" in move.may and is_manager)
        or ("office" in move.may and is_office)
        or ("owner" in move.may and role in ("clerk", "manager") and by == task.owner != "")
        or ("responder" in move.may and is_manager and task.level != "office")
        or ("responder" in move.may and is_office and task.level != "manager")
        or ("author" in move.may and role == "clerk" and by == "")
    )


def _lacking(need: Need, step: TaskMoved) -> str:
    """The refusal of a step that does not bring what it needs, or ''."""
    if need == "text":
        return "" if step.text else "text_required"
    if need == "reason":
        return "" if gives_a_reason(step.text) else "short_reason"
    if need == "owner":
        return "" if step.owner else "no_owner"
    return "" if step.due is not None and step.due >= step.day else "due_before"


def gives_a_reason(text: str) -> bool:
    """Whether a text can be a reason: signs count for nothing, and repeated characters once."""
    return len({letter for letter in text if letter.isalnum()}) >= REASON_LEAST
