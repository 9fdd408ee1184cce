"""Sending facts to the office."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from kiosk import VERSION
from kiosk.ground import disk
from kiosk.ground.db import Database
from kiosk.records.cases import contact_store
from kiosk.records.exchange import epochs
from kiosk.records.ledger import alarms, identity, ledger, office_marks, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.stations import line
from kiosk.records.tasks import letters
from kiosk.records.upkeep import upgraded
from kiosk.rules.ledger.time import is_fresh
from kiosk.sync.client import Asks, Office, decoded
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import (
    BATCH_BYTES,
    Batch,
    GivenEpoch,
    HighWater,
    NextEpoch,
    Push,
    Pushed,
)

MOST_RENEWALS = 3
"""How often a round begins a new epoch: once after a restore, once more if a copy was faster."""


class Differs(Exception):
    """In these `epochs` the office holds other entries than this station."""

    def __init__(self, epochs: set[int]) -> None:
        self.epochs = epochs


def push_all(
    db: Database, office: Office, now: Callable[[], Moment], manifest: int, size: int
) -> int:
    """Sends everything that this station wrote and the office does not hold; returns how many
    entries it accepted. Where the office holds something else, the station goes on in a new epoch.
    """
    for _ in range(MOST_RENEWALS):
        try:
            return _push_chains(db, office, now, manifest, size)
        except Differs as found:
            renew(db, office, found.epochs, now().utc)
    raise Refusal("mark_mismatch", "again and again")


def renew(db: Database, office: Asks, differing: set[int], at: int) -> None:
    """Asks for a new epoch and goes on in it."""
    me = identity.me(db)
    newest = ledger.newest_epoch(db, me.branch, me.station).epoch
    wanted = NextEpoch(max(newest, me.epoch), office_marks.remembered(db, me.station))
    body = office.ask("POST", "/intake/v1/epoch", msgspec.json.encode(wanted))
    given = decoded(body, GivenEpoch)
    held = [mark for mark in given.held if mark in wanted.marks]
    epochs.renew(db, max(given.epoch, wanted.newest + 1), held, differing, at)


def _push_chains(
    db: Database, office: Office, now: Callable[[], Moment], manifest: int, size: int
) -> int:
    """Sends each epoch of the station, the oldest first, since a withdrawal counts only after its
    fact; then what its hall wrote as its own office."""
    me = identity.me(db)
    older = [one for one in ledger.chains(db, me.branch, me.station) if one.epoch != me.epoch]
    sent = 0
    if any(chain.seq for chain in older):
        held = office_marks.held_by_office(db, me.chain)
        _ask(db, office, me.chain, now, manifest, 0, held)  # which of them it holds now
    for chain in older:
        of = me.chain._replace(epoch=chain.epoch)
        if office_marks.held_by_office(db, of) < chain.seq:
            sent += push(db, office, of, now, manifest, size)
    sent += push(db, office, me.chain, now, manifest, size)
    decided = ledger.newest_epoch(db, me.branch, me.own_office.station)
    if ledger.chain(db, decided).seq:
        sent += push(db, office, decided, now, manifest, size)
    return sent


def push(db: Database, office: Office, of: ChainId, now: Callable[[], Moment], manifest: int,
         size: int) -> int:  # fmt: skip
    """Sends everything of a chain that the office does not hold; returns how many entries it
    accepted.

    At least one message is sent, since only its answer shows whether the office still holds
    what it once did. Raises Differs.
    """
    sent, reached, again = 0, 0, True
    while True:
        before = max(office_marks.held_by_office(db, of), reached)
        # Customers go on meanwhile: entries from before the batch was read must
        # be in it or under the mark; the tip sent with it can be higher.
        known = ledger.chain(db, of).seq
        answered = _ask(db, office, of, now, manifest, size, before)
        reached = answered.reached
        held = max(office_marks.held_by_office(db, of), reached)
        sent += max(0, held - before)
        if held >= known and (answered.noted or not again):
            return sent
        again = answered.noted
        if held == before and answered.noted:
            gap = f"{held + 1}-{known}"
            alarms.alarm(db, of, held + 1, "broken_chain", gap, now().utc)
            raise Refusal("broken_chain", gap)


class Answered(NamedTuple):
    """Whether the office took note of the state that a message reports, and up to which entry it
    holds what the message brought: in an epoch that a copy has continued, its mark is further."""

    noted: bool
    reached: int


def _ask(db: Database, office: Office, of: ChainId, now: Callable[[], Moment], manifest: int,
         size: int, after: int) -> Answered:  # fmt: skip
    """Sends one message with at most `size` entries after `after` and stores the answer. Raises
    Differs."""
    asked = now()
    push = message(db, of, asked, manifest, size, after, identity.me(db).next_call)
    batch, is_own = push.batch, of.station == identity.me(db).station
    try:
        body = office.ask("POST", "/intake/v1/entries", msgspec.json.encode(push))
    except Refusal as refusal:
        if refusal.code == "broken_chain":
            alarms.alarm(db, of, batch.first, refusal.code, refusal.detail, now().utc)
        if refusal.code == "mark_mismatch" and is_own:
            _compare(db, of, _marks(refusal), now())
            raise Differs({of.epoch}) from None
        raise
    answer, came = decoded(body, Pushed), now()
    take(db, of, answer, came, asked)
    last = batch.first + len(batch.entries) - 1
    further = any(mark.epoch == of.epoch and mark.seq >= last for mark in answer.marks)
    noted = answer.number == push.number + 1 or not is_own
    return Answered(noted, last if further else 0)


def message(db: Database, of: ChainId, now: Moment, manifest: int, size: int, after: int,
            number: int) -> Push:  # fmt: skip
    """The message with at most `size` entries of a chain after `after`, and this station's state;
    `number` is the one that the office waits for."""
    batch = ledger.batch(db, of, after, size, BATCH_BYTES)
    return Push(batch, ledger.chain(db, of).seq, manifest, VERSION, now.boot, now.mono,
                line.troubles(db), number, alarms.by_code(db), upgraded.report(db),
                now.utc, disk.free(db.path.parent), _oldest_after(db, of, batch))  # fmt: skip


def take(
    db: Database, of: ChainId, answer: Pushed, came: Moment, asked: Moment | None = None
) -> None:
    """Stores what the office holds of a chain now, by its answer to a message. `asked` is when the
    message left; without it, nothing is said about the time. Raises Differs, or Refusal
    `mark_mismatch` for what the hall wrote as its own office."""
    with db.writing():
        if asked is not None and answer.sure and is_fresh(asked, came):
            times.sign(db, answer.office_time, came)
        if of.station == identity.me(db).station:
            identity.note_answer(db, answer.number, answer.certificate)
            upgraded.note_offer(db, answer.offer, ledger.chain(db, of).seq, came.utc)
        for mark in answer.marks:
            if mark.epoch == of.epoch:
                epochs.note_head(db, of, mark, answer.signature)
    if office_marks.fallen(db, of, answer.marks):
        contact_store.send_again(db)
        letters.send_again(db)
    if answer.missing:
        contact_store.send_again(db, answer.missing)
    _compare(db, of, answer.marks, came)


def _oldest_after(db: Database, of: ChainId, batch: Batch) -> int:
    """When the first entry was written that follows a batch (UTC ms), 0 for none."""
    following = batch.first + len(batch.entries)
    if following > ledger.chain(db, of).seq:
        return 0
    row = ledger.at(db, of, following)  # None if it was deleted, which head office finds
    fact = ledger.read(row) if row else None
    return fact.at if fact else 0


def _marks(refusal: Refusal) -> tuple[HighWater, ...]:
    try:
        return msgspec.json.decode(refusal.detail, type=tuple[HighWater, ...])
    except msgspec.MsgspecError:
        raise refusal from None


def _compare(db: Database, of: ChainId, marks: tuple[HighWater, ...], now: Moment) -> None:
    differing = office_marks.note_marks(db, of, marks, now)
    if differing and of.station != identity.me(db).station:
        raise Refusal("mark_mismatch", of.station)
    if differing:
        raise Differs(differing)
