"""What staff take in at the counter: paper forms, calls, the physical box,
letters of praise and banners (P20). It is marked as paper wherever it is shown."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk import facts
from kiosk.db import Database
from kiosk.keys import Keys
from kiosk.records import (
    casebook,
    cases,
    clerks,
    contacts,
    deadlines,
    halls,
    hands,
    identity,
    ledger,
    sealing,
    visits,
)
from kiosk.records.cases import Filed, Reach, Receipt
from kiosk.records.hands import Hand
from kiosk.records.ledger import Ledger
from kiosk.refusals import Refusal
from kiosk.rules import receipts

DEED_LIMIT = 200
MOST_FOUND = 500
"""Letters that a box may have held."""


class Taken(NamedTuple):
    """Where a case comes from, and the day that stands on the paper. `call` is
    the event_id of the call for help that could not be settled at once."""

    origin: str
    day: datetime.date
    call: str = ""


def take_in(
    db: Database, keys: Keys, hand: Hand, key: str, filed: Filed, taken: Taken, reach: Reach | None
) -> Receipt:
    """A clerk writes down what a customer said or sent; from then on he or she
    is the first responsible clerk (首问责任人, P15) and the case is accepted.

    Raises Refusal as `cases.open_case` does, or `bad_dates` for a day to come.
    """
    visits.check_key(key)
    if filed.kind not in (*facts.CASE_KINDS, "help") or taken.origin not in facts.ORIGINS:
        raise Refusal("unknown_case", filed.kind[:20])
    if set(filed.topics) - set(facts.TOPICS):
        raise Refusal("unknown_topic", str(sorted(filed.topics))[:80])
    text = visits.tidy(filed.text, cases.TEXT_LIMIT)
    if not filed.topics and not text:
        raise Refusal("empty_case")
    if taken.day > hand.day:
        raise Refusal("bad_dates")
    if filed.badge:
        clerks.remembered(db, filed.badge, taken.day)
    calls = ledger.find(db, hand.branch, [taken.call]) if taken.call else []
    if taken.call and not any(row.kind == "help" for row in calls):
        raise Refusal("unknown_call")
    if filed.kind == "complaint" and filed.badge == hand.by:
        raise Refusal("conflict_of_interest")
    receipt_key = halls.receipt_keys(db, keys)[0]
    code, event_id = receipts.code(receipt_key, key), receipts.event_id(key)
    with db.writing():
        hands.still(db, hand)
        me = identity.me(db)
        if known := cases.opened(ledger.find(db, hand.branch, [event_id])):
            return Receipt(cases.code_of(db, keys, key, known), known)
        kept = cases.seal(db, me, reach)
        due = deadlines.promise(db, filed.kind, hand.day)
        case = facts.CaseOpened(
            event_id=event_id,
            **hand.said | {"day": taken.day},
            mark=filed.kind,
            subject=receipts.subject(receipt_key, code),
            entry="paper",
            clerk=filed.badge,
            about_manager=clerks.is_manager(db, hand.branch, filed.badge, hand.day),
            topics=tuple(dict.fromkeys(filed.topics)),
            text=text,
            origin=taken.origin,
            about=taken.call,
            by=hand.by,
            due=due.due,
            due_sure=due.sure,
            policy=due.policy,
            contact=kept.digest if kept else "",
            notice=sealing.NOTICE if kept else "",
        )
        ledger.append(db, hand.chain, [facts.encode(case)])
        if kept:
            contacts.keep(db, hand.branch, kept)
        casebook.refresh(db, hand.branch, [event_id])
    return Receipt(code, case)


def open_box(db: Database, hand: Hand, key: str, witness: str, found: int) -> None:
    """The physical box was opened, before a witness; what lay in it is entered
    piece by piece. Raises one of the roster's refusals, or `bad_number`."""
    if not 0 <= found <= MOST_FOUND:
        raise Refusal("bad_number", str(found))
    clerks.on_roster(db, hand.branch, witness, hand.day)
    if witness == hand.by:
        raise Refusal("own_witness")
    _write(db, hand, key, facts.BoxOpened, witness=witness, found=found, clerk=hand.by)


def enter_praise(
    db: Database, hand: Hand, key: str, mark: str, badge: str, deed: str, day: datetime.date
) -> None:
    """A letter of praise (表扬信) or a banner (锦旗) came, for a deed of a clerk.

    Raises Refusal `bad_request`, `text_required`, `bad_dates` or one of the roster's.
    """
    if mark not in ("letter", "banner"):
        raise Refusal("bad_request", "mark")
    deed = visits.tidy(deed, DEED_LIMIT)
    if not deed:
        raise Refusal("text_required")
    if day > hand.day:
        raise Refusal("bad_dates")
    clerks.remembered(db, badge, day)
    _write(db, hand, key, facts.PraiseEntered, mark=mark, clerk=badge, deed=deed, by=hand.by,
           day=day)  # fmt: skip


def _write(
    db: Database,
    hand: Hand,
    key: str,
    made: type[facts.BoxOpened] | type[facts.PraiseEntered],
    **more: Any,
) -> None:
    visits.check_key(key)
    with db.writing():
        hands.still(db, hand)
        if not ledger.find(db, hand.branch, [key]):
            said: dict[str, Any] = hand.said | more
            ledger.append(db, hand.chain, [facts.encode(made(event_id=key, **said))])


def register(db: Database, branch: str, most: int = 50) -> list[facts.PraiseEntered]:
    """The letters and banners of a branch, the newest first."""
    return [f for f in _newest(db, branch, "praise_entered", most)
            if isinstance(f, facts.PraiseEntered)]  # fmt: skip


def boxes(db: Database, branch: str, most: int = 10) -> list[facts.BoxOpened]:
    """When the box was opened, the newest first."""
    return [f for f in _newest(db, branch, "box_opened", most) if isinstance(f, facts.BoxOpened)]


def _newest(db: Database, branch: str, kind: str, most: int) -> Sequence[facts.AnyFact]:
    wanted = (Ledger.branch == branch) & (Ledger.kind == kind) & (Ledger.counted == 1)
    rows = db.rows(Ledger.select().where(wanted).order_by(Ledger.day.desc()).limit(most))
    told = [fact for row in rows if (fact := ledger.read(row)) is not None]
    return sorted(told, key=lambda fact: (fact.day, fact.at), reverse=True)
