"""Checks a ledger and names the first row and column that differs from what was written."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.archives import parts, places
from kiosk.records.ledger.ledger import Chain, ChainId, Ledger
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.counting import HOLDING, content
from kiosk.rules.ledger.refiling import refiled
from kiosk.vocabulary import facts
from kiosk.vocabulary.wire import OWN_OFFICE


class Finding(NamedTuple):
    """Where a ledger was altered; seq 0 means the chain as a whole."""

    chain: ChainId
    seq: int
    column: str
    says: str


def verify(db: Database, station: str | None = None) -> Finding | None:
    """The first fault in this database's ledger, or None.

    `station` is the fingerprint of the key next to the database, None at the office. Entries that a
    thief of the whole disk has signed again can't be detected here; the office's marks show them
    (SECURITY.md).
    """
    return next(_findings(db, station), None)


def _findings(db: Database, station: str | None) -> Iterator[Finding]:
    if station is not None:
        yield from _foreign_file(db, station)
    heads = db.rows(Chain.select().order_by(Chain.branch, Chain.station, Chain.epoch))
    known = set()
    for head in heads:
        of = ChainId(head.branch, head.station, head.epoch)
        known.add(of)
        yield from _walk(db, of, head)
    for row in db.rows(
        Ledger.select(Ledger.branch, Ledger.station, Ledger.epoch).distinct().tuples()
    ):
        if ChainId(*row) not in known:
            yield Finding(ChainId(*row), 0, "chain", "rows without a chain's head")
    yield from _marks(db, station)
    yield from _counted_once(db)


def _foreign_file(db: Database, station: str) -> Iterator[Finding]:
    row = db.first(identity.Identity.select())
    if row is not None and row.station != station:
        yield Finding(row.chain, 0, "station", f"this machine's key is {station}")


def _walk(db: Database, of: ChainId, head: Chain) -> Iterator[Finding]:
    """Checks one chain, row by row. A row with a wrong hash is reported once its successor has
    shown whether the body or the hash was altered."""
    before = ledger.genesis(of, bytes(head.common))
    expected, pending = 1, None
    for entry in places.entries(db, of):
        if isinstance(entry, places.Gone):
            if pending is not None or entry.prev != before or entry.seq != expected:
                yield Finding(of, expected, "seq", "the archived entries do not follow")
                return
            before, expected = entry.hash, expected + 1
            continue
        if isinstance(entry, str):
            yield Finding(of, expected, "archive", entry)
            return
        row = entry
        body, stored = bytes(row.body), bytes(row.hash)
        if pending is not None:
            yield _which(of, pending, rule.link(pending[1], row.seq, body) == stored)
            return
        if row.seq != expected:
            yield Finding(of, expected, "seq", f"entry {row.seq} in the place of entry {expected}")
            return
        if rule.link(before, row.seq, body) != stored:
            pending = (row.seq, stored)
        else:
            yield from _columns(of, row, body)
        before, expected = stored, expected + 1
    if pending is not None:
        yield _which(of, pending, pending[1] == bytes(head.head))
    elif head.seq != expected - 1:
        yield Finding(of, expected - 1, "seq", f"the chain ends here, its head says {head.seq}")
    elif bytes(head.head) != before:
        yield Finding(of, head.seq, "head", "the chain's head is not the hash of its last entry")


def _which(of: ChainId, pending: tuple[int, bytes], hash_fits: bool) -> Finding:
    column = "body" if hash_fits else "hash"
    return Finding(of, pending[0], column, "body and hash do not follow from the entry before")


def _columns(of: ChainId, row: Ledger, body: bytes) -> Iterator[Finding]:
    if row.kind == "":  # kept as unreadable; its alarm is checked with the counts
        return
    try:
        said = facts.columns(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        yield Finding(of, row.seq, "kind", "the body cannot be read as a fact")
        return
    for name in facts.COLUMNS:
        if getattr(row, name) != getattr(said, name):
            yield Finding(of, row.seq, name, "the column differs from the body")
            return


def _marks(db: Database, station: str | None) -> Iterator[Finding]:
    here = db.first(identity.Identity.select())
    if station is None or here is None:
        return
    for mark in db.rows(
        office_marks.OfficeMark.select().where(office_marks.OfficeMark.matches == 1)
    ):
        row = db.first(
            Ledger.select(Ledger.branch, Ledger.hash).where(
                (Ledger.branch == here.branch)
                & (Ledger.station == mark.station)
                & (Ledger.epoch == mark.epoch)
                & (Ledger.seq == mark.seq)
            )
        )
        if mark.seq and (row is None or bytes(row.hash) != bytes(mark.head)):
            of = ChainId("", mark.station, mark.epoch)
            yield Finding(of, mark.seq, "hash", "differs from the head that the office signed")


def _now_filed(db: Database) -> dict[ChainId, str]:
    """For each chain from before this station joined an office, the branch under which its facts
    are filed now."""
    here = db.first(identity.Identity.select())
    formers = [
        one for one in identity.formers(db) if here and one.branch != here.branch and one.refiled
    ]
    chains = [
        ledger.chain_of(chain)
        for one in formers
        for writer in (one.station, OWN_OFFICE + one.station)
        for chain in ledger.chains(db, one.branch, writer)  # of all its epochs
    ]
    return dict.fromkeys(chains, here.branch) if here else {}


def _counted_once(db: Database) -> Iterator[Finding]:
    """Each content of an event_id counts exactly once, unless an alarm says
    why a fact is kept without being counted."""
    now_filed = _now_filed(db)
    before = {of.branch for of in now_filed}
    doubtful = Ledger.select(Ledger.event_id).where(
        (Ledger.counted != 1) | Ledger.branch.in_(before)
    )
    again = Ledger.alias()
    repeated = (
        again.select(again.event_id)
        .group_by(again.branch, again.event_id)
        .having(peewee.fn.COUNT(again.seq) > 1)
    )
    rows = db.rows(
        Ledger.select()
        .where(Ledger.event_id.in_(doubtful) | Ledger.event_id.in_(repeated))
        .order_by(Ledger.branch, Ledger.station, Ledger.epoch, Ledger.seq)
    )
    held = {
        (alarm.branch, alarm.station, alarm.epoch, alarm.seq)
        for alarm in db.rows(Alarm.select().where(Alarm.code.in_(HOLDING)))
    }
    groups: dict[tuple[object, ...], list[Ledger]] = {}
    for row in rows:
        if row.kind == "" or (row.branch, row.station, row.epoch, row.seq) in held:
            same: tuple[object, ...] = (row.branch, row.station, row.epoch, row.seq)
        else:
            branch = now_filed.get(ChainId(row.branch, row.station, row.epoch), row.branch)
            body = refiled(bytes(row.body), branch)
            same = (branch, row.event_id, content(facts.columns(body), body))
        groups.setdefault(same, []).append(row)
    for rows in groups.values():
        row = rows[0]
        if row.kind and not any(one.counted for one in rows) and _is_archived(db, row):
            continue  # it counts there
        place = (rows[0].branch, rows[0].station, rows[0].epoch, rows[0].seq)
        expected = 0 if place in held else 1
        if sum(row.counted for row in rows) != expected or {r.counted for r in rows} - {0, 1}:
            of = ChainId(*place[:3])
            yield Finding(of, rows[-1].seq, "counted", f"this fact should count {expected} times")


def _is_archived(db: Database, row: Ledger) -> bool:
    body = bytes(row.body)
    return parts.knows(db, row.branch, facts.columns(body), body) == "same"
