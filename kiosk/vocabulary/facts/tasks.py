"""Tasks of the staff themselves: ideas (合理化建议, P44) and help for staff (快乐驿站, P08)."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Number, Role

TaskMove = Literal[
    "taken",
    "adopted",
    "passed_up",
    "declined",
    "done",
    "recommended",
    "talked",
    "proposed",
    "agreed",
    "withdrawn",
]


class IdeaWritten(Fact, frozen=True, tag="idea"):
    """A clerk wrote down an idea. `item` is the code of the service item that it is about, '' for
    none; `due` the day by which it is answered first, `policy` the version of the deadline (0: the
    default)."""

    clerk: str
    title: str
    text: str
    due: datetime.date
    policy: Number
    item: str = ""


Level = Literal["manager", "office", "both"]
LEVELS_OF_PRIVACY: tuple[Level, ...] = ("manager", "office", "both")
"""Who reads a call for help: the manager of the hall, head office's helper, or both."""
WORRIES = ("work", "health", "family", "other")
"""What staff ask help for."""


class SupportAsked(Fact, frozen=True, tag="support"):
    """A member of staff asked for help. The fact names no one: `subject` is an HMAC of the badge by
    the branch's receipt key, `words` the salted digest of what was written, which is sealed beside
    the ledger for those of `mark` alone; `due` the day of the first talk, `policy` the version of
    the deadline (0: the default)."""

    subject: str
    mark: Level
    words: str
    due: datetime.date
    policy: Number


class TaskMoved(Fact, frozen=True, tag="task_moved"):
    """A step in a task, whose id is `subject`; kiosk/rules/tasks/moves.py says who can take it and
    when, and what it needs. `seen` is the number of facts of the task that its author had seen;
    `owner` who carries it out: a badge, or at head office a department; `due` the day by which the
    next step is taken. Steps of the author of a call for help have no `by`."""

    subject: str
    mark: TaskMove
    seen: Number
    role: Role
    by: str
    text: str = ""
    owner: str = ""
    due: datetime.date | None = None
    policy: Number = 0


class IdeaShared(Fact, frozen=True, tag="idea_shared"):
    """Head office recommends an idea of the branch `of` to this hall. `subject` is the idea's id,
    `hall` the name of the hall that it comes from, `done` what was done there, '' if that is still
    to come."""

    subject: str
    of: str
    hall: str
    title: str
    text: str
    done: str
    by: str
