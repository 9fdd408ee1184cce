"""Stations at the office: enrolled with a one-time code, then known by their key."""

import base64
import hashlib

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, fingerprint, seal
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import DayField, Reference
from kiosk.records.ledger import alarms, ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import documents
from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import (
    OWN_OFFICE,
    Batch,
    Enrol,
    Enrolled,
    GivenEpoch,
    NextEpoch,
    certified,
)

FIRST_EPOCH = 1
CODE_MS = 24 * 3600 * 1000
"""How long an enrolment code is valid, in ms."""


class BranchKey(Reference):
    """The key with which a branch's receipt codes are hashed."""

    branch = peewee.TextField(primary_key=True)
    receipt_key = peewee.BlobField()


class EnrolmentCode(Reference):
    """A one-time code, known by its hash. Once used, it keeps its answer, since the same station
    may ask again if the connection broke. `replaces` is the station that the new one takes the
    place of, '' for none; `decided` how many entries its hall may bring that it wrote as its own
    office."""

    secret_hash = peewee.TextField(primary_key=True)
    branch = peewee.TextField()
    expires_at = peewee.BigIntegerField()
    public_key = peewee.BlobField(null=True)
    answer = peewee.BlobField(null=True)
    replaces = peewee.TextField(default="")
    decided = peewee.BigIntegerField(default=0)


class Station(Reference):
    """A station as the office enrolled it, for one branch and for life. `since` is the day of the
    oldest fact that it brought along, None for none; `decided` is how many entries its hall had
    written as its own office: these decisions remain, and it can't add more. `epoch` is the newest
    one that the office has given it. `lost_at` is when a person gave up what it had not sent."""

    station = peewee.TextField(primary_key=True)
    branch = peewee.TextField()
    public_key = peewee.BlobField()
    enrolled_at = peewee.BigIntegerField()
    since = DayField(null=True)
    decided = peewee.BigIntegerField(null=True)
    epoch = peewee.IntegerField()
    replaces = peewee.TextField(default="")
    revoked_at = peewee.BigIntegerField(null=True)
    revoked_by = peewee.TextField(default="")
    note = peewee.TextField(default="")
    lost_at = peewee.BigIntegerField(null=True)
    lost_by = peewee.TextField(default="")
    lost_note = peewee.TextField(default="")


_ONE = Prepared(Station.select().where(Station.station == slot("station")))


def issue_code(
    db: Database, branch: str, keys: Keys, secret: bytes, now: int, replaces: str = "",
    decided: int = 0,
) -> str:  # fmt: skip
    """A one-time enrolment code for a branch, valid for 24 h: for a station that `replaces`
    another, or for a hall that stood alone and wrote `decided` entries as its own office.

    `secret` is 10 random bytes. The code carries the fingerprint of the office's key, so that no
    one else can answer the first request. Raises Refusal `unknown_branch` or `unknown_station`.
    """
    if not documents.versions(db, "branch", branch):
        raise Refusal("unknown_branch", branch)
    if replaces and find(db, replaces) is None:
        raise Refusal("unknown_station", replaces[:40])
    word = base64.b32encode(secret).decode()
    with db.writing():
        db.run(
            EnrolmentCode.insert(
                secret_hash=_secret_hash(word),
                branch=branch,
                expires_at=now + CODE_MS,
                replaces=replaces,
                decided=decided,
            ).on_conflict(action="nothing", conflict_target=[EnrolmentCode.secret_hash])
        )
    groups = "-".join(word[i : i + 4] for i in range(0, len(word), 4))
    return f"{groups}:{keys.fingerprint}"


def split_code(code: str) -> tuple[str, str]:
    """Secret and office fingerprint of a code as typed; raises Refusal `bad_code`."""
    secret, _, office = squeezed(code).partition(":")
    secret, office = secret.replace("-", "").upper(), office.lower()
    if len(secret) != 16 or len(office) != 24:
        raise Refusal("bad_code", "a code has 16 letters, a colon and 24 letters")
    return secret, office


def _secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def enrol(db: Database, wanted: Enrol, keys: Keys, new_key: bytes, now: int) -> Enrolled:
    """Enrols a station. `new_key` is 32 random bytes, the receipt key if the branch has none yet.
    Raises Refusal `bad_code`."""
    with db.writing():
        code = db.first(
            EnrolmentCode.select().where(EnrolmentCode.secret_hash == _secret_hash(wanted.code))
        )
        if code is None:
            raise Refusal("bad_code")
        if code.answer is not None and bytes(code.public_key) == wanted.public_key:
            _note_brought(db, code, wanted)
            return msgspec.json.decode(code.answer, type=Enrolled)
        if code.answer is not None or code.expires_at < now:
            raise Refusal("bad_code", "used" if code.answer else "expired")
        answer = _take_in(db, code, wanted, keys, new_key, now)
        db.run(
            EnrolmentCode.update(
                public_key=wanted.public_key, answer=msgspec.json.encode(answer)
            ).where(EnrolmentCode.secret_hash == code.secret_hash)
        )
        return answer


def _take_in(
    db: Database, code: EnrolmentCode, wanted: Enrol, keys: Keys, new_key: bytes, now: int
) -> Enrolled:
    name, branch = fingerprint(wanted.public_key), code.branch
    known = find(db, name)
    if known is not None and known.revoked_at is not None:
        raise Refusal("bad_code", f"station {name} is revoked; it needs a new key")
    if known is not None and known.branch != branch:
        # a station belongs to one branch for life; to move, it needs a new key
        raise Refusal("bad_code", f"station {name} belongs to {known.branch}")
    db.run(
        BranchKey.insert(branch=branch, receipt_key=new_key).on_conflict(
            action="nothing", conflict_target=[BranchKey.branch]
        )
    )
    receipt_key = db.first(BranchKey.select().where(BranchKey.branch == branch)).receipt_key
    if known is None:
        row = {"station": name, "branch": branch, "public_key": wanted.public_key}
        db.run(Station.insert(row, enrolled_at=now, epoch=FIRST_EPOCH, replaces=code.replaces))
    _note_brought(db, code, wanted)
    epoch = known.epoch if known else FIRST_EPOCH
    sealed = seal(wanted.public_key, bytes(receipt_key))
    certificate = keys.sign(certified(branch, wanted.public_key))
    return Enrolled(branch, name, epoch, keys.public, sealed, certificate)


def _note_brought(db: Database, code: EnrolmentCode, wanted: Enrol) -> None:
    """Stores what a station reports to bring along, until its first entry is here: it may have had
    to ask again meanwhile. Entries that it wrote as its own office must be as many as the person
    who drew the code typed in; else anyone with a code could speak as an office."""
    name = fingerprint(wanted.public_key)
    if wanted.decided > code.decided:
        raise Refusal("not_alone", str(wanted.decided))
    if not ledger.chains(db, code.branch, name):
        brought = Station.update(since=wanted.since, decided=wanted.decided)
        db.run(brought.where(Station.station == name))


def find(db: Database, station: str) -> Station | None:
    """A station that the office enrolled, or None."""
    found: list[Station] = db.ask(_ONE, station=station)
    return found[0] if found else None


def successor(db: Database, station: str) -> Station | None:
    """The station that took this one's place, None if none has been enrolled."""
    newest = Station.select().where(Station.replaces == station)
    found: Station | None = db.first(newest.order_by(Station.enrolled_at.desc()))
    return found


def every(db: Database) -> list[Station]:
    """All stations, by branch, the newest first."""
    return db.rows(Station.select().order_by(Station.branch, Station.enrolled_at.desc()))


def may_send(station: Station, batch: Batch) -> bool:
    """Whether a batch is of a chain that this station may write."""
    last = batch.first + len(batch.entries) - 1
    ours = batch.station == station.station
    decided = batch.station == OWN_OFFICE + station.station and last <= (station.decided or 0)
    return ours or (decided and batch.epoch == FIRST_EPOCH)


def note_epoch(db: Database, station: Station, epoch: int, now: int) -> None:
    """Stores that a station went on in an epoch that this office has not given it: its database was
    damaged or put back from a backup. An alarm says so."""
    if epoch <= station.epoch:
        return
    of = ChainId(station.branch, station.station, epoch)
    with db.writing():
        db.run(Station.update(epoch=epoch).where(Station.station == station.station))
        alarms.alarm(db, of, 0, "new_epoch", str(station.epoch), now)


def next_epoch(db: Database, station: Station, wanted: NextEpoch, now: int) -> GivenEpoch:
    """Gives a station a new epoch, the next after all that either side knows of, with an alarm, and
    says which of its marks the office holds."""
    with db.writing():
        known = [chain.epoch for chain in ledger.chains(db, station.branch, station.station)]
        epoch = max(station.epoch, wanted.newest, *known, 0) + 1
        db.run(Station.update(epoch=epoch).where(Station.station == station.station))
        of = ChainId(station.branch, station.station, epoch)
        alarms.alarm(db, of, 0, "new_epoch", str(wanted.newest), now)
    held = tuple(
        mark
        for mark in wanted.marks
        if ledger.hash_at(db, ChainId(station.branch, station.station, mark.epoch), mark.seq)
        == mark.head
    )
    return GivenEpoch(epoch, held)
