"""The day that a fact counts for: the one it claims, unless the office corrected it.

The office judges what arrives (kiosk/rules/ledger/arrival.py) and writes its corrections as facts,
so that every machine of the branch counts alike.
"""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Distributed
from kiosk.records.cases import contact_store
from kiosk.records.cases import state as cases
from kiosk.records.feedback import state as feedback
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.hall import served_state as served
from kiosk.records.hall import state as help
from kiosk.records.hall import ticket_feeds as feeds
from kiosk.records.hall.pauses import state as pauses
from kiosk.records.ledger import ledger, tallies, times
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.oversight import state as flags
from kiosk.records.people import authors
from kiosk.records.publishing import branches
from kiosk.records.recognition.agenda import state as actions
from kiosk.rules.ledger import undo
from kiosk.rules.ledger.arrival import Arrival, judge_day
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment

EVENTS_A_FACT = 100
LONGEST_ID = 128
ALARMS = ("future_day", "old_day")
DATED = (feedback, colleague_cards, help, served, feeds, pauses, actions, cases, contact_store,
         flags)  # fmt: skip
"""The projections with rows that go by the day a fact counts for, besides the tallies; in the order
of `projections.PROJECTIONS`."""


class Correction(Distributed):
    """The newest correction of one fact; `epoch` and `seq` are its place in the office's chain."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    day = DayField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")


class JudgedInDoubt(Distributed):
    """A fact whose day was corrected while the office's own clock was in doubt. `at` is when it
    arrived, by that clock (UTC ms), `boot` and `mono` (ms) the other clock's word for it, `age`
    (ms) how long before that it was written, if that is known."""

    branch = peewee.TextField()
    event_id = peewee.TextField()
    at = peewee.BigIntegerField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()
    age = peewee.BigIntegerField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("branch", "event_id")


ANY_CORRECTION = Prepared(
    Correction.select(Correction.event_id).where(Correction.branch == slot("branch")).limit(1)
)


def dated(columns: facts.Columns | Ledger) -> str:
    """The event_id that a fact takes its day from: a void counts for the day of its fact."""
    return str(columns.subject if columns.kind == "voided" else columns.event_id)


def corrections(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, datetime.date]:
    """The corrected days of those facts that have one."""
    if not db.tuples(ANY_CORRECTION, branch=branch):
        return {}
    wanted = (Correction.branch == branch) & Correction.event_id.in_(event_ids)
    return {row.event_id: row.day for row in db.rows(Correction.select().where(wanted))}


def correct(db: Database, author: Author, days: Mapping[str, datetime.date]) -> None:
    """Writes the office's corrections: the day that each fact counts for, by event_id. Inside
    `db.writing()`."""
    by_day: dict[datetime.date, list[str]] = {}
    for event_id, day in days.items():
        if len(event_id) <= LONGEST_ID:
            by_day.setdefault(day, []).append(event_id)
    for day, events in sorted(by_day.items()):
        for start in range(0, len(events), EVENTS_A_FACT):
            part = tuple(events[start : start + EVENTS_A_FACT])
            written = f"days {author.at} {day} {' '.join(part)}".encode()
            with writing(db, author, hashlib.sha256(written).hexdigest()[:32]) as entry:
                if not entry.known:
                    entry.write(facts.DaysCorrected, counted_for=day, events=part)
    _apply(db, author.branch, _written(db, author.branch))


def _written(db: Database, branch: str) -> dict[str, Correction]:
    """The newest correction of each fact of a branch."""
    wanted = (Ledger.branch == branch) & (Ledger.kind == "days_corrected") & (Ledger.counted == 1)
    newest: dict[str, Correction] = {}
    for row in sorted(db.rows(Ledger.select().where(wanted)), key=lambda row: (row.epoch, row.seq)):
        fact = ledger.read(row)
        if isinstance(fact, facts.DaysCorrected) and ledger.is_office(row.station):
            for event_id in fact.events:
                newest[event_id] = Correction(
                    branch=branch, event_id=event_id, day=fact.counted_for, epoch=row.epoch,
                    seq=row.seq,
                )  # fmt: skip
    return newest


def _apply(db: Database, branch: str, found: Mapping[str, Correction]) -> None:
    """Stores corrections and moves the facts that are here, and the rows they concern."""
    held = corrections(db, branch, list(found))
    moved = [event_id for event_id, one in found.items() if held.get(event_id) != one.day]
    days = {row.counted_day for row in ledger.find(db, branch, moved)}
    for event_id in moved:
        one = found[event_id]
        db.run(
            Correction.insert(one.__data__).on_conflict(
                conflict_target=[Correction.branch, Correction.event_id],
                preserve=[Correction.day, Correction.epoch, Correction.seq],
            )
        )
        both = Ledger.event_id.in_([event_id, undo.void_id(event_id)])
        db.run(Ledger.update(counted_day=one.day).where((Ledger.branch == branch) & both))
    there = [(bytes(row.body), row.counted_day) for row in ledger.find(db, branch, moved)]
    again = [Counted(facts.columns(body), body, day) for body, day in there]
    for rows in DATED:
        rows.follow(db, branch, again)
    days |= {found[event_id].day for event_id in moved}
    tallies.recount(db, branch, branches.zone_here(db, branch), days)


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Applies corrections that arrived; inside `db.writing()`."""
    if any(one.columns.kind == "days_corrected" for one in counted):
        _apply(db, branch, _written(db, branch))


def rebuild(db: Database) -> None:
    """Applies all corrections again; inside `db.writing()`."""
    db.run(Correction.delete())
    wanted = Ledger.select(Ledger.branch).where(Ledger.kind == "days_corrected").distinct()
    for (branch,) in db.rows(wanted.tuples()):
        _apply(db, branch, _written(db, branch))


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of each correction that is not as the office wrote it, and of each counted
    fact that counts for another day than it should."""
    stored = {(row.branch, row.event_id): row.day for row in db.rows(Correction.select())}
    wanted = Ledger.select(Ledger.branch).where(Ledger.kind == "days_corrected").distinct()
    written = {
        (branch, event_id): one.day
        for (branch,) in db.rows(wanted.tuples())
        for event_id, one in _written(db, branch).items()
    }
    for (branch, event_id), day in sorted(set(stored.items()) ^ set(written.items())):
        yield branch, f"day of {event_id}: {day}"
    moved = Ledger.select().where((Ledger.counted_day != Ledger.day) & (Ledger.counted == 1))
    for row in db.stream(moved):
        if written.get((row.branch, dated(row))) != row.counted_day:
            yield row.branch, f"day of {row.event_id}: counts for {row.counted_day}"
    for (branch, event_id), day in written.items():
        for row in ledger.find(db, branch, [event_id]):
            if row.counted and row.counted_day != day:
                yield branch, f"day of {event_id}: counts for {row.counted_day}"


def note_doubt(db: Database, author: Author, event_id: str, age: int | None) -> None:
    """Stores that a fact's day was corrected while the office's clock was in doubt."""
    now = author.now
    db.run(
        JudgedInDoubt.insert(
            branch=author.branch, event_id=event_id, at=author.at, boot=now.boot, mono=now.mono,
            age=age,
        ).on_conflict(
            action="nothing", conflict_target=[JudgedInDoubt.branch, JudgedInDoubt.event_id]
        )
    )  # fmt: skip


def judge_again(db: Database, now: Moment) -> int:
    """The office judges again what it judged while its clock was in doubt, and what a former
    program kept uncounted for its day, once it is sure of the time; returns how many days
    changed."""
    time = times.believed(db, now)
    if not time.sure:
        return 0
    with db.writing():
        found: dict[str, dict[str, datetime.date]] = {}
        for row in db.rows(JudgedInDoubt.select()):
            same_boot = row.boot == now.boot
            at = time.utc - (now.mono - row.mono) if same_boot else row.at
            true = None if row.age is None else at - row.age
            _judge(db, found, row.branch, row.event_id, at, true)
        db.run(JudgedInDoubt.delete())
        for branch, event_id, at in _never_judged(db):
            _judge(db, found, branch, event_id, at, None)
        for branch, judged in found.items():
            correct(db, authors.at_office(db, branch, "", now), judged)
    return sum(map(len, found.values()))


def _judge(db: Database, found: dict[str, dict[str, datetime.date]], branch: str, event_id: str,
           at: int, true: int | None) -> None:  # fmt: skip
    arrival = Arrival(at, branches.zone(db, branch))
    for row in ledger.find(db, branch, [event_id])[:1]:
        day = judge_day(facts.columns(bytes(row.body)), true, arrival, None).day
        if day != row.counted_day:
            found.setdefault(branch, {})[event_id] = day


def _never_judged(db: Database) -> list[tuple[str, str, int]]:
    """(branch, event_id, UTC ms of arrival) of facts with an alarm for their day and no
    correction."""
    known = Correction.select(Correction.event_id).where(Correction.branch == Alarm.branch)
    wanted = Alarm.code.in_(ALARMS) & Alarm.detail.not_in(known)
    query = Alarm.select(Alarm.branch, Alarm.detail, Alarm.at).where(wanted)
    return [tuple(row) for row in db.rows(query.tuples())]
