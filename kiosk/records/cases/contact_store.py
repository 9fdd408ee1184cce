"""Customers' contact details: sealed in the request that brings them, kept apart from the ledger,
erased on their date (个人信息保护法 arts. 6, 14, 17, 19, 47).

No row, log or backup of a station holds them in the clear; only the office's key and the manager's,
which is made from a passphrase, open them.

Over the line limit: all that reads or writes the sealed bytes is here.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Distributed
from kiosk.records.cases import contact_sealing, state
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.cases.state import CaseNow
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.identity import Identity
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger.counting import Counted
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.refusals import Refusal

REFUSED = 2


class SealedContact(Distributed):
    """Sealed contact details. `digest` is the salted one in the case's body; `sent` is 1 once the
    office has them, REFUSED if it never will."""

    branch = peewee.TextField()
    digest = peewee.TextField()
    body = peewee.BlobField()
    sent = peewee.SmallIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("branch", "digest")


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
    """Whether details are kept here: a case of the branch still has them, and once erased, they are
    never stored again; a station keeps none of another branch than its own."""
    own = not identity.settled(db) or identity.me(db).branch == branch
    return own and _case_with(db, branch, digest) is not None


def _case_with(db: Database, branch: str, digest: str) -> CaseNow | None:
    named = (CaseNow.branch == branch) & (CaseNow.contact == digest)
    found: CaseNow | None = db.first(CaseNow.select().where(named))
    return found


def _with_details(branch: Any) -> Any:
    """The cases of a branch that have contact details."""
    return (CaseNow.branch == branch) & (CaseNow.contact != "")


_HERE = SealedContact.select(SealedContact.digest).where(SealedContact.branch == slot("branch"))
MISSING = Prepared(
    CaseNow.select(CaseNow.contact)
    .where(_with_details(slot("branch")) & CaseNow.contact.not_in(_HERE))
    .order_by(CaseNow.at.desc())
    .limit(slot("most")),
    cached=False,
)


def missing(db: Database, branch: str, most: int) -> tuple[str, ...]:
    """The digests of details that are not here though their case is, the newest cases first."""
    rows = db.ask(MISSING, branch=branch, most=most)
    return tuple(row.contact for row in rows if _is_digest(row))


def _is_digest(row: CaseNow) -> bool:
    """A case of a tampered station can name anything."""
    return contact_sealing.DIGEST.fullmatch(row.contact) is not None


def orphans(db: Database) -> list[tuple[str, str]]:
    """(branch, digest) of stored details that no case has (any more), and at a station of those
    that it has from a branch that it left: it does not learn when they are erased there."""
    named = CaseNow.select(CaseNow.contact).where(CaseNow.branch == SealedContact.branch)
    unwanted = SealedContact.digest.not_in(named)
    if identity.settled(db):
        unwanted |= SealedContact.branch != identity.me(db).branch
    query = SealedContact.select(SealedContact.branch, SealedContact.digest).where(unwanted)
    return [tuple(row) for row in db.rows(query.tuples())]


def replace(db: Database, branch: str, kept: Kept) -> None:
    """Stores resealed details; the transaction is the caller's."""
    erase(db, branch, [kept.digest])
    keep(db, branch, kept, sent=True)


def take(db: Database, branch: str, kept: Kept) -> bool:
    """Stores details from the office: missing ones, and those that it has resealed. Returns whether
    they are sealed details at all."""
    readers = contact_sealing.read_by(kept.body)
    if readers and len(kept.body) <= contact_sealing.BODY_LIMIT:
        with db.writing():
            row = _case_with(db, branch, kept.digest)  # the customer may have erased it
            if row and (row.sealed_for in readers or find(db, branch, kept.digest) is None):
                replace(db, branch, kept)
        return True
    return False


def find(db: Database, branch: str, digest: str) -> bytes | None:
    """The sealed bytes in wire form; None if there are none (any more)."""
    row = db.first(SealedContact.select().where(_is(branch, digest)))
    return None if row is None else bytes(row.body)


class Unsent(NamedTuple):
    """Details that are missing at the office, and where it holds the opening of their case."""

    digest: str
    chain: ChainId
    seq: int


def to_send(db: Database, me: Identity, *, with_cases: bool = False) -> list[Unsent]:
    """The details that are missing at the office, of cases that it holds: this station's own under
    a mark, and another's, of which the office itself has said so. Those `with_cases` travel in one
    file with them, so that no mark is needed."""
    ours = {me.station, me.own_office.station, *(one.station for one in identity.formers(db))}
    unsent = SealedContact.select(SealedContact.digest).where(_unsent(me.branch))
    named = (CaseNow.branch == me.branch) & CaseNow.contact.in_(unsent)
    cases = dict(db.rows(CaseNow.select(CaseNow.case_id, CaseNow.contact).where(named).tuples()))
    found: dict[str, Unsent] = {}
    for fact in ledger.find(db, me.branch, sorted(cases)):
        chain = ChainId(me.branch, fact.station, fact.epoch)
        held = with_cases or fact.station not in ours
        if held or fact.seq <= office_marks.held_by_office(db, chain):
            digest = cases[fact.event_id]
            found.setdefault(digest, Unsent(digest, chain, fact.seq))
    return list(found.values())


def has_unsent(db: Database, branch: str) -> bool:
    """Whether details of this branch wait here to be sent."""
    waiting = SealedContact.select(SealedContact.digest).where(_unsent(branch))
    return db.first(waiting) is not None


def _unsent(branch: str) -> peewee.Expression:
    return (SealedContact.branch == branch) & (SealedContact.sent == 0)


def move(db: Database, old: str, new: str) -> None:
    """Moves the details of those cases that are filed under the branch's new id now."""
    named = CaseNow.select(CaseNow.contact).where(CaseNow.branch == new)
    moved = (SealedContact.branch == old) & SealedContact.digest.in_(named)
    db.run(SealedContact.update(branch=new).where(moved))


def send_again(db: Database, digests: Collection[str] | None = None) -> None:
    """Marks details as unsent: all of them if the office was restored from a backup or is another
    one, else those that it says are missing."""
    with db.writing():
        if digests is None:
            db.run(SealedContact.update(sent=0))
        else:
            missing = SealedContact.digest.in_(list(digests)) & (SealedContact.sent == 1)
            db.run(SealedContact.update(sent=0).where(missing))


def note_sent(db: Database, branch: str, digest: str, sent: int = 1) -> None:
    """Stores that the office has these details, or that it has REFUSED them."""
    with db.writing():
        db.run(SealedContact.update(sent=sent).where(_is(branch, digest)))


def _is(branch: str, digest: str) -> peewee.Expression:
    return (SealedContact.branch == branch) & (SealedContact.digest == digest)


def wanted(db: Database, branch: str) -> list[str]:
    """The digests of details that this station must fetch: they came with another station's case,
    or the office has resealed them since."""
    query = CaseNow.select(CaseNow.contact, CaseNow.sealed_for)
    rows = db.rows(query.where(_with_details(branch)))
    without = []
    for row in filter(_is_digest, rows):
        body = find(db, branch, row.contact)
        if body is None or (row.sealed_for and row.sealed_for not in contact_sealing.read_by(body)):
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
    rows = db.rows(CaseNow.select().where(_with_details(branch)))
    held = [(row.case_id, row.contact, find(db, branch, row.contact)) for row in rows]
    return [
        (case, name, body)
        for case, name, body in held
        if body and key not in contact_sealing.read_by(body)
    ]


def branches(db: Database) -> list[str]:
    """The branches with contact details here."""
    query = SealedContact.select(SealedContact.branch).distinct().order_by(SealedContact.branch)
    return [branch for (branch,) in db.rows(query.tuples())]


def overdue(db: Database, day: datetime.date, policy: Policy) -> list[tuple[str, str]]:
    """(branch, case) of all details that must be erased by now, as `retention.is_over` says of each
    case; at a station, of those of its own branch."""
    closed = (CaseNow.state == "closed") & (
        CaseNow.closed_on <= day - datetime.timedelta(policy.contact_days)
    )
    begun = CaseNow.begun_on <= day - datetime.timedelta(policy.contact_most_days)
    due = (CaseNow.contact != "") & (closed | begun)
    if identity.settled(db):
        due &= CaseNow.branch == identity.me(db).branch
    query = CaseNow.select(CaseNow.branch, CaseNow.case_id).where(due)
    return [tuple(row) for row in db.rows(query.tuples())]


def follow(db: Database, branch: str, counted: Iterable[Counted]) -> None:
    """Erases the details of cases that have none any more, because a fact from elsewhere says so.
    Purging the deleted rows from the files is left for later, since a station waits for the
    answer."""
    for case_id in state.touched(one.columns for one in counted):
        case = state.fold(db, branch, case_id)
        if case is not None and case.contact_gone and erase(db, branch, [case.opened.contact]):
            db.has_to_forget = True


def rebuild(db: Database) -> None:
    """Erases all details that no case has, or that are another branch's; inside `db.writing()`."""
    for branch, digest in orphans(db):
        erase(db, branch, [digest])
        db.has_to_forget = True


def differences(db: Database, keys: Keys) -> Iterator[tuple[str, str]]:
    """(branch, what) of stored details that no case names or that are another branch's, that can't
    be read, or that are not those of their digest, where `keys` open them."""
    for branch, digest in orphans(db):
        yield branch, f"contact {digest[:16]} of no case"
    for row in db.stream(SealedContact.select()):
        try:
            body = bytes(row.body)
            readers = contact_sealing.read_by(body)
            if not readers:
                raise Refusal("bad_envelope")
            if keys.fingerprint in readers:
                contact_sealing.opened(body, keys, row.digest)
        except Refusal as refusal:
            yield row.branch, f"contact {row.digest[:16]}: {refusal.code}"
