"""Tables that keep one row for each event, by branch and event_id, as what the ledger gives: their
rows are put, and compared, some at a time."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kiosk.ground.db import Database
from kiosk.ground.queries import Prepared, stored
from kiosk.records.ledger.ledger import Ledger

AT_ONCE = 300
Rows = Callable[[Database, str, Sequence[str]], list[dict[str, Any]]]
"""What the rows of these events of a branch must be; none for an event that is not kept."""


def made(db: Database, wanted: Any) -> dict[str, list[str]]:
    """The event_ids of the counted facts that are wanted, by branch."""
    query = Ledger.select(Ledger.branch, Ledger.event_id).where(wanted & (Ledger.counted == 1))
    found: dict[str, list[str]] = {}
    for branch, event_id in db.rows(query.distinct().tuples()):
        found.setdefault(branch, []).append(event_id)
    return found


def put(db: Database, putting: Prepared, branch: str, event_ids: Iterable[str], rows: Rows) -> None:
    """Stores the rows of these events as they must be; `putting` stores one."""
    ids = iter(dict.fromkeys(event_ids))
    while part := list(itertools.islice(ids, AT_ONCE)):
        db.each(putting, (stored(values) for values in rows(db, branch, part)))


def differences(
    db: Database, model: Any, made: Mapping[str, Sequence[str]], rows: Rows
) -> Iterator[tuple[str, str]]:
    """(branch, what) of each row that is not as it must be; `made` are the event_ids of all that is
    kept, by branch. At most AT_ONCE rows are in memory, however many years a hall has."""
    held_in = {one.branch for one in db.rows(model.select(model.branch).distinct())}
    for branch in sorted(held_in | made.keys()):
        of_branch = model.branch == branch
        names = model.select(model.event_id).where(of_branch).tuples()
        left = {event_id for (event_id,) in db.stream(names)}
        ids = made.get(branch, [])
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            some = model.select().where(of_branch & model.event_id.in_(part))
            held = {one.event_id: one.__data__ for one in db.rows(some)}
            for values in rows(db, branch, part):
                found = held.get(values["event_id"], {})
                left.discard(values["event_id"])
                if found != values:
                    wrong = [name for name, value in values.items() if found.get(name) != value]
                    yield branch, f"{values['event_id']}: {', '.join(wrong)}"
        for event_id in sorted(left):
            yield branch, f"{event_id} has a row but no facts"
