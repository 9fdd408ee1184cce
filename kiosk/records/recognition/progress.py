"""Which tier is next for a clerk of this hall, if the organisation announces it."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.publishing import in_halls
from kiosk.records.recognition import figures
from kiosk.rules.recognition import awards as rule
from kiosk.rules.recognition import periods
from kiosk.rules.recognition.periods import Span
from kiosk.rules.recognition.progress import Needed, needed
from kiosk.vocabulary.documents import Clerk, Scheme
from kiosk.vocabulary.facts import Awarded


class NextTier(NamedTuple):
    """A tier that a clerk does not hold yet, the period under way, and what is still needed."""

    scheme: Scheme
    span: Span
    needed: Needed


def next_tier(
    db: Database, badge: str, clerk: Clerk, awards: Sequence[Awarded], day: datetime.date
) -> NextTier | None:
    """The next announced tier above the one held on this day; None if there is none."""
    highest = max((one.level for one in awards if rule.is_valid(one, day)), default=0)
    above = [
        one
        for one in in_halls.contents(db, "scheme", day).values()
        if isinstance(one, Scheme)
        and one.announced
        and one.unit == "clerk"
        and one.group in ("", clerk.group_code)
        and one.level > highest
    ]
    if not above:
        return None
    scheme = min(above, key=lambda one: one.level)
    span = periods.of(scheme.period, day)
    given = figures.read(db, "clerk", [badge], span.first, day)[badge]
    return NextTier(scheme, span, needed(scheme, given))
