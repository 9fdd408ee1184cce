"""A hall that stands alone: founded without an office, joined to one later.

Alone, the station is its own office: its own key stands where an office's
would, and what is published here is in force here.
"""

import datetime
from collections.abc import Sequence

import peewee

from kiosk.ground.db import Database, Local
from kiosk.ground.keys import Keys, seal
from kiosk.records.cases import contact_store, state
from kiosk.records.ledger import identity, ledger, writing
from kiosk.records.ledger.identity import Identity, MarkMoved, OfficeMark
from kiosk.records.ledger.ledger import ChainId, Ledger
from kiosk.records.people import clerks
from kiosk.records.publishing import documents
from kiosk.rules.ledger.refiling import refiled
from kiosk.vocabulary.documents import Publication
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import Enrolled

EPOCH = 1


class Former(Local):
    """A chain that this station wrote before it joined an office, and the
    receipt key of that time, sealed to the station's own key: the codes that
    customers took home are still good."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    receipt_key = peewee.BlobField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "receipt_key")


def found(
    db: Database,
    keys: Keys,
    branch: str,
    wanted: Sequence[Publication],
    drawn: bytes,
    by: str,
    at: int,
) -> Identity:
    """Founds a hall without an office and publishes its first documents.

    `drawn` are 32 random bytes, its receipt key. Raises Refusal
    `settled_already` where this station is founded or enrolled.
    """
    with db.writing():
        if identity.settled(db):
            raise Refusal("settled_already")
        receipt_key = seal(keys.public, drawn)
        ours = Enrolled(branch, keys.fingerprint, EPOCH, keys.public, receipt_key)
        identity.settle(db, ours, "")
        documents.publish(db, wanted, by, at)
        note_zone(db, max(item.in_force for item in wanted))
    return identity.me(db)


def note_zone(db: Database, day: datetime.date) -> None:
    """Remembers the hall's zone, as its branch document in force says it."""
    hall = clerks.hall(db, day)
    if hall is not None and hall.zone != identity.me(db).zone:
        identity.note_zone(db, hall.zone)


def stands_alone(db: Database) -> bool:
    """Whether this station is of a hall without an office."""
    return identity.settled(db) and not identity.me(db).has_office


def brought(db: Database) -> tuple[datetime.date | None, int]:
    """What a hall brings along when it joins an office: the day of its oldest
    fact, None for none, and how many entries it wrote as its own office."""
    here = identity.me(db)
    own = [here.station, here.own_office.station]
    wanted = (Ledger.branch == here.branch) & Ledger.station.in_(own)
    oldest = db.first(Ledger.select(Ledger.day).where(wanted).order_by(Ledger.day))
    return oldest.day if oldest else None, ledger.chain(db, here.own_office).seq


def join(db: Database, keys: Keys, enrolled: Enrolled, office_url: str) -> None:
    """Takes on the ids that an office gave; what happened before goes with it.

    One transaction; the same answer twice changes nothing. Facts that no mark
    of an office covers are filed under the new ids, the old copies stay,
    uncounted; where only the office is new, the chain goes on as it is.
    """
    with db.writing():
        before = db.first(Identity.select())
        held = identity.held_by_office(db, before.chain) if before else 0
        identity.settle(db, enrolled, office_url)
        if before is None:
            return
        chain = ChainId(enrolled.branch, enrolled.station, enrolled.epoch)
        keys_differ = keys.open_sealed(bytes(before.receipt_key)) != keys.open_sealed(
            enrolled.receipt_key
        )
        if before.chain != chain or keys_differ:
            db.run(Former.insert(**before.chain._asdict(), receipt_key=before.receipt_key))

        def renamed(body: bytes) -> bytes:
            return refiled(body, enrolled.branch)

        if bytes(before.office_key) != enrolled.office_key:
            contact_store.send_again(db)
            if before.chain != chain:
                own = identity.me(db).own_office
                writing.refile(db, before.chain, held, chain, renamed)
                writing.refile(db, before.own_office, 0, own, renamed)
                contact_store.move(db, before.branch, enrolled.branch)
                state.refresh_all(db)
            db.run(OfficeMark.delete())
            db.run(MarkMoved.delete())
            identity.forget_office_time(db)


def formers(db: Database) -> list[Former]:
    """What this station was before, the chains and their receipt keys."""
    return db.rows(Former.select())


def receipt_keys(db: Database, keys: Keys) -> list[bytes]:
    """The keys that this station's receipt codes were ever made with, the one
    in use first. Raises Refusal `not_enrolled`."""
    sealed = [identity.me(db).receipt_key, *(former.receipt_key for former in formers(db))]
    return [keys.open_sealed(bytes(one)) for one in sealed]
