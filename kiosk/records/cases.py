"""What customers file: opened with a receipt, looked up by it (P15, P20)."""

from collections.abc import Sequence
from typing import NamedTuple

from kiosk import facts
from kiosk.db import Database
from kiosk.keys import Keys
from kiosk.records import clerks, halls, identity, ledger, visits
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules import receipts
from kiosk.rules.days import Moment

TEXT_LIMIT = 1_000


class Receipt(NamedTuple):
    """What the customer takes along: the code, and what was filed."""

    code: str
    case: facts.CaseOpened


class Found(NamedTuple):
    """A case and how far it came: `entry` is its place in the station's
    ledger, `arrived` whether the office has signed to hold it."""

    case: facts.CaseOpened
    entry: int
    arrived: bool


def _code(db: Database, keys: Keys, form: str, case: facts.CaseOpened) -> str:
    """The code that a form's case was filed under, be it before this hall
    joined an office."""
    for receipt_key in halls.receipt_keys(db, keys):
        code = receipts.code(receipt_key, form)
        if receipts.subject(receipt_key, code) == case.subject:
            return code
    raise Refusal("unknown_receipt")


def open_case(
    db: Database,
    keys: Keys,
    visit: str,
    key: str,
    kind: str,
    topics: Sequence[str],
    text: str,
    badge: str,
    now: Moment,
) -> Receipt:
    """A customer files something; durable when this returns.

    At least a topic or a text. A form sent again gives the same receipt.
    Raises Refusal `missing_key`, `unknown_case`, `unknown_topic`,
    `empty_case`, `long_comment`, `odd_comment`, `unknown_clerk`,
    `retired_clerk` or `not_enrolled`.
    """
    visits.check_key(key)
    if kind not in facts.CASE_KINDS:
        raise Refusal("unknown_case", kind[:20])
    if set(topics) - set(facts.TOPICS):
        raise Refusal("unknown_topic", str(sorted(topics))[:80])
    text = visits.tidy(text, TEXT_LIMIT)
    receipt_key = halls.receipt_keys(db, keys)[0]
    code, event_id = receipts.code(receipt_key, key), receipts.event_id(key)
    with db.writing():
        here = visits.stamp(db, now)
        if known := _case(ledger.find(db, here.me.branch, [event_id])):
            return Receipt(_code(db, keys, key, known), known)
        if not topics and not text:
            raise Refusal("empty_case")
        if badge:
            clerks.on_roster(db, here.me.branch, badge, here.day)
        case = facts.CaseOpened(
            event_id=event_id,
            **here.said,
            mark=kind,
            subject=receipts.subject(receipt_key, code),
            entry="screen",
            clerk=badge,
            topics=tuple(dict.fromkeys(topics)),
            text=text,
        )
        visits.enter(db, here.me.chain, case, visit)
    return Receipt(code, case)


def receipt(db: Database, keys: Keys, visit: str, key: str) -> Receipt:
    """The receipt of a form, shown again to the visit that sent it and to
    nobody else; raises Refusal `unknown_receipt`."""
    event_id = receipts.event_id(key)
    case = _case(ledger.find(db, identity.me(db).branch, [event_id]))
    if case is None or not visits.sent(db, event_id, visit):
        raise Refusal("unknown_receipt")
    return Receipt(_code(db, keys, key, case), case)


def look_up(db: Database, keys: Keys, typed: str) -> Found:
    """What became of a case, by the code as somebody typed it.

    Raises Refusal `mistyped_code` where it can't be a code at all, and
    `unknown_receipt` where this branch has no such case.
    """
    code = receipts.tidy(typed)
    if code is None:
        raise Refusal("mistyped_code")
    me = identity.me(db)
    subjects = [receipts.subject(one, code) for one in halls.receipt_keys(db, keys)]
    rows = db.rows(
        Ledger.select()
        .where(
            (Ledger.branch == me.branch)
            & Ledger.subject.in_(subjects)
            & (Ledger.kind == "case")
            & (Ledger.counted == 1)
        )
        .order_by(Ledger.day, Ledger.seq)
        .limit(1)
    )
    case = _case(rows)
    if case is None:
        raise Refusal("unknown_receipt")
    own = rows[0].station == me.station
    arrived = not own or rows[0].seq <= identity.held_by_office(db, me.chain)
    return Found(case, rows[0].seq, arrived)


def _case(rows: Sequence[Ledger]) -> facts.CaseOpened | None:
    fact = facts.decode(bytes(rows[0].body)) if rows else None
    return fact if isinstance(fact, facts.CaseOpened) else None
