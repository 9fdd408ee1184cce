"""What is done with contact details: read by the manager, sealed anew for the
next one, taken back by the customer, erased on their date. Each is a fact."""

import contextlib
import datetime
import hashlib
from collections.abc import Callable

from kiosk import facts
from kiosk.db import Database
from kiosk.keys import Keys, fingerprint
from kiosk.records import casebook, cases, contacts, sealing, secrets
from kiosk.records.casework import act
from kiosk.records.writing import Author, writing
from kiosk.refusals import Refusal
from kiosk.rules.cases import Case, may
from kiosk.rules.throttle import DAY_TRIES


def withdraw(db: Database, author: Author, keys: Keys, code: str, key: str) -> Case:
    """The customer takes the contact details back (个人信息保护法 art. 15)."""
    case = cases.look_up(db, author, keys, code).case
    erased = _erase(db, author, case, key, "withdrawn")
    db.forget()
    return erased


def _erase(db: Database, author: Author, case: Case, key: str, why: str) -> Case:
    with db.writing():
        contacts.erase(db, author.branch, [case.opened.contact])
        return act(db, author, case, key, facts.ContactErased, mark=why)


def erase_overdue(
    db: Database, author_of: Callable[[str], Author], day: datetime.date, days: int
) -> int:
    """Erases the contact details whose time is up, on this machine, and what no
    case has any more; `author_of` gives the author for a branch. Returns how many."""
    erased = 0
    try:
        for branch, case_id in contacts.overdue(db, day, days):
            author, case = author_of(branch), casebook.find(db, branch, case_id)
            written = f"erased {author.chain.station} {case_id}".encode()
            with contextlib.suppress(Refusal):  # one that can't is no reason to keep others
                _erase(db, author, case, hashlib.sha256(written).hexdigest()[:32], "expired")
                erased += 1
        for branch, digest in contacts.orphans(db):
            with db.writing():
                erased += contacts.erase(db, branch, [digest])
    finally:
        if erased or db.has_to_forget:
            db.forget()
    return erased


def read(
    db: Database, author: Author, case: Case, key: str, keys: Callable[[], Keys]
) -> sealing.Details:
    """Shows how the customer can be reached; that it was looked at is a fact.

    Who may is asked before the passphrase, and wrong ones are counted as PINs
    are. Raises Refusal `not_manager`, `judge_of_oneself`, `no_contact`, `wait`
    or `wrong_passphrase`.
    """
    body = contacts.find(db, author.branch, case.opened.contact)
    if body is None:
        raise Refusal("no_contact")
    if "contact_opened" not in may(case, author):
        raise Refusal("not_manager")
    before = secrets.begin_try(db, "contact", author.by, author.day, author.now, DAY_TRIES)
    details = sealing.opened(body, keys(), case.opened.contact)
    secrets.was_right(db, before, author.now)
    act(db, author, case, key, facts.ContactOpened)
    return details


def make_key(db: Database, author: Author, key: str, passphrase: str, salt: bytes) -> None:
    """The manager chooses a passphrase; customers' details are sealed for it
    from now on. Raises Refusal `missing_key`, `short_passphrase` or `not_manager`."""
    if author.role != "manager":
        raise Refusal("not_manager")
    public = sealing.from_passphrase(passphrase, salt).public.hex()
    with writing(db, author, key) as entry:
        if not entry.known:
            entry.write(facts.SealKeyMade, clerk=author.by, public=public, salt=salt.hex())


def reseal(db: Database, author: Author, keys: Keys, new_key: Callable[[], str]) -> int:
    """Head office seals a branch's contact details for its newest manager;
    returns how many. Each is a fact, by which the station knows to fetch it.

    Raises Refusal `no_reader` where no manager has made a key.
    """
    manager = contacts.manager_key(db, author.branch)
    if manager is None:
        raise Refusal("no_reader")
    reader = bytes.fromhex(manager.public)
    reads = fingerprint(reader)
    done = 0
    for case_id, digest, body in contacts.not_for(db, author.branch, reads):
        with contextlib.suppress(Refusal), db.writing():  # what it can't open, it can't seal
            contacts.replace(db, author.branch, sealing.resealed(body, keys, digest, reader))
            case = casebook.find(db, author.branch, case_id)
            act(db, author, case, new_key(), facts.ContactResealed, sealed_for=reads)
            done += 1
    return done


def unsealed(db: Database, keys: Keys) -> dict[str, int]:
    """How many contact details each branch has that its newest manager can't
    open and head office can; branches without any are left out."""
    found = {}
    for branch in contacts.branches(db):
        manager = contacts.manager_key(db, branch)
        if manager is not None:
            reader = fingerprint(bytes.fromhex(manager.public))
            held = contacts.not_for(db, branch, reader)
            ours = [body for *_, body in held if sealing.for_key(body, keys.fingerprint)]
            found[branch] = len(ours)
    return {branch: n for branch, n in found.items() if n}
