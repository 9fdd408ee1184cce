"""What is done with contact details: read by the manager, sealed anew for the
next one, taken back by the customer, erased on their date. Each is a fact."""

import contextlib
import datetime
import hashlib
from collections.abc import Callable

from kiosk import facts
from kiosk.db import Database
from kiosk.facts import CaseOpened
from kiosk.keys import Keys, fingerprint
from kiosk.records import casebook, cases, contacts, hands, ledger, sealing, secrets, visits
from kiosk.records.casework import act, may
from kiosk.records.hands import Hand
from kiosk.refusals import Refusal
from kiosk.rules.cases import Case
from kiosk.rules.days import Moment
from kiosk.rules.throttle import DAY_TRIES


def withdraw(db: Database, keys: Keys, code: str, now: Moment) -> Case:
    """The customer takes the contact details back (个人信息保护法 art. 15)."""
    opened = cases.look_up(db, keys, code, now).case.opened
    case = _erase(db, hands.of_customer(db, now), opened, "withdrawn")
    db.forget()
    return case


def _erase(db: Database, hand: Hand, opened: CaseOpened, why: str) -> Case:
    written = f"erased {hand.chain.station} {opened.event_id}".encode()
    with db.writing():
        contacts.erase(db, hand.branch, [opened.contact])
        key = hashlib.sha256(written).hexdigest()[:32]
        return act(db, hand, opened.event_id, key, facts.ContactErased, mark=why)


def erase_overdue(
    db: Database, hand_of: Callable[[str], Hand], day: datetime.date, days: int
) -> int:
    """Erases the contact details whose time is up, on this machine, and what no
    case has any more; `hand_of` gives the hand for a branch. Returns how many."""
    erased = 0
    try:
        for branch, case_id in contacts.overdue(db, day, days):
            opened = casebook.find(db, branch, case_id).opened
            with contextlib.suppress(Refusal):  # one that can't is no reason to keep others
                _erase(db, hand_of(branch), opened, "expired")
                erased += 1
        for branch, digest in contacts.orphans(db):
            with db.writing():
                erased += contacts.erase(db, branch, [digest])
    finally:
        if erased or db.has_to_forget:
            db.forget()
    return erased


def read(
    db: Database, hand: Hand, case_id: str, key: str, keys: Callable[[], Keys], now: Moment
) -> sealing.Details:
    """Shows how the customer can be reached; that it was looked at is a fact.

    Who may is asked before the passphrase, and wrong ones are counted as PINs
    are. Raises Refusal `not_manager`, `conflict_of_interest`, `no_contact`, `wait`
    or `wrong_passphrase`.
    """
    case = casebook.find(db, hand.branch, case_id)
    body = contacts.find(db, hand.branch, case.opened.contact)
    if body is None:
        raise Refusal("no_contact")
    if "contact_opened" not in may(case, hand):
        raise Refusal("not_manager")
    before = secrets.begin_try(db, "contact", hand.by, hand.day, now, DAY_TRIES)
    details = sealing.opened(body, keys(), case.opened.contact)
    secrets.was_right(db, before, now)
    act(db, hand, case_id, key, facts.ContactOpened)
    return details


def make_key(db: Database, hand: Hand, key: str, passphrase: str, salt: bytes) -> None:
    """The manager chooses a passphrase; customers' details are sealed for it
    from now on. Raises Refusal `short_passphrase` or `not_manager`."""
    visits.check_key(key)
    if hand.role != "manager":
        raise Refusal("not_manager")
    public = sealing.from_passphrase(passphrase, salt).public.hex()
    with db.writing():
        hands.still(db, hand)
        if not ledger.find(db, hand.branch, [key]):
            made = facts.SealKeyMade(
                event_id=key, **hand.said, clerk=hand.by, public=public, salt=salt.hex()
            )
            ledger.append(db, hand.chain, [facts.encode(made)])


def reseal(db: Database, hand: Hand, keys: Keys, new_key: Callable[[], str]) -> int:
    """Head office seals a branch's contact details for its newest manager;
    returns how many. Each is a fact, by which the station knows to fetch it.

    Raises Refusal `no_reader` where no manager has made a key.
    """
    manager = contacts.manager_key(db, hand.branch)
    if manager is None:
        raise Refusal("no_reader")
    reader = bytes.fromhex(manager.public)
    done = 0
    for case_id, digest, body in contacts.not_for(db, hand.branch, fingerprint(reader)):
        with contextlib.suppress(Refusal), db.writing():  # what it can't open, it can't seal
            contacts.replace(db, hand.branch, sealing.resealed(body, keys, digest, reader))
            reads = fingerprint(reader)
            act(db, hand, case_id, new_key(), facts.ContactResealed, sealed_for=reads)
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
