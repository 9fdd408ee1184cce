"""Entries that arrive from elsewhere: kept byte for byte, counted exactly once."""

import datetime
from collections.abc import Sequence

from kiosk.ground.db import Database
from kiosk.records.exchange import noticed, projections, readable
from kiosk.records.ledger import alarms, ledger, writing
from kiosk.records.ledger.ledger import OFFICE, Chain, ChainId
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.counting import Known, Verdict, judge
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch


def receive(
    db: Database, branch: str, batch: Batch, at: int, since: datetime.date | None = None
) -> None:
    """Stores a batch of another machine's entries, byte for byte.

    `at` is the receiver's UTC ms; `since` is the day from which on the sender has a history, if it
    is longer than others may have. A batch beyond the high water is ignored (the sender sees the
    marks); entries held already are compared, not stored again. Raises Refusal `broken_chain` or
    `mark_mismatch`, each with an alarm; nothing of such a batch is stored.
    """
    of = ChainId(branch, batch.station, batch.epoch)
    hashes = rule.links(batch.prev, batch.first, batch.entries)
    if (hashes[-1] if hashes else batch.prev) != batch.head:
        last = batch.first + len(batch.entries) - 1
        alarms.alarm(db, of, batch.first, "broken_chain", f"{batch.first}-{last}", at)
        raise Refusal("broken_chain", f"{batch.first}-{last}")
    with db.writing():
        head = ledger.chain(db, of, batch.common)
        if batch.first > head.seq + 1:
            return
        wrong = _disagreement(db, of, head, batch, hashes)
        if wrong is None:
            skip = head.seq + 1 - batch.first
            taken = _take(db, of, head, batch.entries[skip:], hashes[skip:], at, since)
            projections.follow(db, of.branch, taken)
            noticed.raise_alarms(db, of, taken, at)
    if wrong is not None:
        alarms.alarm(db, of, wrong, "mark_mismatch", f"from {batch.first}", at)
        raise Refusal("mark_mismatch", str(wrong))


def _disagreement(
    db: Database, of: ChainId, head: Chain, batch: Batch, hashes: list[bytes]
) -> int | None:
    """The seq at which sender and receiver hold different heads, or None."""
    first_epoch_has_a_past = of.epoch == 1 and batch.common != rule.NO_HEAD
    if first_epoch_has_a_past or batch.common != bytes(head.common):
        return 0
    # a chain that is new here gets its genesis from the batch alone
    new = batch.first == 1 and head.seq == 0
    before = bytes(head.head) if new else ledger.hash_at(db, of, batch.first - 1)
    if before != batch.prev:
        return batch.first - 1
    overlap = min(head.seq, batch.first + len(hashes) - 1)
    if overlap >= batch.first and ledger.hash_at(db, of, overlap) != hashes[overlap - batch.first]:
        return overlap
    return None


def _take(
    db: Database,
    of: ChainId,
    head: Chain,
    bodies: Sequence[bytes],
    hashes: Sequence[bytes],
    at: int,
    since: datetime.date | None,
) -> list[facts.Columns]:
    """Stores the new entries; returns the columns of those that count."""
    today = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC).date()
    seen = [readable.columns(body, of.branch, today) for body in bodies]
    known = readable.known(db, of.branch, seen)
    rows, taken = [], []
    for seq, (columns, body, link) in enumerate(
        zip(seen, bodies, hashes, strict=True), head.seq + 1
    ):
        fact = Known(of.station, of.epoch, columns, body, counted=True)
        verdict: Verdict = judge(fact, known, today, since)
        if verdict.alarm:
            alarms.alarm(db, of, seq, verdict.alarm, columns.event_id, at)
        known.setdefault(columns.event_id, []).append(fact._replace(counted=verdict.counted))
        rows.append(ledger.row_of(of, seq, columns, int(verdict.counted), body, link))
        if verdict.counted:
            taken.append(columns)
    if rows:
        ledger.insert(db, rows)
    last = hashes[-1] if hashes else head.head
    ledger.set_head(db, of, head.common, head.seq + len(rows), last, head.day)
    return taken


def note_lost(db: Database, branch: str, seq: int, head: bytes, at: int) -> None:
    """A station holds the office's own chain up to `seq` with this head, in its newest epoch here.
    If the office doesn't hold this entry, or holds another, it was restored from a backup: it
    raises an alarm and continues its chain in a new epoch, into which it files again all that it
    holds."""
    of = ledger.newest_epoch(db, branch, OFFICE)
    if ledger.hash_at(db, of, seq) == head:
        return
    alarms.alarm(db, of, seq, "office_restored", "", at)
    with db.writing():
        after = writing.begin_epoch(db, of)
        writing.refile(db, of, 0, after, lambda body: body)
