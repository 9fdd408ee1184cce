"""Steps that staff and customers take in a case: each verb asks the table, writes one fact and
refreshes the case's row, in one transaction.

The same verbs serve the desk and head office; `author` says who is acting.
"""

import datetime
from typing import Any

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.cases import deadlines, filing, state
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.cases import moves as rule
from kiosk.rules.cases.case import Case
from kiosk.rules.feedback import words
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import AnyStep
from kiosk.vocabulary.refusals import Refusal

WORDS_LIMIT = 1_000


def act(
    db: Database, author: Author, case: Case, key: str, kind: type[AnyStep], **fields: Any
) -> Case:
    """Takes a step, once per form; returns the case after it.

    `case` is the case as the request has read it. Raises the refusal that the table gives,
    `missing_key` or `not_saved`.
    """
    with writing(db, author, key) as entry:
        case = state.current(db, case)
        if entry.known:
            return case
        step = entry.stamped(kind, subject=case.opened.event_id, seen=case.seen,
                             role=author.role, by=author.by, **fields)  # fmt: skip
        if code := rule.refused(case, step, author.office):
            raise Refusal(code)
        return state.step(db, entry, case, step)


def _words(text: str, *, needed: bool = False) -> str:
    return (words.needed if needed else words.tidy)(text, WORDS_LIMIT)


def accept(
    db: Database, author: Author, case: Case, key: str, responsible: str, special: bool, reason: str
) -> Case:
    """The manager names the responsible clerk; `special` gives the case the longer class, with a
    reason (特殊情况; docs/practices.md, S2). Raises Refusal `text_required` without one."""
    reason = _words(reason, needed=special)
    if not responsible:
        raise Refusal("not_chosen", field="responsible")
    clerks.on_roster(db, author.chain.branch, responsible, author.day)
    due, policy = case.due or author.day, case.opened.policy
    if special:
        longer = deadlines.promise(db, "special", case.opened.day)
        due, policy = max(longer.due, due), longer.policy
    return act(db, author, case, key, facts.CaseAccepted, responsible=responsible, due=due,
               policy=policy, special=special, reason=reason)  # fmt: skip


def hand_over(db: Database, author: Author, case: Case, key: str, to: str, note: str) -> Case:
    """Another clerk takes over the work; the responsible clerk stays the same (P15)."""
    if not to:
        raise Refusal("not_chosen", field="to")
    clerks.on_roster(db, author.branch, to, author.day)
    return act(db, author, case, key, facts.CaseHandedOver, to=to, note=_words(note))


def contacted(db: Database, author: Author, case: Case, key: str, note: str) -> Case:
    """The customer was called, or came by."""
    return act(db, author, case, key, facts.CaseContacted, note=_words(note))


def reply(db: Database, author: Author, case: Case, key: str, template: str, text: str) -> Case:
    """The answer that the customer reads; raises Refusal `text_required` without a text or a
    template."""
    text = _words(text, needed=template == "")
    if template and template not in facts.TEMPLATES:
        raise Refusal("bad_request", "template")
    closing = deadlines.promise(db, "closing", author.day)
    return act(db, author, case, key, facts.CaseReplied, due=closing.due,
                policy=closing.policy, template=template, text=text)  # fmt: skip


def extend(
    db: Database, author: Author, case: Case, key: str, until: datetime.date, reason: str
) -> Case:
    """The due day moves, and the customer reads the reason (及时向用户告知情况; docs/practices.md,
    S2).

    A hall extends by at most the days of the class "extension", head office without limit. Raises
    Refusal `extension_too_long`, or `text_required` without a reason.
    """
    if not author.office and until > deadlines.promise(db, "extension", author.day).due:
        raise Refusal("extension_too_long")
    return act(
        db, author, case, key, facts.CaseExtended, due=until, reason=_words(reason, needed=True)
    )


def close(
    db: Database, author: Author, case: Case, key: str, cause: str, level: str, text: str
) -> Case:
    """Closes a case with root cause and level (P41); raises Refusal `no_cause` or `no_level`."""
    if cause not in facts.CAUSES:
        raise Refusal("no_cause")
    if level not in facts.LEVELS:
        raise Refusal("no_level")
    return act(db, author, case, key, facts.CaseClosed, cause=cause, level=level, text=_words(text))


def thank(db: Database, author: Author, case: Case, key: str) -> Case:
    """Thanks a customer for praise, which answers and closes the case in one step."""
    return act(db, author, case, key, facts.CaseThanked)


def follow_up(db: Database, author: Author, case: Case, key: str, reached: str, note: str) -> Case:
    """The customer was asked afterwards whether the case was settled well (回访)."""
    if reached not in facts.REACHED:
        raise Refusal("not_chosen", field="reached")
    return act(db, author, case, key, facts.CaseFollowedUp, mark=reached, note=_words(note))


def dispute(db: Database, author: Author, case: Case, key: str, why: str, text: str) -> Case:
    """The clerk whom the case is about objects; only head office rules on it. Raises Refusal
    `conflict_of_interest` if the only one who could rule is the manager it is about."""
    if why not in ("mistaken", "malicious"):
        raise Refusal("not_chosen", field="why")
    alone = not identity.me(db).has_office
    if alone and case.opened.about_manager:
        raise Refusal("conflict_of_interest")  # there is no one else to rule
    due = deadlines.promise(db, "ruling", author.day)
    return act(db, author, case, key, facts.CaseDisputed, mark=why, due=due.due,
                policy=due.policy, text=_words(text, needed=True))  # fmt: skip


def rule_on(db: Database, author: Author, case: Case, key: str, upheld: bool, text: str) -> Case:
    """Head office rules; both versions stay (国办发〔2019〕51号)."""
    closing = deadlines.promise(db, "closing", author.day)
    return act(db, author, case, key, facts.CaseRuled, upheld=upheld, due=closing.due,
               policy=closing.policy, text=_words(text, needed=True))  # fmt: skip


def reopen(db: Database, author: Author, keys: Keys, code: str, key: str, text: str) -> Case:
    """A customer who is not satisfied reopens the case, with the receipt code."""
    case = filing.look_up(db, author, keys, code).case
    due = deadlines.promise(db, case.opened.mark, author.day)
    return act(db, author, case, key, facts.CaseReopened, due=due.due,
               policy=due.policy, text=_words(text))  # fmt: skip
