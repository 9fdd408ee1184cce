"""A hall without an office: how it is founded, and how it joins an office later.

Without an office the station is its own: its key takes the place of an office's key, and what it
publishes is in force there.
"""

import contextlib
import datetime
from collections.abc import Sequence

from nacl.exceptions import CryptoError

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, seal
from kiosk.records.cases import contact_store, state
from kiosk.records.exchange import projections
from kiosk.records.exchange.epochs import SignedHead
from kiosk.records.ledger import identity, ledger, office_marks, times, writing
from kiosk.records.ledger.identity import Former, Identity
from kiosk.records.ledger.ledger import OFFICE, Ledger
from kiosk.records.ledger.office_marks import MarkMoved, OfficeMark
from kiosk.records.publishing import documents
from kiosk.records.publishing.branches import note_zone
from kiosk.rules.ledger.refiling import refiled
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Enrolled

EPOCH = 1


def found(
    db: Database,
    keys: Keys,
    branch: str,
    wanted: Sequence[Publication],
    drawn: bytes,
    by: str,
    now: Moment,
) -> Identity:
    """Founds a hall without an office and publishes its first documents. The person at the machine
    confirms its clock by doing so.

    `drawn` are 32 random bytes, its receipt key. Raises Refusal `settled_already` if this station
    is already founded or enrolled.
    """
    with db.writing():
        if identity.settled(db):
            raise Refusal("settled_already")
        receipt_key = seal(keys.public, drawn)
        ours = Enrolled(branch, keys.fingerprint, EPOCH, keys.public, receipt_key)
        identity.settle(db, ours, "")
        times.confirm(db, now.utc, now)
        documents.publish(db, wanted, by, now.utc)
        note_zone(db, max(item.in_force for item in wanted))
    return identity.me(db)


def is_standalone(db: Database) -> bool:
    """Whether this station belongs to a hall without an office."""
    return identity.settled(db) and not identity.me(db).has_office


def brought(db: Database) -> tuple[datetime.date | None, int]:
    """The history with which a hall joins an office: the day of its oldest fact, None for none, and
    how many entries it wrote as its own office."""
    here = identity.me(db)
    own = [here.station, here.own_office.station]
    wanted = (Ledger.branch == here.branch) & Ledger.station.in_(own)
    oldest = db.first(Ledger.select(Ledger.day).where(wanted).order_by(Ledger.day))
    decided = ledger.chains(db, here.branch, here.own_office.station)
    return oldest.day if oldest else None, sum(chain.seq for chain in decided)


def join(
    db: Database, keys: Keys, enrolled: Enrolled, office_url: str, former: Keys | None = None
) -> None:
    """Takes on the ids that an office gave; the facts from before come along.

    One transaction; the same answer twice changes nothing. Where the chain's id differs, because
    the branch or the station's key is new, the facts that no mark of an office covers are filed
    again under the new ids, and the old copies stay, uncounted; if only the office is new, the
    chain continues as it is. `former` are the station's keys until now, where it changes them.
    Raises Refusal `not_sent` if a station moves to another branch of its office with facts that
    have not been sent: they belong to the branch where they were written.
    """
    with db.writing():
        before = db.first(Identity.select())
        if before is None:
            identity.settle(db, enrolled, office_url)
            return
        own = [one.station for one in (before.chain, before.own_office)]
        held = [
            (old, office_marks.held_by_office(db, old))
            for station in own
            for old in map(ledger.chain_of, ledger.chains(db, before.branch, station))
        ]
        moves = before.has_office and before.branch != enrolled.branch
        unsent = any(ledger.chain(db, old).seq > marked for old, marked in held)
        if moves and (unsent or contact_store.has_unsent(db, before.branch)):
            raise Refusal("not_sent")
        if moves:  # the office's chain for the next branch has the same name
            db.run(SignedHead.delete().where(SignedHead.station == OFFICE))
        identity.settle(db, enrolled, office_url)
        now = identity.me(db)
        if former is not None:
            _seal_again(db, keys, former, before)
        if before.chain != now.chain or _is_new(keys, before.receipt_key, now.receipt_key):
            stays = {"receipt_key": before.receipt_key, "refiled": int(not before.has_office)}
            db.run(Former.insert(**before.chain._asdict(), **stays).on_conflict(action="replace"))
        if bytes(before.office_key) != enrolled.office_key:
            contact_store.send_again(db)
        if before.chain != now.chain:
            for old, marked in held:
                new = now.chain if old.station == before.station else now.own_office
                if old != new:
                    writing.refile(
                        db, old, marked, new, lambda body: refiled(body, enrolled.branch)
                    )
            if not before.has_office:
                state.rebuild(db)  # the details follow their cases
                contact_store.move(db, before.branch, enrolled.branch)
            projections.rebuild(db)
        if (bytes(before.office_key), before.branch) != (enrolled.office_key, enrolled.branch):
            db.run(OfficeMark.delete())
            db.run(MarkMoved.delete())
        if bytes(before.office_key) != enrolled.office_key:
            identity.forget_office_time(db)


def _seal_again(db: Database, keys: Keys, former: Keys, before: Identity) -> None:
    """Seals the receipt keys of before for the new key, so that codes remain valid; one that a lost
    key had sealed stays closed."""
    sealed_by_it: list[Identity | Former] = [before, *identity.formers(db)]
    for one in sealed_by_it:
        with contextlib.suppress(CryptoError):
            sealed = seal(keys.public, former.open_sealed(bytes(one.receipt_key)))
            same = (Former.station == one.station) & (Former.receipt_key == one.receipt_key)
            db.run(Former.update(receipt_key=sealed).where(same))
            one.receipt_key = sealed


def _is_new(keys: Keys, before: bytes, now: bytes) -> bool:
    """Whether these sealed receipt keys differ, or one was sealed by a key that is lost."""
    try:
        return keys.open_sealed(bytes(before)) != keys.open_sealed(bytes(now))
    except CryptoError:
        return True
