"""Objections of clerks to low grades (申诉), and what head office ruled: a fact each. The rating
stays as the customer gave it and goes on counting."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.queries import plainly
from kiosk.records.cases import deadlines
from kiosk.records.feedback import handling, lists
from kiosk.records.feedback.state import LOW, FeedbackNow
from kiosk.records.ledger import across, identity, ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import clerks
from kiosk.rules.feedback import objections as rule
from kiosk.rules.feedback import words
from kiosk.vocabulary.facts import GradeDisputed, GradeRuled
from kiosk.vocabulary.refusals import Refusal

TEXT_LIMIT = 1_000


class Objection(NamedTuple):
    """An objection to a low grade, and the ruling on it, None while it waits."""

    made: GradeDisputed
    ruled: GradeRuled | None = None


def object_to(
    db: Database, author: Author, key: str, event_id: str, why: str, text: str
) -> Objection:
    """The clerk who was rated objects to a low grade. A second objection gives the first one.

    Raises Refusal `missing_key`, `no_feedback`, `not_chosen`, `text_required`, `long_comment`,
    `odd_comment`, `not_about`, `only_low_grades`, or `conflict_of_interest` for the manager of a
    hall without an office: there is no one else to rule.
    """
    row = handling.find(db, author.branch, event_id)
    alone = not identity.me(db).has_office
    ruler = not (alone and clerks.is_manager(db, author.branch, author.by, author.day))
    if code := rule.refused(author.by, row.clerk, row.low == 1 and not row.withdrawn, ruler=ruler):
        raise Refusal(code)
    if why not in rule.WHY:
        raise Refusal("not_chosen", field="why")
    text = words.needed(text, TEXT_LIMIT)
    with writing(db, author, key, rule.objection_id(event_id)) as entry:
        if not entry.known:
            entry.write(
                GradeDisputed,
                subject=event_id,
                clerk=author.by,
                mark=why,
                due=deadlines.promise(db, "ruling", author.day).due,
                text=text,
            )
    return of_ratings(db, author.branch, [event_id])[event_id]


def rule_on(
    db: Database, author: Author, key: str, event_id: str, upheld: bool, text: str
) -> Objection:
    """Head office rules on an objection; both versions stay. A second ruling gives the first one.

    Raises Refusal `missing_key`, `text_required`, `long_comment`, `odd_comment`, `not_office` or
    `no_objection`.
    """
    found = of_ratings(db, author.branch, [event_id]).get(event_id)
    if code := rule.ruling_refused(author.office, found is not None):
        raise Refusal(code)
    text = words.needed(text, TEXT_LIMIT)
    with writing(db, author, key, rule.ruling_id(event_id)) as entry:
        if not entry.known and found is not None:
            entry.write(
                GradeRuled,
                subject=event_id,
                clerk=found.made.clerk,
                upheld=upheld,
                role=author.role,
                by=author.by,
                text=text,
            )
    return of_ratings(db, author.branch, [event_id])[event_id]


def of_ratings(db: Database, branch: str, event_ids: Sequence[str]) -> dict[str, Objection]:
    """The objections to these ratings of a branch, by the rating's event_id."""
    ids = [name for one in event_ids for name in (rule.objection_id(one), rule.ruling_id(one))]
    made: dict[str, GradeDisputed] = {}
    ruled: dict[str, GradeRuled] = {}
    found = ledger.find(db, branch, ids) if ids else []
    for row in sorted(found, key=lambda one: bytes(one.body), reverse=True):
        fact = ledger.read(row) if row.counted else None
        if isinstance(fact, GradeDisputed):
            made[fact.subject] = fact
        elif isinstance(fact, GradeRuled):
            ruled[fact.subject] = fact
    return {one: Objection(fact, ruled.get(one)) for one, fact in made.items() if one in event_ids}


def low_grades(
    db: Database, author: Author, unanswered: Sequence[str], page: int = 1
) -> Page[FeedbackNow]:
    """A page of a clerk's own low grades, newest first: those that a person has handled and whose
    case, by its rating's event_id in `unanswered`, is answered, as the clerk reads remarks
    (`feedback.own.remarks`)."""
    query = FeedbackNow.select().where(_shown(db, author, unanswered)).order_by(*lists.NEWEST)
    return paging.read(db, query, page)


def is_shown(db: Database, author: Author, row: FeedbackNow, unanswered: Sequence[str]) -> bool:
    """Whether a piece of feedback is one of them."""
    of_row = _shown(db, author, unanswered) & (FeedbackNow.event_id == row.event_id)
    return db.first(FeedbackNow.select().where(of_row)) is not None


def _shown(db: Database, author: Author, unanswered: Sequence[str]) -> Any:
    which: lists.Which = {
        "branch": author.branch,
        "clerk": author.by,
        "kinds": ("rating",),
        "withdrawn": False,
    }
    if identity.me(db).has_office:
        which["not_about"] = clerks.charges_of(db, author.by)
    wanted = lists.wanted(which) & LOW & (plainly(FeedbackNow.waits) == 0)
    return wanted & FeedbackNow.event_id.not_in(unanswered)


def every(db: Database, branch: str | None = None) -> list[Objection]:
    """All objections of a branch, or of each: those that wait first, by their due day, then those
    that were ruled on, newest first."""
    of: dict[str, set[str]] = {}
    for made in across.read(db, GradeDisputed, [branch] if branch else None):
        of.setdefault(made.branch, set()).add(made.subject)
    found = [one for name, ids in of.items() for one in of_ratings(db, name, list(ids)).values()]
    waiting = sorted((one for one in found if not one.ruled), key=lambda one: one.made.due)
    ruled = sorted((one for one in found if one.ruled), key=lambda one: one.made.at, reverse=True)
    return waiting + ruled


def upheld(
    db: Database,
    branch: str,
    clerk: str = "",
    first: datetime.date = datetime.date.min,
    last: datetime.date = datetime.date.max,
) -> dict[str, int]:
    """How many of a branch's low grades of these days, of a clerk or of all, given at its screens,
    were mistaken or malicious by head office's ruling: by grade. They go on counting."""
    wanted: Any = (Ledger.branch == branch) & (Ledger.kind == "grade_ruled")
    wanted &= Ledger.counted == 1
    if clerk:
        wanted &= Ledger.clerk == clerk
    subjects = [
        subject for (subject,) in db.rows(Ledger.select(Ledger.subject).where(wanted).tuples())
    ]
    ids = [
        one.made.subject
        for one in of_ratings(db, branch, subjects).values()
        if one.ruled is not None and one.ruled.upheld
    ]
    found: dict[str, int] = {}
    which: lists.Which = {"branch": branch, "kinds": ("rating",), "entry": "screen",
                          "first": first, "last": last, "withdrawn": False}  # fmt: skip
    rows = FeedbackNow.select().where(lists.wanted(which) & FeedbackNow.event_id.in_(ids))
    for row in db.rows(rows) if ids else []:
        found[row.mark] = found.get(row.mark, 0) + 1
    return found
