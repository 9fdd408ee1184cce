"""Ideas of the staff (合理化建议, P44): written at the desk, answered by the manager or passed up
to head office, and those that head office recommends shown to every hall.

They are read from the ledger by branch and kind: a hall writes few of them.
"""

import datetime
import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.cases import deadlines
from kiosk.records.ledger import across, identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls
from kiosk.rules.feedback import words
from kiosk.rules.tasks import moves as rule
from kiosk.rules.tasks.moves import Task
from kiosk.vocabulary.facts import IdeaShared, IdeaWritten, TaskMoved
from kiosk.vocabulary.refusals import Refusal

TITLE_LIMIT = 40
TEXT_LIMIT = 1_000
OWNER_LIMIT = 40
DEADLINE = "idea"
"""The class of deadlines for the first answer, and for head office's once an idea is passed up."""


class Idea(NamedTuple):
    """An idea as it was written, and what became of it."""

    written: IdeaWritten
    task: Task


class New(NamedTuple):
    """What the form says: a title, the words, and the code of a service item, '' for none."""

    title: str
    text: str
    item: str


class Step(NamedTuple):
    """What a form says of a step: words, who carries it out, and by when."""

    mark: str
    text: str = ""
    owner: str = ""
    due: datetime.date | None = None


def write(db: Database, author: Author, key: str, new: New) -> None:
    """A clerk or the manager writes down an idea.

    Raises Refusal `missing_key`, `text_required`, `long_comment`, `odd_comment` or
    `unknown_service`.
    """
    title = _needed(new.title, TITLE_LIMIT, "title")
    text = _needed(new.text, TEXT_LIMIT, "text")
    if new.item and new.item not in in_halls.contents(db, "service", author.day):
        raise Refusal("unknown_service", new.item[:40], field="item")
    promise = deadlines.promise(db, DEADLINE, author.day)
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(
                IdeaWritten,
                clerk=author.by,
                title=title,
                text=text,
                item=new.item,
                due=promise.due,
                policy=promise.policy,
            )


def _needed(text: str, limit: int, field: str) -> str:
    """A text of the form; the refusal names its field, of which there are several."""
    try:
        return words.needed(text, limit, field)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.detail, field=field) from None


def move(db: Database, author: Author, key: str, idea_id: str, said: Step) -> None:
    """The manager, the owner or head office takes an idea a step on.

    Raises Refusal `missing_key`, `unknown_task`, `task_not_now`, `task_not_yours`, `short_reason`,
    `text_required`, `long_comment`, `odd_comment`, `no_owner`, `due_before`, `no_office`,
    `unknown_clerk` or `retired_clerk`.
    """
    if said.mark == "passed_up" and not author.office and not identity.me(db).has_office:
        raise Refusal("no_office")
    if said.owner and author.role == "manager":
        clerks.on_roster(db, author.branch, said.owner, author.day)
    text, owner = words.tidy(said.text, TEXT_LIMIT), words.tidy(said.owner, OWNER_LIMIT)
    due, policy = said.due, 0
    if said.mark == "passed_up":
        due, _sure, policy = deadlines.promise(db, DEADLINE, author.day)
    with writing(db, author, key) as entry:
        if entry.known:
            return
        task = find(db, author.branch, idea_id).task
        step = entry.stamped(
            TaskMoved,
            subject=idea_id,
            mark=said.mark,
            seen=task.seen,
            role=author.role,
            by=author.by,
            text=text,
            owner=owner,
            due=due,
            policy=policy,
        )
        if code := rule.refused(task, step, author.office):
            raise Refusal(code)
        entry.append(step)


def recommend(
    db: Database, author_of: Callable[[str], Author], key: str, idea: Idea, hall: str
) -> None:
    """Head office recommends an idea to every hall; `author_of` gives its author for a branch,
    `hall` is the name of the hall that the idea comes from. One fact for each hall, all in one
    transaction.

    Raises Refusal `missing_key`, `task_not_now` or `task_not_yours`.
    """
    written, task = idea
    done = task.last("done")
    with db.writing():
        move(db, author_of(written.branch), key, task.id, Step("recommended"))
        for branch in sorted(branches.Names(db, author_of(written.branch).day)):
            if branch == written.branch:
                continue
            author, event_id = author_of(branch), _shared_id(task.id, branch)
            with writing(db, author, key, event_id) as entry:
                if not entry.known:
                    entry.write(
                        IdeaShared,
                        subject=task.id,
                        of=written.branch,
                        hall=hall,
                        title=written.title,
                        text=written.text,
                        done=done.text if done else "",
                        by=author.by,
                    )


def _shared_id(idea_id: str, branch: str) -> str:
    return hashlib.sha256(f"idea {idea_id} {branch}".encode()).hexdigest()[:32]


# Reading --------------------------------------------------------------------------------


def find(db: Database, branch: str, idea_id: str) -> Idea:
    """An idea of a branch. Raises Refusal `unknown_task`."""
    found = _ideas(db, [branch], Ledger.event_id == idea_id, Ledger.subject == idea_id)
    if not found:
        raise Refusal("unknown_task")
    return found[0]


def listed(db: Database, of: Sequence[str] | None = None) -> list[Idea]:
    """The ideas of these branches, None for all: those that wait for an answer first, by their due
    day, then the newest."""
    return sorted(_ideas(db, of), key=_order)


def _order(idea: Idea) -> tuple[bool, int, int, str]:
    answered = idea.task.state not in ("new", "looked_at", "passed_up")
    due = idea.task.due.toordinal() if idea.task.due and not answered else 0
    return answered, due, -idea.written.at, idea.task.id


def _ideas(
    db: Database, halls: Sequence[str] | None, which: object = None, of: object = None
) -> list[Idea]:
    written = across.read(db, IdeaWritten, halls, which)
    steps: dict[tuple[str, str], list[tuple[TaskMoved, bool]]] = {}
    for row in across.rows(db, _moved(of), halls) if written else []:
        step = ledger.read(row)
        if isinstance(step, TaskMoved):
            taken = step, ledger.is_office(row.station)
            steps.setdefault((row.branch, step.subject), []).append(taken)
    return [
        Idea(one, rule.fold("idea", one, steps.get((one.branch, one.event_id), ())))
        for one in written
    ]


def _moved(of: object) -> object:
    moved = Ledger.kind == "task_moved"
    return moved if of is None else moved & of


def waiting(db: Database, today: datetime.date, branch: str) -> tuple[int, int]:
    """How many ideas of a branch wait for the manager's answer, and how many are overdue."""
    for_manager = [one.task for one in listed(db, [branch]) if one.task.must == "manager"]
    return len(for_manager), sum(task.is_late(today) for task in for_manager)


def shared(db: Database, branch: str) -> list[IdeaShared]:
    """What head office recommends to a hall, the newest first."""
    found = across.read(db, IdeaShared, [branch])
    of_office = {
        row.event_id
        for row in across.rows(db, Ledger.kind == "idea_shared", [branch])
        if ledger.is_office(row.station)
    }
    newest = sorted(found, key=lambda one: (one.at, one.event_id), reverse=True)
    return [one for one in newest if one.event_id in of_office]
