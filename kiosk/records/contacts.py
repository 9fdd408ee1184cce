"""How a customer can be reached: sealed in the request that brings it, kept
apart from the ledger, erased on its date (个人信息保护法 arts. 6, 14, 17, 19, 47).

No row, log or backup of a station holds it in the clear; only the office's key
and the manager's, which comes from a passphrase, open it.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

import argon2.low_level
import msgspec
import peewee
from nacl.exceptions import CryptoError

from kiosk import facts
from kiosk.db import Database, Distributed
from kiosk.keys import Keys, fingerprint, seal
from kiosk.records.casebook import CaseNow
from kiosk.records.identity import Identity
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal

NOTICE = "1"
"""The version of the notice that customers agree to; its words stand in
templates/lobby/_contact.html, a change of their sense gets a new number."""
PHONE = re.compile(r"\+?[\d() -]{5,24}")
NAME_LIMIT = 20
PASSPHRASE_LEAST = 12
BODY_LIMIT = 4_096
"""Bytes of a sealed contact as it travels."""


class SealedContact(Distributed):
    """Contact details as nobody can read them here. `digest` is the salted
    one in the case's body; `sent` whether the office has them."""

    branch = peewee.TextField()
    digest = peewee.TextField()
    body = peewee.BlobField()
    sent = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "digest")


class Details(msgspec.Struct, frozen=True):
    """What the customer wrote; the salt keeps the digest from being guessed."""

    name: str
    phone: str
    salt: bytes


class Sealed(msgspec.Struct, frozen=True):
    """The same details, sealed for each key by its fingerprint."""

    keys: dict[str, bytes]


class Kept(NamedTuple):
    """What goes into the case's body, and what is stored beside it."""

    digest: str
    body: bytes


def readers(db: Database, me: Identity) -> list[bytes]:
    """The public keys that details are sealed for: the office's, where the hall
    has one, and the manager's, where he or she has made one."""
    office = [bytes(me.office_key)] if me.office_key else []
    manager = manager_key(db, me.branch)
    return office + ([bytes.fromhex(manager.public)] if manager else [])


def manager_key(db: Database, branch: str) -> facts.SealKeyMade | None:
    """The newest key that a manager of the branch has made."""
    rows = db.rows(
        Ledger.select().where(
            (Ledger.branch == branch) & (Ledger.kind == "seal_key") & (Ledger.counted == 1)
        )
    )
    made = [facts.decode(bytes(row.body)) for row in rows]
    keys = [fact for fact in made if isinstance(fact, facts.SealKeyMade)]
    return max(keys, key=lambda key: (key.day, key.at, key.event_id), default=None)


def sealed(name: str, phone: str, salt: bytes, keys: Iterable[bytes]) -> Kept:
    """Details sealed for these public keys. `salt` is 16 random bytes.

    Raises Refusal `odd_phone` or `long_comment`.
    """
    name, phone = name.strip(), phone.strip()
    if not PHONE.fullmatch(phone):
        raise Refusal("odd_phone")
    if len(name) > NAME_LIMIT:
        raise Refusal("long_comment", "name")
    plain = msgspec.json.encode(Details(name, phone, salt))
    body = Sealed({fingerprint(key): seal(key, plain) for key in keys})
    return Kept(hashlib.sha256(plain).hexdigest(), msgspec.json.encode(body))


def keep(db: Database, branch: str, kept: Kept, *, sent: bool = False) -> None:
    """Stores sealed details; the first of a digest stays."""
    db.run(
        SealedContact.insert(
            branch=branch, digest=kept.digest, body=kept.body, sent=int(sent)
        ).on_conflict(
            action="nothing", conflict_target=[SealedContact.branch, SealedContact.digest]
        )
    )


def replace(db: Database, branch: str, kept: Kept) -> None:
    """Stores details that were sealed anew; the transaction is the caller's."""
    erase(db, branch, [kept.digest])
    keep(db, branch, kept, sent=True)


def find(db: Database, branch: str, digest: str) -> bytes | None:
    """The sealed bytes, as they travel; None where there are none (any more)."""
    row = db.first(SealedContact.select().where(_is(branch, digest)))
    return None if row is None else bytes(row.body)


def opened(body: bytes, keys: Keys, digest: str) -> Details:
    """The details, with a key that they were sealed for.

    Raises Refusal `wrong_passphrase` where it is none of them, `damaged_contact`
    where they are not what the case's body commits to.
    """
    box = msgspec.json.decode(body, type=Sealed).keys.get(keys.fingerprint)
    if box is None:
        raise Refusal("wrong_passphrase")
    try:
        plain = keys.open_sealed(box)
    except CryptoError:
        raise Refusal("damaged_contact") from None
    if hashlib.sha256(plain).hexdigest() != digest:
        raise Refusal("damaged_contact")
    return msgspec.json.decode(plain, type=Details)


def for_key(body: bytes, key: str) -> bool:
    """Whether sealed bytes can be opened by the key of this fingerprint."""
    return key in msgspec.json.decode(body, type=Sealed).keys


def resealed(body: bytes, keys: Keys, digest: str, reader: bytes) -> Kept:
    """The same details for one reader more; raises Refusal as `opened` does."""
    details = opened(body, keys, digest)
    before = msgspec.json.decode(body, type=Sealed).keys
    box = seal(reader, msgspec.json.encode(details))
    return Kept(digest, msgspec.json.encode(Sealed(before | {fingerprint(reader): box})))


def checked(body: bytes, keys: Keys, digest: str) -> None:
    """Raises Refusal `bad_envelope` where these bytes are no sealed details;
    what is sealed for `keys` must also be what the digest says."""
    try:
        names = msgspec.json.decode(body, type=Sealed).keys
    except msgspec.MsgspecError as trouble:
        raise Refusal("bad_envelope", str(trouble)) from None
    if not re.fullmatch(r"[0-9a-f]{64}", digest) or len(body) > BODY_LIMIT:
        raise Refusal("bad_envelope", "contact")
    if keys.fingerprint in names:
        opened(body, keys, digest)


def from_passphrase(passphrase: str, salt: bytes) -> Keys:
    """The manager's keys; slow on purpose. `salt` is 16 random bytes, kept.

    Raises Refusal `short_passphrase`.
    """
    if len(passphrase) < PASSPHRASE_LEAST:
        raise Refusal("short_passphrase")
    seed = argon2.low_level.hash_secret_raw(
        passphrase.encode(), salt, time_cost=3, memory_cost=65_536, parallelism=1, hash_len=32,
        type=argon2.Type.ID,
    )  # fmt: skip
    return Keys(seed)


def unsent(db: Database, branch: str) -> list[Kept]:
    """Sealed details that the office does not have yet."""
    wanted = (SealedContact.branch == branch) & (SealedContact.sent == 0)
    return [
        Kept(row.digest, bytes(row.body)) for row in db.rows(SealedContact.select().where(wanted))
    ]


def note_sent(db: Database, branch: str, digest: str) -> None:
    """Remembers that the office has them."""
    with db.writing():
        db.run(SealedContact.update(sent=1).where(_is(branch, digest)))


def _is(branch: str, digest: str) -> peewee.Expression:
    return (SealedContact.branch == branch) & (SealedContact.digest == digest)


def wanted(db: Database, branch: str) -> list[str]:
    """The digests of what this station lacks: details that came with another
    station's case, or that the office has sealed anew since."""
    rows = db.rows(
        CaseNow.select(CaseNow.contact, CaseNow.sealed_for).where(
            (CaseNow.branch == branch) & (CaseNow.contact != "")
        )
    )
    lacking = []
    for row in rows:
        body = find(db, branch, row.contact)
        if body is None or (row.sealed_for and not for_key(body, row.sealed_for)):
            lacking.append(row.contact)
    return lacking


def erase(db: Database, branch: str, digests: Iterable[str]) -> int:
    """Deletes sealed details; returns how many there were. `db.forget()` after
    the transaction takes them out of the files too."""
    query = SealedContact.delete().where(
        (SealedContact.branch == branch) & SealedContact.digest.in_(list(digests))
    )
    return int(db.run(query))


def not_for(db: Database, branch: str, key: str) -> list[tuple[str, str, bytes]]:
    """(case, digest, sealed bytes) of all details here that the key of this
    fingerprint can't open."""
    rows = db.rows(CaseNow.select().where((CaseNow.branch == branch) & (CaseNow.contact != "")))
    held = [(row.case_id, row.contact, find(db, branch, row.contact)) for row in rows]
    return [(case, name, body) for case, name, body in held if body and not for_key(body, key)]


def branches(db: Database) -> list[str]:
    """The branches that have contact details here."""
    query = SealedContact.select(SealedContact.branch).distinct().order_by(SealedContact.branch)
    return [branch for (branch,) in db.rows(query.tuples())]


def overdue(db: Database, day: datetime.date, days: int) -> list[tuple[str, str]]:
    """(branch, case) of what must be erased now: closed `days` days ago."""
    until = day - datetime.timedelta(days)
    query = CaseNow.select(CaseNow.branch, CaseNow.case_id).where(
        (CaseNow.contact != "") & (CaseNow.state == "closed") & (CaseNow.closed_on <= until)
    )
    return [tuple(row) for row in db.rows(query.tuples())]
