"""An office that was restored from a backup takes back what its stations still hold, on its own
signature (docs/architecture.md, "The ledger")."""

import msgspec

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, fingerprint, signed_by
from kiosk.records.cases import state
from kiosk.records.exchange import arrivals
from kiosk.records.exchange.epochs import set_aside
from kiosk.records.ledger import alarms, ledger, writing
from kiosk.records.ledger.arriving import arrived
from kiosk.records.ledger.ledger import OFFICE, ChainId, Ledger
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary import facts, wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Batch, ComeBack


def take_back(db: Database, keys: Keys, branch: str, batch: Batch, at: int) -> bool:
    """Stores entries that this office once held, as its signature over their head shows; returns
    whether its chain is that one now. It is not if another chain of this id holds all of them.

    If it has since begun another chain under this id, that one is set aside; what the office
    itself wrote in it is filed again in a new epoch, and cases on which both chains decide raise
    an alarm. A batch without entries only asks. Raises Refusal `unsigned` if the signature is not
    this office's, `mark_mismatch` if this office does not hold what the batch continues, else as
    `arrivals.receive`.
    """
    last = batch.first + len(batch.entries) - 1
    said = wire.signed_head(branch, batch.station, batch.epoch, last, batch.head)
    if not signed_by(keys.public, said, batch.signature):
        raise Refusal("unsigned", "head")
    of = ChainId(branch, batch.station, batch.epoch)
    with db.writing():
        aside = None
        here = ledger.chain(db, of, batch.common)
        if not batch.entries and ledger.hash_at(db, of, last) != batch.head:
            raise Refusal("mark_mismatch", f"up to {last}")
        if not batch.entries:
            return True
        if here.seq and ledger.hash_at(db, of, batch.first - 1) != batch.prev:
            raise Refusal("mark_mismatch", f"from {batch.first}")
        if not _continues(db, of, here.seq, batch):
            if all(_counts(db, branch, body) for body in batch.entries):
                return False
            if batch.first > 1:
                raise Refusal("mark_mismatch", f"from {batch.first}")
            aside = set_aside(db, of)
        alarms.alarm(db, of, here.seq, "office_restored", batch.station, at)
        arrivals.receive(db, branch, batch, at)
        if aside is not None and of.station == OFFICE:
            _file_again(db, aside, of, at)
    return True


def _counts(db: Database, branch: str, body: bytes) -> bool:
    """Whether a fact counts here already, in whatever chain."""
    try:
        name = facts.columns(body).event_id
    except msgspec.MsgspecError:
        return False
    return any(row.counted and bytes(row.body) == body for row in ledger.find(db, branch, [name]))


def _continues(db: Database, of: ChainId, seq: int, batch: Batch) -> bool:
    """Whether the batch holds the same entries as this chain, as far as both go."""
    both = min(seq - batch.first + 1, len(batch.entries))
    if both <= 0:
        return True
    return (
        ledger.hash_at(db, of, batch.first + both - 1)
        == rule.links(batch.prev, batch.first, batch.entries[:both])[-1]
    )


def _file_again(db: Database, aside: ChainId, of: ChainId, at: int) -> None:
    """What the office wrote since it was restored goes on in a new epoch."""
    before = _steps(db, of)
    again = _steps(db, aside)
    newest = ledger.newest_epoch(db, of.branch, OFFICE)
    after = writing.begin_epoch(db, newest, newest.epoch + 1)
    writing.refile(db, aside, 0, after, lambda body: body)
    arrived.note(db, after, 1, ledger.chain(db, after).seq, at)
    for case_id in sorted(before & again):
        state.refresh(db, of.branch, [case_id])
        alarms.alarm(db, after, 0, "decision_conflict", case_id, at)


def _steps(db: Database, of: ChainId) -> set[str]:
    """The cases on which a chain decides."""
    wanted = (
        (Ledger.branch == of.branch)
        & (Ledger.station == of.station)
        & (Ledger.epoch == of.epoch)
        & Ledger.kind.in_(facts.STEPS)
        & (Ledger.counted == 1)
    )
    return {case_id for (case_id,) in db.rows(Ledger.select(Ledger.subject).where(wanted).tuples())}


def take_in_again(db: Database, keys: Keys, back: ComeBack, at: int) -> Station:
    """Enrols a station again that this office enrolled before it was restored, on the certificate
    that it signed then. Raises Refusal `unsigned`."""
    said = wire.certified(back.branch, back.public_key)
    if len(back.public_key) != 32 or not signed_by(keys.public, said, back.certificate):
        raise Refusal("unsigned", "certificate")
    name = fingerprint(back.public_key)
    with db.writing():
        known = enrolment.find(db, name)
        if known is None:
            known = Station(
                station=name, branch=back.branch, public_key=back.public_key, enrolled_at=at,
                epoch=enrolment.FIRST_EPOCH,
            )  # fmt: skip
            db.run(Station.insert(known.__data__))
            alarms.alarm(db, ChainId(back.branch, name, 1), 0, "station_returned", "", at)
    return known
