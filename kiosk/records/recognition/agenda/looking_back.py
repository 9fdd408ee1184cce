"""What a weekly or monthly meeting looks back on (P29), from the same queries as the screens.

Cases that were late are those of the evening before the meeting was due, as on the morning's sheet;
all else is what is known now of those days.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.ground.db import Database
from kiosk.records.cases import state
from kiosk.records.cases.lists import UNANSWERED
from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback import cards, lists
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.publishing import branches
from kiosk.records.recognition import awards, morning
from kiosk.records.recognition.agenda import actions, own_lines
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.records.recognition.ballots import state as ballots
from kiosk.records.recognition.ballots.state import Stars
from kiosk.rules.cases.case import Case
from kiosk.rules.recognition.meetings import QUOTED, Term
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Clerk

FAULTS = tuple(one for one in facts.CAUSES if one != "none")
"""Root causes that name something to be mended."""


class Cases(NamedTuple):
    """How many cases of each kind were opened and answered in those days."""

    opened: dict[str, int]
    answered: dict[str, int]


class LookingBack(NamedTuple):
    """What a meeting tells of: customers' cards by clerk and kind, cards whose words are quoted,
    letters and banners, low grades; cases by kind, late ones, closed ones with a root cause;
    actions of earlier meetings that were open, the agenda's own lines; the roster by badge on the
    day it was due, and everyone who ever was on it; in a monthly meeting what was awarded, and the
    star of the month."""

    of: Term
    cards: dict[tuple[str, ...], int]
    quoted: list[FeedbackNow]
    praise: list[FeedbackNow]
    low: list[FeedbackNow]
    cases: Cases
    late: list[Case]
    mistakes: list[CaseNow]
    actions: list[ActionNow]
    lines: tuple[str, ...]
    roster: dict[str, Clerk]
    everyone: list[tuple[str, Clerk]]
    awarded: list[facts.Awarded]
    stars: Stars | None


def of_term(db: Database, branch: str, of: Term, kept: Sequence[Charge]) -> LookingBack:
    """What a meeting tells of. `kept` is feedback that its readers do not handle, and which is not
    on it, nor are cases about those clerks."""
    days: lists.Which = {"branch": branch, "first": of.first, "last": of.last}
    heard: lists.Which = {**days, "withdrawn": False, "not_about": kept}
    low: lists.Which = {**heard, "kinds": ("rating",), "marks": facts.LOW_GRADES}
    words: lists.Which = {**heard, "kinds": ("card",), "entry": "screen"}
    entered: lists.Which = {**heard, "kinds": ("praise_entered",)}
    own = own_lines.of_term(db, branch, of)
    hidden = {charge.badge for charge in kept}
    monthly = of.kind == "monthly"
    return LookingBack(
        of=of,
        cards=cards.count(db, ["clerk", "kind"], branch=branch, first=of.first, last=of.last),
        quoted=lists.longest(db, QUOTED, **words),
        praise=list(lists.every(db, **entered)),
        low=sorted(lists.every(db, **low), key=lambda row: (row.at, row.event_id)),
        cases=_cases(db, branch, of, hidden),
        late=[one for one in morning.due(db, branch, of.due_on) if _is_late(one, of)],
        mistakes=_mistakes(db, branch, of, hidden),
        actions=actions.open_before(db, branch, of),
        lines=own[0].lines if own else (),
        roster=clerks.roster(db, branch, of.due_on),
        everyone=clerks.ever(db, branch),
        awarded=_awarded(db, branch, of) if monthly else [],
        stars=_stars(db, branch, of) if monthly else None,
    )


def _is_late(case: Case, of: Term) -> bool:
    return case.must_by is not None and case.must_by < of.due_on


def _midnight(day: datetime.date, zone: str) -> int:
    """UTC ms of the beginning of a day."""
    begun = datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))
    return round(begun.timestamp() * 1000)


def _cases(db: Database, branch: str, of: Term, hidden: set[str]) -> Cases:
    zone = branches.zone_here(db, branch)
    opened = CaseNow.day.between(of.first, of.last)
    begin, end = (_midnight(day, zone) for day in (of.first, of.due_on))
    answered = CaseNow.replied_at.between(begin, end - 1)
    wanted = (CaseNow.branch == branch) & (opened | answered)
    found = Cases({}, {})
    read = (CaseNow.kind, CaseNow.state, CaseNow.about, CaseNow.day, CaseNow.replied_at)
    for row in db.rows(CaseNow.select(*read).where(wanted)):
        if row.about in hidden and row.state in UNANSWERED:
            continue
        if of.first <= row.day <= of.last:
            found.opened[row.kind] = found.opened.get(row.kind, 0) + 1
        if row.replied_at is not None and begin <= row.replied_at < end:
            found.answered[row.kind] = found.answered.get(row.kind, 0) + 1
    return found


def _mistakes(db: Database, branch: str, of: Term, hidden: set[str]) -> list[CaseNow]:
    """The cases closed in those days whose root cause names something to be mended, in the order of
    their days; without those against which an objection was upheld."""
    wanted = (CaseNow.branch == branch) & CaseNow.closed_on.between(of.first, of.last)
    query = CaseNow.select().where(wanted & CaseNow.cause.in_(FAULTS))
    rows = db.rows(query.order_by(CaseNow.closed_on, CaseNow.at, CaseNow.case_id))
    shown = [row for row in rows if row.about not in hidden]
    upheld = _upheld(db, branch, [row.case_id for row in shown])
    return [row for row in shown if row.case_id not in upheld]


def _upheld(db: Database, branch: str, case_ids: list[str]) -> set[str]:
    """Those of these cases against which an objection was upheld."""
    rulings = across.read(db, facts.CaseRuled, [branch], Ledger.subject.in_(case_ids))
    folded = [state.fold(db, branch, one) for one in {ruling.subject for ruling in rulings}]
    return {case.opened.event_id for case in folded if case is not None and case.ruling is True}


def _awarded(db: Database, branch: str, of: Term) -> list[facts.Awarded]:
    found = [one for some in awards.of_branch(db, branch).values() for one in some]
    there = [one for one in found if of.first <= one.day <= of.last]
    return sorted(there, key=lambda one: (-one.level, one.name, one.clerk))


def _stars(db: Database, branch: str, of: Term) -> Stars | None:
    """The star of the month that the meeting looks back on."""
    found = ballots.stars(db, branch, of.until)
    return found if found and found.month == of.first else None
