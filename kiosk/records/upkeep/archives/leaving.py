"""Which archived facts need no row any more: whole stories of customers that are over.

A story is a card, a rating, a served customer or a call for help, with all that was added to it:
words, its withdrawal, what staff did about it. It leaves when all of it is archived. What waits for
a person, is in a flag, was objected to, is named by any other fact, or raised an alarm stays. So
does every other kind of fact, cases above all: there are few of them, and pages read them for
good.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kiosk.ground.db import Database
from kiosk.records.exchange.days import JudgedInDoubt
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.hall.state import HelpNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.oversight.state import FlaggedFact
from kiosk.rules.ledger.counting import HOLDING

BEGINS = ("card", "rating", "served", "help")
FOLLOWS = ("remark", "voided", "feedback_handled", "help_taken", "help_came")
PROJECTED: tuple[Any, ...] = (FeedbackNow, HelpNow, ServedNow)
"""Rows by event_id that leave with a story."""
_AT_ONCE = 500
Upto = Mapping[tuple[str, int], int]
"""Up to which entry each chain of the branch is archived, by station and epoch."""


def leaving(db: Database, branch: str, some: Iterable[Ledger], upto: Upto) -> list[Ledger]:
    """All rows of those stories that these rows belong to and that can leave."""
    begun = {one.event_id for one in some if one.kind in BEGINS}
    begun |= {one.subject for one in some if one.kind in FOLLOWS}
    stories = _stories(db, branch, sorted(begun))
    over = {name: rows for name, rows in stories.items() if _is_over(name, rows, upto)}
    named = {row.event_id: name for name, rows in over.items() for row in rows}
    for name in _still_open(db, branch, list(named), list(over)):
        over.pop(named[name], None)
    held = _held(db, branch)
    return [
        row
        for rows in over.values()
        if not any((one.station, one.epoch, one.seq) in held for one in rows)
        for row in rows
    ]


def _stories(db: Database, branch: str, begun: Sequence[str]) -> dict[str, list[Ledger]]:
    found: dict[str, list[Ledger]] = {name: [] for name in begun}
    for row in ledger.find(db, branch, begun):
        found[row.event_id].append(row)
    for row in _about(db, branch, begun):
        if row.kind != "served":  # its subject is a ticket
            found[row.subject].append(row)
    return found


def _about(db: Database, branch: str, names: Sequence[str]) -> list[Ledger]:
    rows: list[Ledger] = []
    for start in range(0, len(names), _AT_ONCE):
        wanted = Ledger.subject.in_(names[start : start + _AT_ONCE])
        rows += db.rows(Ledger.select().where((Ledger.branch == branch) & wanted))
    return rows


def _is_over(name: str, rows: Sequence[Ledger], upto: Upto) -> bool:
    """Whether a story has its beginning, nothing but what can leave, each fact counted once, and
    all of it archived."""
    counted: dict[str, int] = {}
    for row in rows:
        if row.kind not in (BEGINS if row.event_id == name else FOLLOWS):
            return False
        if row.kind == "card" and row.giver != "customer":
            return False
        if row.seq > upto.get((row.station, row.epoch), 0):
            return False
        counted[row.event_id] = counted.get(row.event_id, 0) + row.counted
    return name in counted and set(counted.values()) == {1}


def _still_open(
    db: Database, branch: str, names: Sequence[str], begun: Sequence[str]
) -> Iterable[str]:
    """Which of these facts wait for a person, are in a flag, are named by a fact outside their
    story, or have a day that is to be judged again."""
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        waiting = (FeedbackNow.branch == branch) & (FeedbackNow.waits == 1)
        for model, wanted in (
            (FeedbackNow, waiting),
            (FlaggedFact, FlaggedFact.branch == branch),
            (JudgedInDoubt, JudgedInDoubt.branch == branch),
        ):
            query = model.select(model.event_id).where(wanted & model.event_id.in_(some))
            yield from (one for (one,) in db.rows(query.tuples()))
    begins = set(begun)
    followers = [name for name in names if name not in begins]
    yield from (row.subject for row in _about(db, branch, followers) if row.kind != "served")


def _held(db: Database, branch: str) -> set[tuple[str, int, int]]:
    """The entries about which an alarm is open, or that are kept uncounted."""
    wanted = Alarm.settled_at.is_null() | Alarm.code.in_(HOLDING)
    query = Alarm.select(Alarm.station, Alarm.epoch, Alarm.seq)
    return {tuple(row) for row in db.rows(query.where((Alarm.branch == branch) & wanted).tuples())}


def delete(db: Database, branch: str, rows: Sequence[Ledger]) -> None:
    """Deletes rows, and those of lists that show them; inside the transaction that moves them."""
    places: dict[tuple[str, int], list[int]] = {}
    for row in rows:
        places.setdefault((row.station, row.epoch), []).append(row.seq)
    for (station, epoch), seqs in places.items():
        of = (Ledger.branch == branch) & (Ledger.station == station) & (Ledger.epoch == epoch)
        for start in range(0, len(seqs), _AT_ONCE):
            db.run(Ledger.delete().where(of & Ledger.seq.in_(seqs[start : start + _AT_ONCE])))
    names = sorted({row.event_id for row in rows if row.kind in BEGINS})
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        for model in PROJECTED:
            db.run(model.delete().where((model.branch == branch) & model.event_id.in_(some)))
