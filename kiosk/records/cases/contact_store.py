"""Customers' contact details: sealed in the request that brings them, kept apart from the ledger,
erased on their date (个人信息保护法 arts. 6, 14, 17, 19, 47).

No row, log or backup of a station holds them in the clear; only the office's key and the manager's,
which is made from a passphrase, open them.
"""

import datetime
from collections.abc import Iterable, Iterator

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Distributed
from kiosk.records.cases import contact_sealing, state
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import clerks
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class SealedContact(Distributed):
    """Sealed contact details. `digest` is the salted one in the case's body; `sent` says whether
    the office has them."""

    branch = peewee.TextField()
    digest = peewee.TextField()
    body = peewee.BlobField()
    sent = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "digest")


def readers(db: Database) -> list[bytes]:
    """The public keys that details are sealed for: the office's, if the hall has one, and the
    manager's, if there is one."""
    me = identity.me(db)
    office = [bytes(me.office_key)] if me.has_office else []
    manager = manager_key(db, me.branch)
    return office + ([bytes.fromhex(manager.public)] if manager else [])


def manager_key(db: Database, branch: str) -> facts.SealKeyMade | None:
    """The newest key made by a clerk who was the branch's manager on that day; keys that a station
    writes in another clerk's name don't count."""
    rows = db.rows(
        Ledger.select().where(
            (Ledger.branch == branch) & (Ledger.kind == "seal_key") & (Ledger.counted == 1)
        )
    )
    made = [fact for row in rows if isinstance(fact := ledger.read(row), facts.SealKeyMade)]
    keys = [
        key
        for key in made
        if contact_sealing.usable(key.public, key.salt)
        and clerks.is_manager(db, branch, key.clerk, key.day)
    ]
    return max(keys, key=lambda key: (key.day, key.at, key.event_id), default=None)


def keep(db: Database, branch: str, kept: Kept, *, sent: bool = False) -> None:
    """Stores sealed details; if the digest is stored already, nothing changes."""
    db.run(
        SealedContact.insert(
            branch=branch, digest=kept.digest, body=kept.body, sent=int(sent)
        ).on_conflict(
            action="nothing", conflict_target=[SealedContact.branch, SealedContact.digest]
        )
    )


def is_wanted(db: Database, branch: str, digest: str) -> bool:
    """Whether a case of the branch still has these details; once erased, they are never stored
    again."""
    named = (CaseNow.branch == branch) & (CaseNow.contact == digest)
    return db.first(CaseNow.select(CaseNow.case_id).where(named)) is not None


def orphans(db: Database) -> list[tuple[str, str]]:
    """(branch, digest) of stored details that no case has (any more)."""
    named = CaseNow.select(CaseNow.contact).where(CaseNow.branch == SealedContact.branch)
    query = SealedContact.select(SealedContact.branch, SealedContact.digest)
    return [tuple(row) for row in db.rows(query.where(SealedContact.digest.not_in(named)).tuples())]


def replace(db: Database, branch: str, kept: Kept) -> None:
    """Stores resealed details; the transaction is the caller's."""
    erase(db, branch, [kept.digest])
    keep(db, branch, kept, sent=True)


def find(db: Database, branch: str, digest: str) -> bytes | None:
    """The sealed bytes in wire form; None if there are none (any more)."""
    row = db.first(SealedContact.select().where(_is(branch, digest)))
    return None if row is None else bytes(row.body)


def unsent(db: Database, branch: str) -> list[Kept]:
    """Sealed details that the office doesn't have yet."""
    wanted = (SealedContact.branch == branch) & (SealedContact.sent == 0)
    return [
        Kept(row.digest, bytes(row.body)) for row in db.rows(SealedContact.select().where(wanted))
    ]


def move(db: Database, old: str, new: str) -> None:
    """Moves the details of those cases that are filed under the branch's new id now."""
    named = CaseNow.select(CaseNow.contact).where(CaseNow.branch == new)
    moved = (SealedContact.branch == old) & SealedContact.digest.in_(named)
    db.run(SealedContact.update(branch=new).where(moved))


def send_again(db: Database) -> None:
    """Marks all details as unsent: another office has none of them."""
    db.run(SealedContact.update(sent=0))


def note_sent(db: Database, branch: str, digest: str) -> None:
    """Stores that the office has these details."""
    with db.writing():
        db.run(SealedContact.update(sent=1).where(_is(branch, digest)))


def _is(branch: str, digest: str) -> peewee.Expression:
    return (SealedContact.branch == branch) & (SealedContact.digest == digest)


def wanted(db: Database, branch: str) -> list[str]:
    """The digests of details that this station must fetch: they came with another station's case,
    or the office has resealed them since."""
    rows = db.rows(
        CaseNow.select(CaseNow.contact, CaseNow.sealed_for).where(
            (CaseNow.branch == branch) & (CaseNow.contact != "")
        )
    )
    without = []
    for row in rows:
        body = find(db, branch, row.contact)
        if body is None or (row.sealed_for and not contact_sealing.for_key(body, row.sealed_for)):
            without.append(row.contact)
    return without


def erase(db: Database, branch: str, digests: Iterable[str]) -> int:
    """Deletes sealed details; returns how many there were. `db.forget()` after the transaction
    purges them from the files too."""
    query = SealedContact.delete().where(
        (SealedContact.branch == branch) & SealedContact.digest.in_(list(digests))
    )
    return int(db.run(query))


def not_for(db: Database, branch: str, key: str) -> list[tuple[str, str, bytes]]:
    """(case, digest, sealed bytes) of all details here that the key with this fingerprint can't
    open."""
    rows = db.rows(CaseNow.select().where((CaseNow.branch == branch) & (CaseNow.contact != "")))
    held = [(row.case_id, row.contact, find(db, branch, row.contact)) for row in rows]
    return [
        (case, name, body)
        for case, name, body in held
        if body and not contact_sealing.for_key(body, key)
    ]


def branches(db: Database) -> list[str]:
    """The branches with contact details here."""
    query = SealedContact.select(SealedContact.branch).distinct().order_by(SealedContact.branch)
    return [branch for (branch,) in db.rows(query.tuples())]


def overdue(db: Database, day: datetime.date, days: int) -> list[tuple[str, str]]:
    """(branch, case) of all details that must be erased by now: closed `days` days ago."""
    until = day - datetime.timedelta(days)
    query = CaseNow.select(CaseNow.branch, CaseNow.case_id).where(
        (CaseNow.contact != "") & (CaseNow.state == "closed") & (CaseNow.closed_on <= until)
    )
    return [tuple(row) for row in db.rows(query.tuples())]


def follow(db: Database, branch: str, columns: Iterable[facts.Columns]) -> None:
    """Erases the details of cases that have none any more, because a fact from elsewhere says so.
    Purging the deleted rows from the files is left for later, since a station waits for the
    answer."""
    for case_id in state.touched(columns):
        case = state.fold(db, branch, case_id)
        if case is not None and case.contact_gone and erase(db, branch, [case.opened.contact]):
            db.has_to_forget = True


def rebuild(db: Database) -> None:
    """Erases all details that no case has; inside `db.writing()`."""
    for branch, digest in orphans(db):
        erase(db, branch, [digest])
        db.has_to_forget = True


def differences(db: Database, keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of stored details that no case names, that can't be read, or that are not
    those of their digest, where `keys` open them."""
    for branch, digest in orphans(db):
        yield branch, f"contact {digest[:16]} of no case"
    for row in db.stream(SealedContact.select()):
        try:
            contact_sealing.checked(bytes(row.body), keys, row.digest)
        except Refusal as refusal:
            yield row.branch, f"contact {row.digest[:16]}: {refusal.code}"
