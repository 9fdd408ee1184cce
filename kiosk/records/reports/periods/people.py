"""How many clerks there were at the end of a period, and how many had earned the first tier."""

import datetime
from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.records.recognition import evaluating
from kiosk.rules.office.reports.figures import NOT_RECORDED, Value
from kiosk.rules.publishing.in_force import ENDED
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.documents import Clerk
from kiosk.vocabulary.reports import Period


def number(db: Database, day: datetime.date, branches: Collection[str] | None) -> int:
    """The clerks on the rosters of a day."""
    if branches is None:
        return sum(sha256 != ENDED for sha256 in documents.in_force_on(db, "clerk", day).values())
    staff = documents.read_all(db, "clerk", day)
    return sum(isinstance(one, Clerk) and one.branch in branches for one in staff.values())


def eligible(
    db: Database, period: Period, span: Span, branches: Collection[str] | None, clerks: int
) -> Value:
    """How many clerks meet the conditions of the first tier (P04), whether or not it was locked;
    none if no tier of such periods is published."""
    tiers = [
        one
        for one in evaluating.every(db, span.last)
        if one.scheme.level and one.scheme.unit == "clerk" and one.scheme.period == period
    ]
    if not tiers or not clerks:
        return NOT_RECORDED
    lowest = min(one.scheme.level for one in tiers)
    earned: set[str] = set()
    for tier in tiers:
        if tier.scheme.level == lowest:
            found = evaluating.evaluate(db, tier, *span)
            earned |= {one.unit for one in found.results if one.eligible and (
                branches is None or found.branches[one.unit] in branches)}  # fmt: skip
    return Value(len(earned), clerks)
