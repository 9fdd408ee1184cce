"""Ratings: five equal grades for a named clerk, and remarks added afterwards."""

from collections.abc import Sequence
from typing import Any, Unpack

from kiosk.ground.db import Database
from kiosk.records.feedback import state, thanks
from kiosk.records.feedback.thanks import Thanks
from kiosk.records.ledger import identity, ledger, tallies
from kiosk.records.ledger.tallies import Which
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.records.publishing import in_halls, offered
from kiosk.rules.feedback import words
from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.feedback.wilson import Interval, interval
from kiosk.rules.hall import invitations
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

COMMENT_LIMIT = 500
SATISFIED = ("3", "4", "5")
"""Grades that are not bad (差评); an unrated service never counts as good."""


def rate(
    db: Database,
    author: Author,
    key: str,
    badge: str,
    grade: str,
    ticket: str = "",
    medium: facts.Medium = "screen",
) -> Thanks:
    """A customer rates a clerk's service; durable when this returns. `ticket` is what the rating is
    bound to, '' for nothing (kiosk/records/hall/served.py).

    Every grade takes the same number of taps. A form sent again gives the first thanks. Raises
    Refusal `missing_key`, `unknown_grade`, `unknown_clerk`, `retired_clerk`, `not_enrolled`,
    `rated_already` where a rating is bound to this ticket, or `phone_full` where as many came from
    phones today as count.
    """
    if grade not in facts.GRADES:
        raise Refusal("unknown_grade", grade[:20])
    with writing(db, author, key) as entry:
        if entry.known:
            return thanks.find(db, author, key)
        if ticket and state.is_rated(db, author.branch, ticket):
            raise Refusal("rated_already")
        if medium == "phone" and _by_phone(db, author, badge) >= invitations.MOST_A_DAY:
            raise Refusal("phone_full")
        clerk = clerks.on_roster(db, author.branch, badge, author.day)
        rating = entry.write(
            facts.Rated, mark=grade, clerk=badge, giver="customer", entry=medium, ticket=ticket
        )
        state.begin(db, author.chain.station, rating)
        thanks.note(db, author, key)
    return thanks.given(author, rating, clerk)


def _by_phone(db: Database, author: Author, badge: str) -> int:
    which = Which(branch=author.branch, clerk=badge, first=author.day, last=author.day)
    return sum(grades(db, [], tallies.PHONE, **which).get((), {}).values())


def remark(
    db: Database,
    author: Author,
    key: str,
    event_id: str,
    reasons: Sequence[str],
    service: str,
    comment: str,
) -> Thanks:
    """The visit that rated adds reasons, the service item or a comment, once.

    Raises Refusal `missing_key`, `unknown_thanks`, `undo_foreign`,
    `unknown_reason`, `unknown_service`, `long_comment` or `odd_comment`.
    """
    comment = words.tidy(comment, COMMENT_LIMIT)
    with writing(db, author, key, remark_id(event_id)) as entry:
        given = thanks.find(db, author, event_id)
        if not given.mine:
            raise Refusal("undo_foreign")
        if service and in_halls.read(db, "service", service, author.day) is None:
            raise Refusal("unknown_service", service[:20])
        if entry.known or not (reasons or service or comment):
            return given
        if set(reasons) - set(offered.reasons(db, author.day)):
            raise Refusal("unknown_reason", str(sorted(reasons))[:80])
        entry.write(
            facts.Remarked,
            subject=event_id,
            clerk=given.fact.clerk,
            reasons=tuple(dict.fromkeys(reasons)),
            service=service,
            comment=comment,
        )
        state.refresh(db, author.branch, [event_id])
    return given


def remarked(db: Database, event_id: str) -> facts.Remarked | None:
    """The remark that was added to this rating, if there is one."""
    rows = ledger.find(db, identity.me(db).branch, [remark_id(event_id)])
    fact = ledger.read(rows[0]) if rows else None
    return fact if isinstance(fact, facts.Remarked) else None


def count(db: Database, branch: str, clerk: str) -> dict[str, int]:
    """A clerk's ratings by grade, over all time, without withdrawn ones."""
    return grades(db, [], branch=branch, clerk=clerk).get((), {})


def grades(
    db: Database, by: Sequence[str], kind: str = "rating", **which: Unpack[Which]
) -> dict[tuple[Any, ...], dict[str, int]]:
    """Ratings at the hall's screens, or from phones (`tallies.PHONE`), by any of the tallies'
    groups, then by grade, without withdrawn ones."""
    which["kinds"], which["marks"] = (kind,), facts.GRADES
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for (*group, grade), n in tallies.sums(db, [*by, "mark"], **which).items():
        if n > 0:
            found.setdefault(tuple(group), {})[grade] = n
    return found


def satisfied(counted: dict[str, int]) -> Interval | None:
    """The share of satisfied ratings with its 95 % interval, None without ratings."""
    n = sum(counted.values())
    return interval(sum(counted.get(grade, 0) for grade in SATISFIED), n) if n else None
