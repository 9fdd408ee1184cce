"""Entries that arrive from elsewhere: kept byte for byte, counted exactly once."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.exchange import days, noticed, projections, readable
from kiosk.records.ledger import alarms, identity, ledger, tallies
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import OFFICE, Chain, ChainId
from kiosk.records.ledger.regions import sums
from kiosk.records.oversight import state as flags
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.records.stations import last_calls
from kiosk.records.stations.enrolment import Station
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.arrival import Arrival, judge_day, true_utc
from kiosk.rules.ledger.counting import Counted, Known, Verdict, clock_of, judge
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch, Push


class Call(NamedTuple):
    """A station's message with a batch of its own chain."""

    station: Station
    push: Push


class Office(NamedTuple):
    """What head office judges arriving facts by: when and how they arrived, whether its own clock
    is `sure`, the moment, whether the station is `revoked`, and the `call` that brought them, whose
    report is stored in the same transaction."""

    arrival: Arrival
    sure: bool
    now: Moment
    revoked: bool = False
    call: Call | None = None


def receive(db: Database, branch: str, batch: Batch, at: int, office: Office | None = None) -> int:
    """Stores a batch of another machine's entries, byte for byte; returns the number for the
    station's next message, 0 if it did not call.

    `at` is the receiver's UTC ms; `office` is given where head office receives a station's facts.
    A batch beyond the high water is ignored (the sender sees the marks); entries held already are
    compared, not stored again. Raises Refusal `broken_chain` or `mark_mismatch`, each with an
    alarm; nothing of such a batch is stored.
    """
    of = ChainId(branch, batch.station, batch.epoch)
    hashes = rule.links(batch.prev, batch.first, batch.entries)
    if (hashes[-1] if hashes else batch.prev) != batch.head:
        last = batch.first + len(batch.entries) - 1
        alarms.alarm(db, of, batch.first, "broken_chain", f"{batch.first}-{last}", at)
        raise Refusal("broken_chain", f"{batch.first}-{last}")
    wrong, number = None, 0
    with db.writing_in(branch):
        _ask_ahead(db, of)
        head = _head(db, of, batch.common)
        if follows := batch.first <= head.seq + 1:
            wrong = _disagreement(db, of, head, batch, hashes)
        if wrong is None and office is not None and office.call is not None:
            number = last_calls.note_call(db, *office.call, at)
        if follows and wrong is None:
            _store(db, of, head, batch, hashes, at, office)
    if wrong is not None:  # an alarm within would be gone with the transaction
        alarms.alarm(db, of, wrong, "mark_mismatch", f"from {batch.first}", at)
        raise Refusal("mark_mismatch", str(wrong))
    return number


def _ask_ahead(db: Database, of: ChainId) -> None:
    """What every batch with feedback asks about its branch."""
    of_branch = (days.ANY_CORRECTION, flags.ANY_FLAG, tallies.ZONE, sums.PLACE)
    db.ask_ahead(
        *((one, {"branch": of.branch}) for one in of_branch),
        (last_calls.ONE, {"branch": of.branch, "station": of.station}),
        (documents.OF_KEY, {"kind": "branch", "key": of.branch}),
        (arrived.NEWEST, {}),
    )


def _store(
    db: Database,
    of: ChainId,
    head: Chain,
    batch: Batch,
    hashes: Sequence[bytes],
    at: int,
    office: Office | None,
) -> None:
    """Stores what is new in a batch that continues a chain, with all that follows from it. The sums
    come last, since other branches may wait for them."""
    skip = head.seq + 1 - batch.first
    hold = office is not None and office.revoked
    taken = _take(db, of, head, batch.entries[skip:], hashes[skip:], at, hold)
    if office is not None:
        _judge_days(db, of, taken, office)
    projections.follow(db, of.branch, [entry.counted for entry in taken])
    noticed.raise_alarms(db, of, (entry.counted.columns for entry in taken), at)


def _head(db: Database, of: ChainId, common: bytes) -> Chain:
    """The head of a chain as it is here. One without entries that another machine goes on with is
    as good as none: a copy of that machine began it after another past."""
    head = ledger.chain(db, of, common)
    if head.seq or bytes(head.common) == common or _is_continued_here(db, of):
        return head
    ledger.forget_head(db, of)
    return ledger.chain(db, of, common)


def _is_continued_here(db: Database, of: ChainId) -> bool:
    if not identity.settled(db):
        return of.station == OFFICE
    me = identity.me(db)
    return of in (me.chain, me.own_office)


def _disagreement(
    db: Database, of: ChainId, head: Chain, batch: Batch, hashes: list[bytes]
) -> int | None:
    """The seq at which sender and receiver hold different heads, or None."""
    first_epoch_has_a_past = of.epoch == 1 and batch.common != rule.NO_HEAD
    if first_epoch_has_a_past or batch.common != bytes(head.common):
        return 0
    # a chain that is new here gets its genesis from the batch alone
    follows = batch.first == head.seq + 1
    before = bytes(head.head) if follows else ledger.hash_at(db, of, batch.first - 1)
    if before != batch.prev:
        return batch.first - 1
    overlap = min(head.seq, batch.first + len(hashes) - 1)
    if overlap >= batch.first and ledger.hash_at(db, of, overlap) != hashes[overlap - batch.first]:
        return overlap
    return None


class Taken(NamedTuple):
    """A new entry that counts."""

    seq: int
    counted: Counted


def _take(
    db: Database,
    of: ChainId,
    head: Chain,
    bodies: Sequence[bytes],
    hashes: Sequence[bytes],
    at: int,
    hold: bool,
) -> list[Taken]:
    """Stores the new entries, uncounted if they are to be held; returns those that count."""
    today = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()
    seen = [readable.columns(body, of.branch, today) for body in bodies]
    known = readable.known(db, of.branch, seen)
    readable.add_archived(db, of.branch, zip(seen, bodies, strict=True), known, today)
    corrected = days.corrections(db, of.branch, readable.ids(seen))
    rows, taken = [], []
    for seq, (columns, body, link) in enumerate(
        zip(seen, bodies, hashes, strict=True), head.seq + 1
    ):
        fact = Known(of.station, columns, body, counted=True)
        verdict: Verdict = judge(fact, known, hold=hold)
        if verdict.alarm:
            alarms.alarm(db, of, seq, verdict.alarm, columns.event_id, at)
        known.setdefault(columns.event_id, []).append(fact._replace(counted=verdict.counted))
        day = corrected.get(days.dated(columns))
        rows.append(ledger.row_of(of, seq, columns, int(verdict.counted), body, link, day))
        if verdict.counted:
            taken.append(Taken(seq, Counted(columns, body, day or columns.day)))
    if rows:
        ledger.insert(db, rows)
        arrived.note(db, of, head.seq + 1, head.seq + len(rows), at)
        ledger.set_head(db, of, head.common, head.seq + len(rows), hashes[-1])
    return taken


def _judge_days(db: Database, of: ChainId, taken: Sequence[Taken], office: Office) -> None:
    """Corrects the days of facts that claim an impossible one, each with an alarm."""
    found: dict[str, datetime.date] = {}
    before = None
    for seq, (columns, body, _) in taken:
        if columns.kind == "voided":
            continue
        judged = judge_day(columns, None, office.arrival, before)
        if judged.alarm:
            true = true_utc(clock_of(body), office.arrival)
            judged = judge_day(columns, true, office.arrival, before)
            found[columns.event_id] = judged.day
            alarms.alarm(db, of, seq, judged.alarm, columns.event_id, office.arrival.utc)
            if not office.sure:
                age = None if true is None else office.arrival.utc - true
                author = authors.at_office(db, of.branch, "", office.now)
                days.note_doubt(db, author, columns.event_id, age)
        before = judged.day
    if found:
        days.correct(db, authors.at_office(db, of.branch, "", office.now), found)
