"""Cases entered by staff at the counter, from forms, calls, letters and the box (P20). They are
marked as paper wherever they are shown."""

import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import contact_sealing, contact_store, deadlines, filing, state
from kiosk.records.cases.filing import Filed, Reach, Receipt
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import offered
from kiosk.rules.cases import receipts
from kiosk.rules.feedback import words
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class Taken(NamedTuple):
    """Where a case comes from, and the date on the paper. `call` is the event_id of the call for
    help that could not be settled at once."""

    origin: str
    day: datetime.date
    call: str = ""


def take_in(
    db: Database,
    author: Author,
    keys: Keys,
    key: str,
    filed: Filed,
    taken: Taken,
    reach: Reach | None,
) -> Receipt:
    """A clerk enters what a customer said or sent and becomes the first responsible clerk
    (首问责任人, P15); the case is accepted.

    Raises Refusal as `filing.open_case` does, `day_ahead` for a future day, `unknown_call`, or
    `conflict_of_interest` for a complaint about the clerk who enters it.
    """
    text = _checked(db, author, filed, taken)
    receipt_key = identity.receipt_keys(db, keys)[0]
    code, event_id = receipts.code(receipt_key, key), receipts.event_id(key)
    with writing(db, author, key, event_id) as entry:
        if known := filing.opened(entry.known):
            return Receipt(filing.code_of(db, keys, key, known), known)
        kept = filing.seal(db, reach)
        due = deadlines.promise(db, filed.kind, author.day)
        case = entry.stamped(
            facts.CaseOpened,
            day=taken.day,
            mark=filed.kind,
            subject=receipts.subject(receipt_key, code),
            entry="paper",
            clerk=filed.badge,
            about_manager=clerks.is_manager(db, author.branch, filed.badge, author.day),
            topics=tuple(dict.fromkeys(filed.topics)),
            urgent=offered.is_urgent(db, filed.topics, author.day),
            text=text,
            origin=taken.origin,
            about=taken.call,
            by=author.by,
            due=due.due,
            due_sure=due.sure,
            policy=due.policy,
            contact=kept.digest if kept else "",
            notice=contact_sealing.NOTICE if kept else "",
        )
        state.open_with(db, entry, case)
        if kept:
            contact_store.keep(db, author.branch, kept)
    return Receipt(code, case)


def _checked(db: Database, author: Author, filed: Filed, taken: Taken) -> str:
    """The text of what is taken in, once all else that was entered is fit to be a case."""
    if filed.kind not in (*facts.CASE_KINDS, "help") or taken.origin not in facts.ORIGINS:
        raise Refusal("unknown_case", filed.kind[:20])
    if set(filed.topics) - set(offered.topics(db, author.day)):
        raise Refusal("unknown_topic", str(sorted(filed.topics))[:80])
    text = words.tidy(filed.text, filing.TEXT_LIMIT)
    if not filed.topics and not text:
        raise Refusal("empty_case")
    if taken.day > author.day:
        raise Refusal("day_ahead")
    if filed.badge:
        clerks.remembered(db, filed.badge, taken.day)
    calls = ledger.find(db, author.branch, [taken.call]) if taken.call else []
    if taken.call and not any(row.kind == "help" for row in calls):
        raise Refusal("unknown_call")
    if filed.kind == "complaint" and filed.badge == author.by:
        raise Refusal("conflict_of_interest")
    return text
