"""This station's identity and office, the office's signed time, and its former chains."""

import contextlib
from functools import cached_property

import msgspec
import peewee
from nacl.exceptions import CryptoError

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Local
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger.time import Anchor
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import OWN_OFFICE, Enrolled


class Identity(Local):
    """Who this station is; one row. In a hall without an office, `office_url` is '' and
    `office_key` the station's own key. The anchor is None until the office has answered; its times
    are in ms."""

    id = peewee.IntegerField(primary_key=True)
    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    zone = peewee.TextField()
    office_url = peewee.TextField()
    office_key = peewee.BlobField()
    receipt_key = peewee.BlobField()  # sealed to the station's own key
    anchor_office = peewee.BigIntegerField(null=True)
    anchor_utc = peewee.BigIntegerField(null=True)
    anchor_mono = peewee.BigIntegerField(null=True)
    anchor_boot = peewee.TextField(null=True)
    certificate = peewee.TextField(default="")  # hex: the office's word that we are enrolled
    next_call = peewee.BigIntegerField(default=0)  # the number that it gave for the next message

    @cached_property
    def chain(self) -> ChainId:
        return ChainId(self.branch, self.station, self.epoch)

    @property
    def has_office(self) -> bool:
        """False in a hall without an office, which publishes to itself."""
        return self.office_url != ""

    @property
    def own_office(self) -> ChainId:
        """The chain of what a hall without an office does as its own office."""
        return ChainId(self.branch, OWN_OFFICE + self.station, self.epoch)

    @cached_property
    def anchor(self) -> Anchor | None:
        office, utc, mono, boot = (
            self.anchor_office,
            self.anchor_utc,
            self.anchor_mono,
            self.anchor_boot,
        )
        if office is None or utc is None or mono is None or boot is None:
            return None
        return Anchor(office, utc, mono, boot)


_ME = Prepared(Identity.select())


def me(db: Database) -> Identity:
    """This station's identity; raises Refusal `not_enrolled`."""
    rows = _found(db)
    if not rows:
        raise Refusal("not_enrolled")
    return rows[0]


def settled(db: Database) -> bool:
    """Whether this station is enrolled or founded."""
    return bool(_found(db))


def _found(db: Database) -> list[Identity]:
    return [] if db.is_for_office else db.ask(_ME)


def settle(db: Database, enrolled: Enrolled, office_url: str) -> None:
    """Stores the answer to an enrolment; the same enrolment twice changes nothing."""
    with db.writing():
        before = me(db) if settled(db) else None
        same = before is not None and before.station == enrolled.station
        certificate = before.certificate if same and before else enrolled.certificate.hex()
        db.run(
            Identity.insert(
                id=1,
                zone=DEFAULT_ZONE,
                office_url=office_url,
                **msgspec.structs.asdict(enrolled) | {"certificate": certificate},
                next_call=before.next_call if same and before else 0,
            ).on_conflict(
                conflict_target=[Identity.id],
                preserve=[
                    Identity.branch,
                    Identity.station,
                    Identity.epoch,
                    Identity.office_url,
                    Identity.office_key,
                    Identity.receipt_key,
                    Identity.certificate,
                    Identity.next_call,
                ],
            )
        )


def note_office_time(db: Database, office: int, now: Moment) -> None:
    """Stores the office's signed time (UTC ms) together with the station's own clocks."""
    with db.writing():
        db.run(
            Identity.update(
                anchor_office=office,
                anchor_utc=now.utc,
                anchor_mono=now.mono,
                anchor_boot=now.boot,
            )
        )


def forget_office_time(db: Database) -> None:
    """Drops the anchor: the time came from another office, or from no office at all."""
    with db.writing():
        db.run(
            Identity.update(anchor_office=None, anchor_utc=None, anchor_mono=None, anchor_boot=None)
        )


def note_epoch(db: Database, epoch: int) -> None:
    """Goes on in this epoch; inside `db.writing()`."""
    db.run(Identity.update(epoch=epoch))


def note_answer(db: Database, number: int, certificate: bytes) -> None:
    """Stores the number for the next message and the office's certificate of this station; inside
    `db.writing()`."""
    db.run(Identity.update(next_call=number, certificate=certificate.hex()))


def note_office(db: Database, url: str) -> None:
    """Stores the office's new address; its key stays the same."""
    with db.writing():
        db.run(Identity.update(office_url=url))


def note_zone(db: Database, zone: str) -> None:
    """Stores the hall's zone, as its branch document gives it."""
    with db.writing():
        db.run(Identity.update(zone=zone))


class Former(Local):
    """A chain that this station wrote before it joined an office, with the receipt key of that
    time, sealed to the station's own key: codes that customers took home remain valid."""

    branch = peewee.TextField()
    station = peewee.TextField()
    epoch = peewee.IntegerField()
    receipt_key = peewee.BlobField()
    refiled = peewee.SmallIntegerField(default=1)  # 0: its facts stayed in their branch

    class Meta:
        primary_key = peewee.CompositeKey("branch", "station", "epoch", "receipt_key")


def formers(db: Database) -> list[Former]:
    """The chains of this station from before it joined an office, with their receipt keys."""
    return db.rows(Former.select())


_LEFT = Prepared(Former.select(Former.branch).where(Former.refiled == 0).distinct())


def branches_left(db: Database) -> set[str]:
    """The branches where facts stayed that this station wrote before it moved, or changed its
    key."""
    return {former.branch for former in db.ask(_LEFT)}


def receipt_keys(db: Database, keys: Keys) -> list[bytes]:
    """All keys with which this station has made receipt codes, the current one first; without those
    that a lost key had sealed. Raises Refusal `not_enrolled`."""
    opened = [keys.open_sealed(bytes(me(db).receipt_key))]
    for former in formers(db):
        with contextlib.suppress(CryptoError):
            opened.append(keys.open_sealed(bytes(former.receipt_key)))
    return opened
