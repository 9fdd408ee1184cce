"""Use of contact details: opened by the manager, resealed for the next one, withdrawn by the
customer, erased on their date. Each is a fact."""

import contextlib
import datetime
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, filing, seal_keys, state
from kiosk.records.cases.steps import act
from kiosk.records.ledger import identity, security_log, times
from kiosk.records.ledger.ledger import OFFICE
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors, tries
from kiosk.records.publishing import policies
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.moves import may
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


def withdraw(db: Database, author: Author, keys: Keys, code: str, key: str) -> Case:
    """The customer withdraws the contact details (个人信息保护法 art. 15)."""
    case = filing.look_up(db, author, keys, code).case
    erased = _erase(db, author, case, key, "withdrawn")
    db.forget()
    return erased


def _erase(db: Database, author: Author, case: Case, key: str, why: str) -> Case:
    with db.writing():
        contact_store.erase(db, author.branch, [case.opened.contact])
        return act(db, author, case, key, facts.ContactErased, mark=why)


def erase_overdue(
    db: Database, author_of: Callable[[str], Author], day: datetime.date, days: int
) -> int:
    """Erases contact details on this machine that are due, and those that no case has any more;
    `author_of` gives the author for a branch. Returns how many."""
    erased = 0
    try:
        for branch, case_id in contact_store.overdue(db, day, days):
            author, case = author_of(branch), state.find(db, branch, case_id)
            written = f"erased {author.chain.station} {case_id}".encode()
            with contextlib.suppress(Refusal):  # one failure must not keep the others
                _erase(db, author, case, hashlib.sha256(written).hexdigest()[:32], "expired")
                erased += 1
        for branch, digest in contact_store.orphans(db):
            with db.writing():
                erased += contact_store.erase(db, branch, [digest])
    finally:
        if erased or db.has_to_forget:
            db.forget()
    return erased


def erase_due(db: Database, now: Moment, *, at_office: bool) -> int:
    """Erases contact details that are due; nothing while the clock is in doubt. Returns how
    many."""
    unsettled = not at_office and not identity.settled(db)
    if unsettled or not times.believed(db, now).sure:
        return 0
    day = times.today(db, now)

    def author(branch: str) -> Author:
        return (
            authors.at_office(db, branch, "", now) if at_office else at_station(db, "machine", now)
        )

    return erase_overdue(db, author, day, policies.of_day(db, day).contact_days)


def read(
    db: Database, author: Author, case: Case, key: str, keys: Callable[[], Keys]
) -> contact_sealing.Details:
    """Opens the contact details and writes a fact of it.

    Permission is checked before the passphrase; wrong passphrases are counted as wrong PINs are.
    Raises Refusal `not_manager`, `conflict_of_interest`, `no_contact`, `wait` or
    `wrong_passphrase`.
    """
    body = contact_store.find(db, author.branch, case.opened.contact)
    if body is None:
        raise Refusal("no_contact")
    if "contact_opened" not in may(case, author):
        raise Refusal("not_manager")
    before = tries.begin(db, "contact", author.by, author.now)
    details = contact_sealing.opened(body, keys(), case.opened.contact)
    tries.was_right(db, before, author.now)
    screen = "office" if author.chain.station == OFFICE else "desk"
    by, subject = Actor(screen, author.by, author.now), case.opened.event_id
    said = {"detail": f"{author.branch} {case.opened.mark} {case.state}", "key": key}
    with security_log.acting(db, by, "contact_opened", subject, **said):
        act(db, author, case, key, facts.ContactOpened)
    return details


def reseal(db: Database, author: Author, keys: Keys, new_key: Callable[[], str]) -> int:
    """Head office reseals a branch's contact details for its manager's key; returns how many. Each
    is a fact, from which the station knows that it must fetch them.

    Raises Refusal `no_reader` if no key of a manager counts.
    """
    manager = seal_keys.counting(db, author.branch)
    if manager is None:
        raise Refusal("no_reader")
    reader, reads = manager.public, manager.fingerprint
    done = 0
    for case_id, digest, body in contact_store.not_for(db, author.branch, reads):
        with contextlib.suppress(Refusal), db.writing():  # details it can't open stay as they are
            contact_store.replace(
                db, author.branch, contact_sealing.resealed(body, keys, digest, reader)
            )
            case = state.find(db, author.branch, case_id)
            act(db, author, case, new_key(), facts.ContactResealed, sealed_for=reads)
            done += 1
    return done


class Unsealed(NamedTuple):
    """How many contact details the manager's key with this fingerprint can't open, but head office
    can."""

    number: int
    fingerprint: str


def unsealed(db: Database, keys: Keys) -> dict[str, Unsealed]:
    """By branch, the contact details to reseal; branches without any are left out."""
    found = {}
    for branch in contact_store.branches(db):
        manager = seal_keys.counting(db, branch)
        if manager is not None:
            held = contact_store.not_for(db, branch, manager.fingerprint)
            ours = [body for *_, body in held if keys.fingerprint in contact_sealing.read_by(body)]
            found[branch] = Unsealed(len(ours), manager.fingerprint)
    return {branch: n for branch, n in found.items() if n.number}
