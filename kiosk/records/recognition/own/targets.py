"""Targets of a branch's clerks and what was reached so far (P37). Both are published tables: the
target, and the figures that another system knows. Only the clerk and the branch's manager see them.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.records.recognition import measured
from kiosk.rules.publishing.in_force import each_day
from kiosk.rules.publishing.scopes import parted
from kiosk.rules.recognition import periods
from kiosk.rules.recognition import targets as rule
from kiosk.rules.recognition.periods import Span
from kiosk.rules.recognition.targets import Standing
from kiosk.vocabulary.documents import Target
from kiosk.vocabulary.schemes import ConditionWay, Figure


class Aim(NamedTuple):
    """One clerk's target of a figure, for a period that is under way, and the result so far, None
    while there is no number."""

    figure: Figure
    way: ConditionWay
    span: Span
    wanted: Decimal
    so_far: Decimal | None
    days_left: int
    standing: Standing


def of_branch(db: Database, branch: str, day: datetime.date) -> dict[str, list[Aim]]:
    """The targets of a branch's clerks on a day, by badge; those that end first come first."""
    found: dict[str, list[Aim]] = {}
    for figure, span, target in _under_way(db, branch, day):
        results = measured.read(db, "clerk", [figure], *span)
        for badge, wanted in sorted(target.values.items()):
            so_far = results.get(badge, {}).get(figure)
            left = rule.days_left(span, day)
            standing = rule.standing(target.way, wanted, so_far)
            aim = Aim(figure, target.way, span, wanted, so_far, left, standing)
            found.setdefault(badge, []).append(aim)
    for some in found.values():
        some.sort(key=lambda one: (one.span.last, one.figure))
    return found


def _under_way(
    db: Database, branch: str, day: datetime.date
) -> Iterator[tuple[Figure, Span, Target]]:
    """The targets whose period a day is in. A target is of the period that its in-force date is in,
    and of no later one."""
    for full, versions in documents.by_key(db, "target").items():
        one = parted(full)
        if one.branch != branch:
            continue
        for begins, version in each_day(versions).items():
            content = documents.content(db, version.sha256)
            if isinstance(content, Target):
                span = periods.of(content.period, begins)
                if span.first <= day <= span.last:
                    yield one.key, span, content
