"""What staff wrote when they asked for help (快乐驿站, P08): sealed in the request that brings it
for those who were chosen, kept apart from the ledger, erased once the call for help has ended.

No row, log or backup holds it in the clear; who wrote it is inside as well.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import peewee
from nacl.bindings import sodium_pad, sodium_unpad

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.cases import contact_sealing
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.ledger import across, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary.facts import SupportAsked, TaskMoved
from kiosk.vocabulary.refusals import Refusal

BLOCK = 1_024
"""Letters are padded to whole blocks of so many bytes, or their length would tell of them."""
BODY_LIMIT = 32_768
"""Most bytes of a sealed letter on the wire."""
ENDING = ("agreed", "withdrawn")
"""Steps of the author that end a call for help."""


class Words(msgspec.Struct, frozen=True):
    """Who asked for help, what kind of worry it is, and the words; the salt keeps the digest from
    being guessed."""

    badge: str
    worry: str
    text: str
    salt: bytes


class Letter(Local):
    """A sealed letter by its salted digest; `sent` is 1 once the office has it, or never needs
    it."""

    digest = peewee.TextField(primary_key=True)
    body = peewee.BlobField()
    sent = peewee.SmallIntegerField()


def sealed(words: Words, readers: Iterable[bytes]) -> Kept:
    """A letter sealed for these public keys."""
    return contact_sealing.boxed(sodium_pad(msgspec.json.encode(words), BLOCK), readers)


def opened(body: bytes, keys: Keys, digest: str) -> Words:
    """A letter, opened with one of the keys that it was sealed for. Raises Refusal
    `wrong_passphrase` if it was not sealed for this key, or `damaged_contact`."""
    plain = contact_sealing.unboxed(body, keys, digest)
    try:
        return msgspec.json.decode(sodium_unpad(plain, BLOCK), type=Words)
    except (ValueError, TypeError, RecursionError):
        raise Refusal("damaged_contact") from None


def keep(db: Database, kept: Kept, *, sent: bool) -> None:
    """Stores a sealed letter; one that is stored already stays as it is."""
    row = {"digest": kept.digest, "body": kept.body, "sent": 1 if sent else 0}
    db.run(Letter.insert(row).on_conflict(action="nothing", conflict_target=[Letter.digest]))


def find(db: Database, digest: str) -> bytes | None:
    """A sealed letter; None if it is not on this machine, or erased."""
    row = db.first(Letter.select().where(Letter.digest == digest))
    return None if row is None else bytes(row.body)


def take(db: Database, keys: Keys, branch: str, kept: Kept) -> None:
    """The office stores a letter of a branch. Raises Refusal `bad_envelope`, `damaged_contact`, or
    `contact_not_wanted` where no call for help that goes on has it."""
    if not contact_sealing.DIGEST.fullmatch(kept.digest) or len(kept.body) > BODY_LIMIT:
        raise Refusal("bad_envelope", "letter")
    if keys.fingerprint not in contact_sealing.read_by(kept.body):
        raise Refusal("bad_envelope", "not sealed for this office")
    opened(kept.body, keys, kept.digest)
    with db.writing():
        if kept.digest not in wanted(db, [branch]):
            raise Refusal("contact_not_wanted")
        keep(db, kept, sent=True)


def unsent(db: Database) -> list[tuple[str, bytes]]:
    """(digest, sealed bytes) of the letters that the office has not."""
    rows = db.rows(Letter.select().where(Letter.sent == 0).order_by(Letter.digest))
    return [(row.digest, bytes(row.body)) for row in rows]


def note_sent(db: Database, digest: str) -> None:
    """Stores that the office has a letter."""
    with db.writing():
        db.run(Letter.update(sent=1).where(Letter.digest == digest))


def send_again(db: Database) -> None:
    """Marks all letters as unsent, because the office was restored from a backup."""
    with db.writing():
        db.run(Letter.update(sent=0))


def wanted(db: Database, branches: Sequence[str] | None = None) -> set[str]:
    """The digests of letters whose calls for help go on, in these branches, None for all."""
    asked = across.read(db, SupportAsked, branches)
    ended = _ended(db, branches) if asked else set()
    return {one.words for one in asked if (one.branch, one.event_id) not in ended}


def _ended(db: Database, branches: Sequence[str] | None) -> set[tuple[str, str]]:
    of_author = Ledger.mark.in_(ENDING)
    ended = across.read(db, TaskMoved, branches, of_author)
    return {(one.branch, one.subject) for one in ended}


def erase(db: Database, digest: str) -> None:
    """Deletes a letter; `db.forget()` after the transaction purges it from the files too."""
    if db.run(Letter.delete().where(Letter.digest == digest)):
        db.has_to_forget = True


def follow(db: Database, branch: str, counted: Sequence[Counted]) -> None:
    """Erases the letters of calls for help that these facts end."""
    ends = [
        one.columns.subject
        for one in counted
        if one.columns.kind == "task_moved" and one.columns.mark in ENDING
    ]
    for row in ledger.find(db, branch, ends) if ends else []:
        if isinstance(asked := ledger.read(row), SupportAsked):
            erase(db, asked.words)


def rebuild(db: Database) -> None:
    """Erases all letters whose calls for help have ended, or are not here; inside
    `db.writing()`."""
    for digest in _orphans(db):
        erase(db, digest)


def _orphans(db: Database) -> list[str]:
    held = [digest for (digest,) in db.rows(Letter.select(Letter.digest).tuples())]
    needed = wanted(db) if held else set()
    return [digest for digest in held if digest not in needed]


def differences(db: Database, _keys: Keys) -> Iterator[tuple[str, str]]:
    """('', what) of each letter that should be erased."""
    for digest in _orphans(db):
        yield "", f"letter {digest[:16]} of no call for help"
