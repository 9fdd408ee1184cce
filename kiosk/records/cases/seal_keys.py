"""The keys that contact details are sealed for: the office's, and one of the manager's.

Any machine of a branch can write a key in the manager's name. So a manager's key counts only once
head office was read its fingerprint on the telephone; in a hall that is its own office, the next
key is made by who knows the passphrase of the last.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.keys import fingerprint
from kiosk.ground.paging import Page
from kiosk.ground.queries import among
from kiosk.records.cases import contact_sealing
from kiosk.records.ledger import alarms, identity, ledger, security_log
from kiosk.records.ledger.ledger import OFFICE, Ledger
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, check_key, writing
from kiosk.records.people import clerks, tries
from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class SealKey(NamedTuple):
    """A manager's key. `confirmed` says that head office was read its fingerprint, `counts` that
    details are sealed for it now."""

    made: facts.SealKeyMade
    confirmed: bool
    counts: bool

    @property
    def public(self) -> bytes:
        return bytes.fromhex(self.made.public)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)


def readers(db: Database) -> list[bytes]:
    """The public keys that details are sealed for: the office's, if the hall has one, and the
    manager's that counts, if there is one."""
    me = identity.me(db)
    office = [bytes(me.office_key)] if me.has_office else []
    return office + [key.public for key in keys(db, me.branch) if key.counts]


def counting(db: Database, branch: str) -> SealKey | None:
    """The manager's key that details are sealed for now."""
    return next((key for key in keys(db, branch) if key.counts), None)


def keys(db: Database, branch: str) -> list[SealKey]:
    """The keys made by clerks who were the branch's managers on that day, newest first. In a hall
    that is its own office, who publishes could change afterwards who was: there the verb's word
    counts, or the next key would need no passphrase before."""
    alone = identity.settled(db) and not identity.me(db).has_office
    made = [
        fact
        for row in _rows(db, branch, "seal_key")
        if isinstance(fact := ledger.read(row), facts.SealKeyMade)
        and contact_sealing.usable(fact.public, fact.salt)
        and (alone or clerks.is_manager(db, branch, fact.clerk, fact.day))
    ]
    confirmed = [
        (fact.subject, fact.fingerprint)
        for row in _rows(db, branch, "seal_key_confirmed")
        if row.station == OFFICE and isinstance(fact := ledger.read(row), facts.SealKeyConfirmed)
    ]
    named = [(fact, (fact.event_id, fingerprint(bytes.fromhex(fact.public)))) for fact in made]
    names = [name for _, name in named]
    ordered = names if alone else [name for name in confirmed if name in names]
    last = ordered[-1] if ordered else None
    found = [SealKey(fact, name in confirmed, name == last) for fact, name in named]
    return sorted(found, key=lambda key: (key.made.day, key.made.at), reverse=True)


def _rows(db: Database, branch: str, kind: str) -> list[Ledger]:
    """The counted facts of a kind, each chain's in its order: that of head office's chain says
    which confirmation is the last."""
    wanted = (Ledger.branch == branch) & (Ledger.kind == kind) & (Ledger.counted == 1)
    return ledger.in_order(db.rows(Ledger.select().where(wanted)))


def that_opens(db: Database, branch: str, body: bytes) -> SealKey | None:
    """The manager's key that these details were sealed for, the newest of several."""
    fitting = contact_sealing.read_by(body)
    return next((key for key in keys(db, branch) if key.fingerprint in fitting), None)


def make(
    db: Database, author: Author, key: str, passphrase: str, salt: bytes, old: str = ""
) -> None:
    """The manager chooses a passphrase. In a hall with an office, details are sealed for it once
    head office has confirmed its fingerprint; in any other hall at once, if `old` is the
    passphrase before.

    Raises Refusal `missing_key`, `short_passphrase`, `not_manager`, `wrong_passphrase` or `wait`.
    """
    if author.role != "manager":
        raise Refusal("not_manager")
    public = contact_sealing.from_passphrase(passphrase, salt).public
    check_key(key)
    if not identity.me(db).has_office and not ledger.find(db, author.branch, [key]):
        _check_old(db, author, old)
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.SealKeyMade, clerk=author.by, public=public.hex(), salt=salt.hex())
            seq = ledger.chain(db, author.chain).seq
            says = fingerprint(public)
            alarms.alarm(db, author.chain, seq, "seal_key", says, author.at)
            by = Actor("desk", author.by, author.now)
            security_log.write(db, by, "passphrase_set", says, key=key)


def _check_old(db: Database, author: Author, old: str) -> None:
    before = counting(db, author.branch)
    if before is None:
        return
    tried = tries.begin(db, "contact", author.by, author.now)
    if contact_sealing.opens(before.public, old, bytes.fromhex(before.made.salt)):
        tries.was_right(db, tried, author.now)
    else:
        raise Refusal("wrong_passphrase")


def confirm(db: Database, author: Author, key: str, event_id: str, read_out: str) -> None:
    """Head office was read the fingerprint of a key: details are sealed for that key from now on.
    Raises Refusal `missing_key`, or `unknown_seal_key` if the branch has no such key."""
    read_out = squeezed(read_out).lower().replace("-", "")
    made = {(one.made.event_id, one.fingerprint) for one in keys(db, author.branch)}
    if (event_id, read_out) not in made:
        raise Refusal("unknown_seal_key")
    with writing(db, author, key) as entry:
        if not entry.known:
            said = {"subject": event_id, "fingerprint": read_out, "by": author.by}
            entry.write(facts.SealKeyConfirmed, **said)
            by = Actor("office", author.by, author.now)
            of = author.branch
            security_log.write(db, by, "passphrase_confirmed", read_out, detail=of, key=key)


class Made(NamedTuple):
    """A branch, and the keys that its managers made."""

    branch: str
    keys: list[SealKey]


def of_branches(db: Database, branches: Sequence[str], page: int = 1) -> Page[Made]:
    """A page of those of these branches whose managers made keys, with their keys."""
    wanted = among(Ledger.branch, branches) & (Ledger.kind == "seal_key") & (Ledger.counted == 1)
    query = Ledger.select(Ledger.branch).where(wanted).distinct().order_by(Ledger.branch)
    rows, number = paging.read(db, query.tuples(), page)
    return Page([Made(branch, keys(db, branch)) for (branch,) in rows], number)
