"""Ratings: five equal grades for a named clerk, and what is added afterwards."""

import hashlib
from collections.abc import Sequence

import peewee

from kiosk import facts
from kiosk.db import Database
from kiosk.records import clerks, documents, identity, ledger, visits
from kiosk.records.ledger import Ledger
from kiosk.records.visits import Thanks
from kiosk.refusals import Refusal
from kiosk.rules import undo as rule
from kiosk.rules.days import Moment
from kiosk.rules.wilson import Interval, interval

COMMENT_LIMIT = 500
SATISFIED = ("3", "4", "5")
"""Grades that are no 差评; an unrated service is never counted as good."""


def rate(db: Database, visit: str, key: str, badge: str, grade: str, now: Moment) -> Thanks:
    """A customer rates a clerk's service; durable when this returns.

    The same number of taps for every grade. A form sent again gives the first
    thanks. Raises Refusal `missing_key`, `unknown_grade`, `unknown_clerk`,
    `retired_clerk` or `not_enrolled`.
    """
    visits.check_key(key)
    if grade not in facts.GRADES:
        raise Refusal("unknown_grade", grade[:20])
    with db.writing():
        here = visits.stamp(db, now)
        if ledger.find(db, here.me.branch, [key]):
            return visits.thanks(db, key, visit, now)
        clerk = clerks.on_roster(db, here.me.branch, badge, here.day)
        rating = facts.Rated(
            event_id=key, **here.said, mark=grade, clerk=badge, giver="customer", entry="screen"
        )
        visits.enter(db, here.me.chain, rating, visit)
    return Thanks(key, rating, clerk, False, rule.left(rating.clock, now), True)


def remark_id(event_id: str) -> str:
    """The event_id of the one remark a rating can have."""
    return hashlib.sha256(b"remark" + event_id.encode()).hexdigest()


def remark(
    db: Database,
    visit: str,
    event_id: str,
    reasons: Sequence[str],
    service: str,
    comment: str,
    now: Moment,
) -> Thanks:
    """The visit that rated adds reasons, the service item or a comment, once.

    Raises Refusal `unknown_thanks`, `undo_foreign`, `unknown_reason`,
    `unknown_service`, `long_comment` or `odd_comment`.
    """
    comment = visits.tidy(comment, COMMENT_LIMIT)
    if set(reasons) - set(facts.REASONS):
        raise Refusal("unknown_reason", str(sorted(reasons))[:80])
    with db.writing():
        given = visits.thanks(db, event_id, visit, now)
        if not given.mine:
            raise Refusal("undo_foreign")
        here = visits.stamp(db, now)
        if service and documents.read(db, "service", service, here.day) is None:
            raise Refusal("unknown_service", service[:20])
        nothing = not (reasons or service or comment)
        if nothing or ledger.find(db, here.me.branch, [remark_id(event_id)]):
            return given
        said = facts.Remarked(
            event_id=remark_id(event_id),
            **here.said,
            subject=event_id,
            clerk=given.fact.clerk,
            reasons=tuple(dict.fromkeys(reasons)),
            service=service,
            comment=comment,
        )
        ledger.append(db, here.me.chain, [facts.encode(said)])
    return given


def remarked(db: Database, event_id: str) -> bool:
    """Whether something was added to this rating."""
    return bool(ledger.find(db, identity.me(db).branch, [remark_id(event_id)]))


def count(db: Database, branch: str, clerk: str) -> dict[str, int]:
    """A clerk's ratings by grade, all time; withdrawn ones are taken off."""
    ratings = peewee.fn.SUM(peewee.Case(Ledger.kind, [("voided", -1)], 1))
    rows = db.rows(
        Ledger.select(Ledger.mark, ratings)
        .where(
            (Ledger.branch == branch)
            & (Ledger.clerk == clerk)
            & Ledger.mark.in_(facts.GRADES)
            & Ledger.kind.in_(["rating", "voided"])
            & (Ledger.counted == 1)
        )
        .group_by(Ledger.mark)
        .tuples()
    )
    return {mark: int(n) for mark, n in rows if n}


def satisfied(counted: dict[str, int]) -> Interval | None:
    """The share of satisfied ratings with its 95 % interval, None without any."""
    n = sum(counted.values())
    return interval(sum(counted.get(grade, 0) for grade in SATISFIED), n) if n else None
