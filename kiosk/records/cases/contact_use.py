"""Use of contact details: opened by the manager, resealed for the next one, withdrawn by the
customer, erased on request or on their date. Each is a fact."""

import contextlib
import datetime
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import (
    contact_sealing,
    contact_store,
    deadlines,
    filing,
    seal_keys,
    state,
)
from kiosk.records.cases.steps import WORDS_LIMIT, act
from kiosk.records.ledger import identity, security_log, times
from kiosk.records.ledger.ledger import OFFICE
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors, tries
from kiosk.records.publishing import policies
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.moves import may
from kiosk.rules.feedback import words
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


def withdraw(db: Database, author: Author, keys: Keys, code: str, key: str) -> Case:
    """The customer withdraws the contact details (个人信息保护法 art. 15)."""
    case = filing.look_up(db, author, keys, code).case
    erased = _erase(db, author, case, key, "withdrawn")
    db.forget()
    return erased


def ask_erasure(
    db: Database, author: Author, case: Case, key: str, how: str, asked: datetime.date
) -> Case:
    """Staff file that a customer asked for the erasure, by letter, by phone or at the counter, on
    the day `asked`; head office must answer (个人信息保护法 art. 50).

    Raises Refusal `not_customer` in a hall without an office, where the customer alone can erase
    them; `bad_day` for a day in the future or before the case, or the refusal of the table.
    """
    _only_with_office(db, author)
    if how not in facts.ASKED_BY:
        raise Refusal("bad_request", "how")
    if not case.opened.day <= asked <= author.day:
        raise Refusal("bad_day", field="asked")
    promise = deadlines.promise(db, "erasure", asked)
    return act(db, author, case, key, facts.ErasureAsked, mark=how, asked=asked, due=promise.due,
               policy=promise.policy)  # fmt: skip


def carry_out(db: Database, author: Author, case: Case, key: str) -> Case:
    """Head office erases contact details as the customer has asked; raises Refusal
    `no_erasure_asked` unless a request waits, or that of the table."""
    _only_with_office(db, author)
    erased = _erase(db, author, case, key, "withdrawn")
    db.forget()
    return erased


def decline(db: Database, author: Author, case: Case, key: str, reason: str) -> Case:
    """Head office does not carry out a request, and the customer reads why (个人信息保护法 art.
    50); raises Refusal `text_required` without a reason."""
    _only_with_office(db, author)
    reason = words.needed(reason, WORDS_LIMIT)
    return act(db, author, case, key, facts.ErasureDeclined, reason=reason)


def _only_with_office(db: Database, author: Author) -> None:
    """A manager who speaks for the office of a hall without one could erase a complaint's number;
    there the customer alone can."""
    if author.chain.station != OFFICE and not identity.me(db).has_office:
        raise Refusal("not_customer")


def _erase(db: Database, author: Author, case: Case, key: str, why: str) -> Case:
    with db.writing():
        contact_store.erase(db, author.branch, [case.opened.contact])
        return act(db, author, case, key, facts.ContactErased, mark=why)


def erase_overdue(
    db: Database, author_of: Callable[[str], Author], day: datetime.date, policy: Policy
) -> int:
    """Erases contact details on this machine that are due by the policy, and those that no case has
    any more; `author_of` gives the author for a branch. Returns how many."""
    erased = 0
    try:
        for branch, case_id in contact_store.overdue(db, day, policy):
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

    return erase_overdue(db, author, day, policies.of_day(db, day))


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
