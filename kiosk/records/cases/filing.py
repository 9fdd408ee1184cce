"""Cases filed by customers: opened with a receipt, looked up with its code (P15, P20)."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, deadlines, seal_keys, state
from kiosk.records.feedback import ratings, thanks
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks, tries
from kiosk.records.publishing import offered
from kiosk.rules.cases import publicity, receipts
from kiosk.rules.cases.case import Case
from kiosk.rules.feedback import words
from kiosk.rules.people import throttle
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 1_000


class Filed(NamedTuple):
    """A customer's case, as the form gives it. `rating` is the event_id of the low rating that it
    explains, whose reasons and words it then carries; `public` lets everyone read it, answered."""

    kind: str
    topics: Sequence[str] = ()
    text: str = ""
    badge: str = ""
    rating: str = ""
    public: bool = False


class Reach(NamedTuple):
    """A customer's contact details, given with consent to the notice on the same screen; `salt` is
    16 random bytes."""

    name: str
    phone: str
    salt: bytes


class Receipt(NamedTuple):
    """The customer's receipt: the code, and the case as filed."""

    code: str
    case: facts.CaseOpened


class Found(NamedTuple):
    """A case and where it is: `entry` is its seq in the station's chain, `arrived` says whether the
    office has signed to hold it, `arrived_at` (UTC ms) since when this is known here; None for
    another station's entry. `by_hall` are the steps that the hall took as its own office."""

    case: Case
    entry: int
    arrived: bool
    arrived_at: int | None
    by_hall: frozenset[str]


def code_of(db: Database, keys: Keys, form: str, case: facts.CaseOpened) -> str:
    """The code under which a form's case was filed, also from before this hall joined an office.
    Raises Refusal `unknown_receipt`."""
    for receipt_key in identity.receipt_keys(db, keys):
        code = receipts.code(receipt_key, form)
        if receipts.subject(receipt_key, code) == case.subject:
            return code
    raise Refusal("unknown_receipt")


def open_case(
    db: Database, author: Author, keys: Keys, key: str, filed: Filed, reach: Reach | None
) -> Receipt:
    """A customer files a case; durable when this returns.

    It has at least a topic, a text or a low rating. A form sent again gives the same receipt.
    Raises Refusal `missing_key`, `unknown_case`, `unknown_topic`, `empty_case`, `long_comment`,
    `odd_comment`, `invalid_phone`, `no_reader`, `unknown_clerk`, `retired_clerk`, `unknown_thanks`,
    `not_low` or `not_enrolled`.
    """
    if filed.kind not in facts.CASE_KINDS:
        raise Refusal("unknown_case", filed.kind[:20])
    text = words.tidy(filed.text, TEXT_LIMIT)
    secret = identity.receipt_keys(db, keys)[0]
    code, event_id = receipts.code(secret, key), receipts.event_id(key)
    with writing(db, author, key, event_id) as entry:
        if known := opened(entry.known):
            return Receipt(code_of(db, keys, key, known), known)
        _check_topics(db, filed, author.day)
        if not filed.topics and not text and not filed.rating:
            raise Refusal("empty_case")
        about = _about(db, author, filed)
        topics, text = _with_remark(db, filed, text)
        kept = seal(db, reach)
        case = entry.stamped(
            facts.CaseOpened,
            mark=filed.kind,
            subject=receipts.subject(secret, code),
            entry="screen",
            clerk=about,
            about_manager=clerks.is_manager(db, author.branch, about, author.day),
            topics=topics,
            urgent=offered.is_urgent(db, topics, author.day),
            text=text,
            origin="rating" if filed.rating else "lobby",
            about=filed.rating,
            contact=kept.digest if kept else "",
            notice=contact_sealing.NOTICE if kept else "",
            public=filed.public and filed.kind in publicity.KINDS,
            **_promised(db, filed, author.day, kept is not None),
        )
        state.open_with(db, entry, case)
        thanks.note(db, author, event_id)
        if kept:
            contact_store.keep(db, author.branch, kept)
    return Receipt(code, case)


def _with_remark(db: Database, filed: Filed, text: str) -> tuple[tuple[str, ...], str]:
    """The topics and words of a case, after those of the remark on the rating that it explains."""
    remark = ratings.remarked(db, filed.rating) if filed.rating else None
    if remark is None:
        return tuple(dict.fromkeys(filed.topics)), text
    topics = tuple(dict.fromkeys((*remark.reasons, *filed.topics)))
    return topics, "\n".join(filter(None, (remark.comment, text)))


def _check_topics(db: Database, filed: Filed, day: datetime.date) -> None:
    """Raises Refusal `unknown_topic` for a topic that is not offered in this hall for such a case;
    one that explains a rating can have the reasons ticked there."""
    known = {*offered.topics(db, day, filed.kind)}
    if filed.rating:
        known |= {*offered.reasons(db, day)}
    if set(filed.topics) - known:
        raise Refusal("unknown_topic", str(sorted(filed.topics))[:80])


def _about(db: Database, author: Author, filed: Filed) -> str:
    """The badge of the clerk whom a case is about: the one who was rated, or the one the form
    names."""
    if filed.rating:
        given = thanks.find(db, author, filed.rating)
        low = given.fact.mark in facts.LOW_GRADES
        if not given.mine or given.voided or not low:
            raise Refusal("not_low")
        return given.fact.clerk
    if filed.badge:
        clerks.on_roster(db, author.branch, filed.badge, author.day)
    return filed.badge


def reachable(db: Database) -> bool:
    """Whether contact details can be kept: there must be a key that opens them."""
    return bool(seal_keys.readers(db))


def seal(db: Database, reach: Reach | None) -> contact_sealing.Kept | None:
    """Contact details as they are kept; None if there are none. Raises Refusal `no_reader` if there
    is no key that could open them."""
    if reach is None:
        return None
    readers = seal_keys.readers(db)
    if not readers:
        raise Refusal("no_reader")
    return contact_sealing.sealed(reach.name, reach.phone, reach.salt, readers)


def call_by(db: Database, day: datetime.date) -> datetime.date:
    """The day by which a customer who gives a bad rating on `day`, and leaves a number, is
    called."""
    return deadlines.promise(db, "contact", day).due


def _promised(db: Database, filed: Filed, day: datetime.date, reachable: bool) -> dict[str, Any]:
    """The dates promised to the customer, by the policy of that day: after a bad rating with a
    contact, the customer is called first (差评, 1 working day)."""
    due = deadlines.promise(db, filed.kind, day)
    call = call_by(db, day) if filed.rating and reachable else None
    return {"due": due.due, "due_sure": due.sure, "policy": due.policy, "contact_due": call}


def receipt(db: Database, author: Author, keys: Keys, key: str) -> Receipt:
    """The receipt of a form, shown again only to the visit that sent it; raises Refusal
    `unknown_receipt`."""
    event_id = receipts.event_id(key)
    case = opened(ledger.find(db, author.branch, [event_id]))
    if case is None or not thanks.sent(db, event_id, author.visit):
        raise Refusal("unknown_receipt")
    return Receipt(code_of(db, keys, key, case), case)


def look_up(db: Database, author: Author, keys: Keys, typed: str) -> Found:
    """A case and its progress, by the code as typed.

    Raises Refusal `mistyped_code` if it can't be a code, which is no guess; `unknown_receipt` if
    this branch has no such case; `look_up_busy`, for ten seconds at most, after very many wrong
    codes on this screen. A right code counts for nothing (SECURITY.md, "Guessing").
    """
    code = receipts.tidy(typed)
    if code is None:
        raise Refusal("mistyped_code")
    before = tries.begin(db, "look-up", "", author.now, pace=throttle.CODES, refusal="look_up_busy")
    found = _look_up(db, keys, code)
    tries.was_right(db, before, author.now)
    return found


def look_again(db: Database, keys: Keys, typed: str) -> Found:
    """The same for a code that was right a moment ago; no try is counted. Raises Refusal
    `mistyped_code` or `unknown_receipt`."""
    code = receipts.tidy(typed)
    if code is None:
        raise Refusal("mistyped_code")
    return _look_up(db, keys, code)


def _look_up(db: Database, keys: Keys, code: str) -> Found:
    me = identity.me(db)
    subjects = [receipts.subject(one, code) for one in identity.receipt_keys(db, keys)]
    row = db.first(
        Ledger.select()
        .where(
            (Ledger.branch == me.branch)
            & Ledger.subject.in_(subjects)
            & (Ledger.kind == "case")
            & (Ledger.counted == 1)
        )
        .order_by(Ledger.counted_day, Ledger.seq)
    )
    case = opened([row] if row else [])
    if case is None:
        raise Refusal("unknown_receipt")
    of = ledger.chain_of(row)
    own = of.station == me.station  # what was set aside and still counts, the office holds
    at = office_marks.held_since(db, of, row.seq) if own else None
    arrived = not own or row.seq <= office_marks.held_by_office(db, of)
    found = state.find(db, me.branch, case.event_id)
    return Found(found, row.seq, arrived, at, state.by_hall(db, found))


def opened(rows: Sequence[Ledger]) -> facts.CaseOpened | None:
    """The opening of a case in these rows, if there is one."""
    fact = ledger.read(rows[0]) if rows else None
    return fact if isinstance(fact, facts.CaseOpened) else None
