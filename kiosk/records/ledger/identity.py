"""What a station knows of itself and of what its office holds of it."""

from functools import cached_property

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared
from kiosk.ground.tables import Local
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger.time import Anchor, Believed, believed
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import OWN_OFFICE, Enrolled


class Identity(Local):
    """Who this station is; one row. `office_url` is '' where the hall stands
    alone; then `office_key` is the station's own. The anchor is None until the
    office answered."""

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
    believed_utc = peewee.BigIntegerField(null=True)
    believed_mono = peewee.BigIntegerField(null=True)
    believed_boot = peewee.TextField(null=True)

    @property
    def last_believed(self) -> Anchor | None:
        """What time was believed when the clocks were last read."""
        utc, mono, boot = self.believed_utc, self.believed_mono, self.believed_boot
        if utc is None or mono is None or boot is None:
            return None
        return Anchor(utc, utc, mono, boot)

    @cached_property
    def chain(self) -> ChainId:
        return ChainId(self.branch, self.station, self.epoch)

    @property
    def has_office(self) -> bool:
        """False where the hall stands alone and publishes to itself."""
        return self.office_url != ""

    @property
    def own_office(self) -> ChainId:
        """The chain of what a hall that stands alone does as its own office."""
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
    rows = db.ask(_ME)
    if not rows:
        raise Refusal("not_enrolled")
    return rows[0]  # type: ignore[no-any-return]


def settled(db: Database) -> bool:
    """Whether this station is enrolled or founded."""
    return bool(db.ask(_ME))


def settle(db: Database, enrolled: Enrolled, office_url: str) -> None:
    """Stores what the office answered; the same enrolment twice changes nothing."""
    with db.writing():
        db.run(
            Identity.insert(
                id=1,
                zone=DEFAULT_ZONE,
                office_url=office_url,
                **msgspec.structs.asdict(enrolled),
            ).on_conflict(
                conflict_target=[Identity.id],
                preserve=[
                    Identity.branch,
                    Identity.station,
                    Identity.epoch,
                    Identity.office_url,
                    Identity.office_key,
                    Identity.receipt_key,
                ],
            )
        )


def note_office_time(db: Database, office: int, now: Moment) -> None:
    """Remembers the office's signed time beside the station's own clocks."""
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
    """What time it is was the word of another office, or of none."""
    with db.writing():
        db.run(
            Identity.update(anchor_office=None, anchor_utc=None, anchor_mono=None, anchor_boot=None)
        )


def note_time(db: Database, now: Moment) -> Believed:
    """Remembers what time is believed now, for the next look at the clocks;
    to be called often, so that after a power cut little time is in doubt, and
    what ran on while in doubt is not taken back."""
    with db.writing():
        here = me(db)
        found = believed(now, here.anchor, here.last_believed)
        believe(db, found.utc, now)
    return found


def believe(db: Database, utc: int, now: Moment) -> None:
    """Remembers that at this moment it is `utc` (ms)."""
    with db.writing():
        db.run(Identity.update(believed_utc=utc, believed_mono=now.mono, believed_boot=now.boot))


def note_office(db: Database, url: str) -> None:
    """Remembers where the office is reached now; its key stays the same."""
    with db.writing():
        db.run(Identity.update(office_url=url))


def note_zone(db: Database, zone: str) -> None:
    """Remembers the hall's zone, as its branch document says it."""
    with db.writing():
        db.run(Identity.update(zone=zone))


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


def formers(db: Database) -> list[Former]:
    """What this station was before, the chains and their receipt keys."""
    return db.rows(Former.select())


def receipt_keys(db: Database, keys: Keys) -> list[bytes]:
    """The keys that this station's receipt codes were ever made with, the one
    in use first. Raises Refusal `not_enrolled`."""
    sealed = [me(db).receipt_key, *(former.receipt_key for former in formers(db))]
    return [keys.open_sealed(bytes(one)) for one in sealed]
