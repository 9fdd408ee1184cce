"""One row for each action agreed at a meeting (P29).

The rows are a cache of the ledger, refreshed in the transaction that stored a fact of it; a test
compares them with the facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import putting
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.ledger import across, event_rows, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.rules.recognition import actions as rule
from kiosk.rules.recognition.actions import Action
from kiosk.vocabulary import facts

_STEPS = ("action_moved", "action_done")
Step = TypeVar("Step", facts.ActionMoved, facts.ActionDone)


class ActionNow(Distributed):
    """An action's row: the kind of meeting at which it was agreed and the day on which that was
    due, `day` and `at` (UTC ms) of the agreement; `owner` is a badge, `moved` how often it was
    moved, `done_on` null until it is done."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    meeting = peewee.TextField()
    due_on = DayField()
    day = DayField()
    at = peewee.BigIntegerField()
    text = peewee.TextField()
    owner = peewee.TextField()
    due = DayField()
    moved = peewee.IntegerField()
    done_on = DayField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")
        indexes = ((("branch", "done_on", "due"), False), (("branch", "owner", "due"), False))


_PUT = putting(ActionNow)


def actions(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, Action]:
    """These actions of a branch, folded, without those whose agreement is not here (yet)."""
    made = [row for row in ledger.find(db, branch, event_ids) if row.counted]
    of_steps = Ledger.subject.in_(list(event_ids)) & Ledger.kind.in_(_STEPS)
    rows = across.rows(db, of_steps, [branch])
    moved = _by_subject(across.once(rows, facts.ActionMoved))
    done = _by_subject(across.once(rows, facts.ActionDone))
    return {
        one.event_id: rule.fold(one, moved.get(one.event_id, ()), done.get(one.event_id, ()))
        for one in across.once(made, facts.ActionAgreed)
    }


def _by_subject(some: Iterable[Step]) -> Mapping[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for one in some:
        found.setdefault(one.subject, []).append(one)
    return found


def refresh(db: Database, branch: str, event_ids: Iterable[str]) -> None:
    """Rebuilds these rows, inside the transaction that stored their facts."""
    event_rows.put(db, _PUT, branch, event_ids, rows)


def rows(db: Database, branch: str, event_ids: Sequence[str]) -> list[dict[str, Any]]:
    """These actions as their rows."""
    folded = actions(db, branch, event_ids)
    return [_values(folded[one]) for one in event_ids if one in folded]


def _values(action: Action) -> dict[str, Any]:
    agreed, done = action.agreed, action.done
    return {
        "branch": agreed.branch, "event_id": agreed.event_id, "meeting": agreed.mark,
        "due_on": agreed.due_on, "day": agreed.day, "at": agreed.at, "text": agreed.text,
        "owner": action.owner, "due": action.due, "moved": len(action.moved),
        "done_on": done.day if done else None,
    }  # fmt: skip


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Refreshes the rows that these facts concern."""
    found = [one.columns for one in counted]
    ids = {one.event_id for one in found if one.kind == "action_agreed"}
    ids |= {one.subject for one in found if one.kind in _STEPS}
    refresh(db, branch, sorted(ids))


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone; inside `db.writing()`."""
    db.run(ActionNow.delete())
    for branch, event_ids in _made(db).items():
        refresh(db, branch, event_ids)


def _made(db: Database) -> dict[str, list[str]]:
    return event_rows.made(db, Ledger.kind == "action_agreed")


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not what its facts give."""
    for branch, wrong in event_rows.differences(db, ActionNow, _made(db), rows):
        yield branch, f"action {wrong}"
