"""Noticing what a person should hear of in new facts.

Each chain is read on from where it was last read, in one transaction with the alerts found and the
messages about them. An alert's id is derived from what it is about: whatever is read again, after a
restart, a restored backup or in a new epoch, is known.
"""

import datetime
from collections.abc import Iterable
from typing import Any

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Distributed
from kiosk.records.alerts import listed, outbox
from kiosk.records.alerts.halls import Halls
from kiosk.records.alerts.listed import Alert
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ASIDE, Chain, ChainId, Ledger
from kiosk.rules.alerts import deciding
from kiosk.rules.alerts.deciding import STALE_DAYS, Happening
from kiosk.rules.cases import urgency
from kiosk.vocabulary import facts
from kiosk.vocabulary.alerts import Event
from kiosk.vocabulary.facts import LOW_GRADES

WINDOW = 500
"""Entries of a chain that one transaction reads."""
MOST_WINDOWS = 20
"""So that a hall that joins with its history keeps no one waiting; the next look goes on."""
KINDS = ("rating", "case", "help", "voided")


class AlertMark(Distributed):
    """How far a chain was read, with its head there: a chain that is another one now, under the
    same id, is read from its beginning."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    seq = peewee.BigIntegerField()
    head = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch")


def in_facts(db: Database, halls: Halls) -> bool:
    """Notices what new facts tell of; returns whether there are more."""
    left = MOST_WINDOWS
    for of, seq, mark in _grown(db):
        while left:
            left -= 1
            begin = mark.seq if mark is not None and _is_same(db, of, mark) else 0
            with db.writing():
                mark = _read_on(db, halls, of, begin)
            if mark.seq >= seq:
                break
        if not left:
            return True
    return False


def _grown(db: Database) -> list[tuple[ChainId, int, AlertMark | None]]:
    """The chains that have entries not read yet, with their last entry and how far they were
    read; without those that were set aside."""
    same = (
        (AlertMark.branch == Chain.branch)
        & (AlertMark.station == Chain.station)
        & (AlertMark.epoch == Chain.epoch)
    )
    grown = AlertMark.seq.is_null() | (AlertMark.seq != Chain.seq) | (AlertMark.head != Chain.head)
    query = (
        Chain.select(Chain.branch, Chain.station, Chain.epoch, Chain.seq,
                     AlertMark.seq, AlertMark.head)
        .join(AlertMark, peewee.JOIN.LEFT_OUTER, on=same)
        .where(grown & (Chain.seq > 0) & ~Chain.station.contains(ASIDE))
        .tuples()
    )  # fmt: skip
    return [
        (
            ChainId(*row[:3]),
            row[3],
            None if row[4] is None else AlertMark(seq=row[4], head=row[5]),
        )
        for row in db.rows(query)
    ]


def _is_same(db: Database, of: ChainId, mark: AlertMark) -> bool:
    return ledger.hash_at(db, of, mark.seq) == bytes(mark.head)


def _read_on(db: Database, halls: Halls, of: ChainId, after: int) -> AlertMark:
    """Reads the next entries of a chain; returns the new mark."""
    here = (Ledger.branch == of.branch) & (Ledger.station == of.station)
    here &= (Ledger.epoch == of.epoch) & (Ledger.seq > after) & (Ledger.seq <= after + WINDOW)
    wanted = here & Ledger.kind.in_(KINDS) & (Ledger.counted == 1)
    for row in db.rows(Ledger.select().where(wanted).order_by(Ledger.seq)):
        fact = ledger.read(row)
        if fact is not None:
            _notice_fact(db, halls, fact)
    seq = min(after + WINDOW, ledger.chain(db, of).seq)
    mark = AlertMark(**of._asdict(), seq=seq, head=ledger.hash_at(db, of, seq) or b"")
    row = AlertMark.insert(mark.__data__)
    key = [AlertMark.branch, AlertMark.station, AlertMark.epoch]
    db.run(row.on_conflict(conflict_target=key, preserve=[AlertMark.seq, AlertMark.head]))
    return mark


def _notice_fact(db: Database, halls: Halls, fact: facts.AnyFact) -> None:
    branch = fact.branch
    match fact:
        case facts.Voided():
            of_it = (Alert.branch == branch) & (Alert.alert_id == _fact_id(fact.subject))
            db.run(Alert.update(withdrawn_at=fact.at).where(of_it & Alert.withdrawn_at.is_null()))
            return
        case facts.Rated() if fact.mark in LOW_GRADES:
            head_only = halls.is_manager(branch, fact.clerk)
            what = happening("low_grade", branch, head_only=head_only)
        case facts.CaseOpened():
            urgent = urgency.is_urgent(fact.urgent or is_urgent_topic(fact.topics), fact.text)
            what = happening("new_case", branch, urgent=urgent, head_only=fact.about_manager)
        case facts.HelpCalled():
            what = happening("help_call", branch)
        case _:
            return
    if halls.day(branch) - fact.day <= datetime.timedelta(STALE_DAYS):
        add(db, halls, _fact_id(fact.event_id), what, fact.event_id, fact.at)


def is_urgent_topic(topics: Iterable[str]) -> bool:
    """Whether a topic can't wait; an older station's cases say so by their topics alone."""
    return not set(facts.URGENT_TOPICS).isdisjoint(topics)


def _fact_id(event_id: str) -> str:
    return deciding.name("fact", event_id)


def happening(
    event: Event, branch: str, detail: str = "", *, urgent: bool = False, head_only: bool = False
) -> Happening:
    """What happened; messages on one subject are those on one event in one branch, or on one alarm
    or station there. What head office alone reads counts apart."""
    parts = (event, branch, detail, "head" if head_only else "")
    return Happening(event, branch, "/".join(parts), urgent, head_only)


def add(db: Database, halls: Halls, alert_id: str, what: Happening, item: str, at: int) -> None:
    """Stores an alert and queues the messages about it, unless it is known; inside a
    transaction."""
    if is_known(db, what.branch, alert_id):
        return
    places = deciding.places(halls.policy(what.branch), what.event)
    row: dict[str, Any] = {
        "branch": what.branch,
        "alert_id": alert_id,
        "event": what.event,
        "item": item,
        "at": min(at, halls.now),
        "urgent": int(what.urgent),
        "head_only": int(what.head_only),
        "shown": int(_is_shown(halls, what, "office" if halls.at_office else "desk", places)),
    }
    db.run(Alert.insert(**row, withdrawn_at=None, seen_at=None, seen_by=""))
    if halls.sends:
        outbox.queue(db, halls, alert_id, what)


def is_known(db: Database, branch: str, alert_id: str) -> bool:
    """Whether there is an alert of this id already."""
    return listed.find(db, branch, alert_id) is not None


def _is_shown(halls: Halls, what: Happening, page: str, places: Iterable[str]) -> bool:
    """Whether this machine's page lists it. In a hall without an office, the manager is the only
    one who can."""
    return page in places and (page == "office" or halls.alone or not what.head_only)


def purge(db: Database, before: int) -> None:
    """Forgets alerts from before a moment: what they are about is in the ledger."""
    with db.writing():
        db.run(Alert.delete().where(Alert.at < before))
