"""Stations that are revoked: what they still send is kept, uncounted, until a person at the office
releases it."""

import datetime
from typing import Any

from kiosk.ground.db import Database
from kiosk.records.exchange import days, projections
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.ledger.writing import Author
from kiosk.records.publishing import branches
from kiosk.records.stations import unsent
from kiosk.records.stations.enrolment import Station, find
from kiosk.rules.ledger.arrival import Arrival, judge_day
from kiosk.rules.ledger.counting import Counted, content
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

NOTE_LIMIT = 200
HELD, RELEASED = "revoked", "released"
"""Alarm of an entry that is held, and its code once it was released."""


def revoke(db: Database, station: str, by: str, note: str, at: int) -> None:
    """From now on nothing that this station sends counts, until it is released; it gets nothing
    more either. A second time changes nothing. Raises Refusal `unknown_station`, `text_required` or
    `long_comment`."""
    note = _note(note)
    with db.writing():
        known = _known(db, station)
        if known.revoked_at is None:
            _store(db, station, by, note, at)


def _store(db: Database, station: str, by: str, note: str, at: int) -> None:
    revoked = Station.update(revoked_at=at, revoked_by=by, note=note)
    db.run(revoked.where(Station.station == station))


def retire_replaced(db: Database, station: Station, at: int) -> None:
    """Revokes the station that this one replaces, since this one has called."""
    old = find(db, station.replaces) if station.replaces else None
    if old is not None and old.revoked_at is None:
        with db.writing():
            _store(db, old.station, "", f"{old.station} → {station.station}", at)
            unsent.note(db, old, at)


def release(db: Database, author: Author, station: str, note: str) -> int:
    """Counts what a revoked station has sent until now, on the word of a person at the office, for
    the day that each fact can have; returns how many entries. Raises Refusal `unknown_station`,
    `text_required` or `long_comment`."""
    note = _note(note)
    with db.writing():
        known, released = _known(db, station), []
        found: dict[str, datetime.date] = {}
        for row, at in _held(db, known):
            columns = facts.columns(bytes(row.body))
            if not _has_counted_twin(db, row, columns):
                _count(db, row)
                arrived.note(db, ledger.chain_of(row), row.seq, row.seq, author.at)
                released.append(Counted(columns, bytes(row.body), row.counted_day))
                arrival = Arrival(at, branches.zone(db, row.branch))
                judged = judge_day(columns, None, arrival, None)
                if judged.alarm and columns.kind != "voided":
                    found[columns.event_id] = judged.day
                    of = ledger.chain_of(row)
                    alarms.alarm(db, of, row.seq, judged.alarm, columns.event_id, at)
        _settle(db, known, author, note)
        if found:
            days.correct(db, author, found)
        projections.follow(db, known.branch, released)
    return len(released)


def held(db: Database) -> dict[str, int]:
    """How many entries are held, by station."""
    rows = db.rows(Alarm.select(Alarm.station, Alarm.seq).where(Alarm.code == HELD))
    found: dict[str, int] = {}
    for row in rows:
        name = ledger.writer(row.station)
        found[name] = found.get(name, 0) + 1
    return found


def shown_until(db: Database, of: ChainId) -> int | None:
    """The last entry of a chain before the first that is held; None if none is."""
    wanted = (Alarm.branch == of.branch) & (Alarm.station == of.station)
    wanted &= (Alarm.epoch == of.epoch) & (Alarm.code == HELD)
    first = db.first(Alarm.select(Alarm.seq).where(wanted).order_by(Alarm.seq))
    return None if first is None else int(first.seq) - 1


def _note(note: str) -> str:
    if not note.strip():
        raise Refusal("text_required")
    if len(note) > NOTE_LIMIT:
        raise Refusal("long_comment")
    return note.strip()


def _known(db: Database, station: str) -> Station:
    known = find(db, station)
    if known is None:
        raise Refusal("unknown_station", station[:40])
    return known


def _held(db: Database, station: Station) -> list[tuple[Ledger, int]]:
    """Held rows with the moment (UTC ms) at which each arrived."""
    raised = db.rows(Alarm.select().where(_about(station)).order_by(Alarm.epoch, Alarm.seq))
    found = []
    for one in raised:
        of = ChainId(one.branch, one.station, one.epoch)
        if (row := ledger.at(db, of, one.seq)) is not None:
            found.append((row, int(one.at)))
    return found


def _has_counted_twin(db: Database, row: Ledger, columns: facts.Columns) -> bool:
    mine = content(columns, bytes(row.body))
    return any(
        twin.counted and content(facts.columns(bytes(twin.body)), bytes(twin.body)) == mine
        for twin in ledger.find(db, row.branch, [row.event_id])
    )


def _count(db: Database, row: Ledger) -> None:
    same = (Ledger.branch == row.branch) & (Ledger.station == row.station)
    same &= (Ledger.epoch == row.epoch) & (Ledger.seq == row.seq)
    db.run(Ledger.update(counted=1).where(same))


def _settle(db: Database, station: Station, author: Author, note: str) -> None:
    alarms.note_handled(db, _about(station), RELEASED, author.by, note, author.at)


def _about(station: Station) -> Any:
    """A query's condition: alarms of held entries of this station, also of chains set aside."""
    name = station.station
    written = (Alarm.station == name) | Alarm.station.startswith(name + ledger.ASIDE)
    return (Alarm.branch == station.branch) & written & (Alarm.code == HELD)
