"""What staff and customers do to a case: each verb asks the table, writes one
fact, and makes the case's row anew, in one transaction.

The same verbs serve the desk and head office; a `Hand` says whose they are.
"""

import datetime
from typing import Any, TypeVar

from kiosk import facts
from kiosk.db import Database
from kiosk.facts import AnyStep
from kiosk.keys import Keys
from kiosk.records import casebook, cases, clerks, deadlines, hands, identity, ledger, visits
from kiosk.records.hands import Hand
from kiosk.refusals import Refusal
from kiosk.rules import cases as rule
from kiosk.rules.cases import Case
from kiosk.rules.days import Moment

WORDS_LIMIT = 1_000
S = TypeVar("S", bound=AnyStep)


def act(db: Database, hand: Hand, case_id: str, key: str, made: type[S], **more: Any) -> Case:
    """Writes a step, once for each form; raises the refusal that the table
    says, or `no_case`."""
    visits.check_key(key)
    branch = hand.branch
    with db.writing():
        hands.still(db, hand)
        case = casebook.find(db, branch, case_id)
        if ledger.find(db, branch, [key]):
            return case
        step = made(event_id=key, **hand.said, subject=case_id, seen=case.seen, role=hand.role,
                    by=hand.by, **more)  # fmt: skip
        if code := rule.refused(case, step, hand.office):
            raise Refusal(code)
        ledger.append(db, hand.chain, [facts.encode(step)])
        (after,) = casebook.refresh(db, branch, [case_id])
    return after


def may(case: Case, hand: Hand) -> set[str]:
    """The kinds of steps that this hand may take now, for the page's forms."""
    tried: dict[type[AnyStep], dict[str, Any]] = {
        facts.CaseAccepted: {"responsible": "-", "due": hand.day},
        facts.CaseHandedOver: {"to": "-"},
        facts.CaseContacted: {},
        facts.CaseReplied: {"due": hand.day},
        facts.CaseExtended: {"due": datetime.date.max, "reason": "-"},
        facts.CaseClosed: {"cause": "needs", "level": "clerk"},
        facts.CaseFollowedUp: {"mark": "satisfied"},
        facts.CaseReopened: {"due": hand.day},
        facts.CaseDisputed: {"mark": "mistaken", "due": hand.day},
        facts.CaseRuled: {"upheld": True, "text": "-"},
        facts.ContactOpened: {},
        facts.ContactErased: {"mark": "withdrawn"},
    }
    common: dict[str, Any] = {
        "event_id": "",
        "subject": "",
        "seen": case.seen,
        "role": hand.role,
        "by": hand.by,
    }
    return {
        str(made.__struct_config__.tag)
        for made, more in tried.items()
        if not rule.refused(case, made(**hand.said, **common, **more), hand.office)
    }


def _words(text: str, *, needed: bool = False) -> str:
    said = visits.tidy(text, WORDS_LIMIT)
    if needed and not said:
        raise Refusal("text_required")
    return said


def accept(
    db: Database, hand: Hand, case_id: str, key: str, responsible: str, special: bool, reason: str
) -> Case:
    """The manager says who answers for a case; `special` gives it the longer
    class, for a reason (S2: 特殊情况). Raises Refusal `text_required` without one."""
    reason = _words(reason, needed=special)
    clerks.on_roster(db, hand.branch, responsible, hand.day)
    case = casebook.find(db, hand.branch, case_id)
    due, policy = case.due or hand.day, case.opened.policy
    if special:
        longer = deadlines.promise(db, "special", case.opened.day)
        due, policy = max(longer.due, due), longer.policy
    return act(db, hand, case_id, key, facts.CaseAccepted, responsible=responsible, due=due,
               policy=policy, special=special, reason=reason)  # fmt: skip


def hand_over(db: Database, hand: Hand, case_id: str, key: str, to: str, note: str) -> Case:
    """The work goes to another clerk; who is responsible stays so (P15)."""
    clerks.on_roster(db, hand.branch, to, hand.day)
    return act(db, hand, case_id, key, facts.CaseHandedOver, to=to, note=_words(note))


def contacted(db: Database, hand: Hand, case_id: str, key: str, note: str) -> Case:
    """The customer was called, or came by."""
    return act(db, hand, case_id, key, facts.CaseContacted, note=_words(note))


def reply(db: Database, hand: Hand, case_id: str, key: str, template: str, text: str) -> Case:
    """The answer that the customer reads; raises Refusal `text_required` for none."""
    text = _words(text, needed=template == "")
    if template and template not in facts.TEMPLATES:
        raise Refusal("bad_request", "template")
    closing = deadlines.promise(db, "closing", hand.day)
    return act(db, hand, case_id, key, facts.CaseReplied, due=closing.due,
                policy=closing.policy, template=template, text=text)  # fmt: skip


def extend(
    db: Database, hand: Hand, case_id: str, key: str, until: datetime.date, reason: str
) -> Case:
    """It takes longer, and the customer is told why (S2: 及时向用户告知情况).

    A hall puts off by the days of the class "extension" at most, head office as
    it sees fit. Raises Refusal `extension_too_long`.
    """
    if not hand.office and until > deadlines.promise(db, "extension", hand.day).due:
        raise Refusal("extension_too_long")
    return act(
        db, hand, case_id, key, facts.CaseExtended, due=until, reason=_words(reason, needed=True)
    )


def close(
    db: Database, hand: Hand, case_id: str, key: str, cause: str, level: str, text: str
) -> Case:
    """The end, with root cause and level (P41); raises Refusal `no_cause`."""
    if cause not in facts.CAUSES or level not in facts.LEVELS:
        raise Refusal("no_cause")
    return act(
        db, hand, case_id, key, facts.CaseClosed, cause=cause, level=level, text=_words(text)
    )


def follow_up(db: Database, hand: Hand, case_id: str, key: str, reached: str, note: str) -> Case:
    """The customer was asked how it went (回访)."""
    if reached not in facts.REACHED:
        raise Refusal("bad_request", "reached")
    return act(db, hand, case_id, key, facts.CaseFollowedUp, mark=reached, note=_words(note))


def dispute(db: Database, hand: Hand, case_id: str, key: str, why: str, text: str) -> Case:
    """The clerk whom it is about objects; only head office rules on it."""
    if why not in ("mistaken", "malicious"):
        raise Refusal("bad_request", "why")
    alone = not identity.me(db).has_office
    if alone and casebook.find(db, hand.branch, case_id).opened.about_manager:
        raise Refusal("conflict_of_interest")  # nobody else would rule
    due = deadlines.promise(db, "ruling", hand.day)
    return act(db, hand, case_id, key, facts.CaseDisputed, mark=why, due=due.due,
                policy=due.policy, text=_words(text, needed=True))  # fmt: skip


def rule_on(db: Database, hand: Hand, case_id: str, key: str, upheld: bool, text: str) -> Case:
    """Head office rules; both versions stay (国办发〔2019〕51号)."""
    closing = deadlines.promise(db, "closing", hand.day)
    return act(db, hand, case_id, key, facts.CaseRuled, upheld=upheld, due=closing.due,
               policy=closing.policy, text=_words(text, needed=True))  # fmt: skip


def reopen(db: Database, keys: Keys, code: str, key: str, text: str, now: Moment) -> Case:
    """The customer is not content, and has the receipt code to say so."""
    opened = cases.look_up(db, keys, code, now).case.opened
    hand = hands.of_customer(db, now)
    due = deadlines.promise(db, opened.mark, hand.day)
    return act(db, hand, opened.event_id, key, facts.CaseReopened, due=due.due,
                policy=due.policy, text=_words(text))  # fmt: skip
