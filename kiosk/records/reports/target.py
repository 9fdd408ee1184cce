"""The share of satisfied ratings that head office wants of its halls, a setting (`Policy`), and
whether whole weeks reach it: always, never, or at times, by chance (kiosk/rules/office/xmr.py)."""

import datetime
from collections.abc import Collection

from kiosk.ground.db import Database
from kiosk.records.publishing import policies
from kiosk.records.reports import weeks
from kiosk.records.reports.changes import SHOWN, last_whole
from kiosk.records.reports.weeks import Figures
from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.office import xmr
from kiosk.rules.office.reports.parts import Aim

_DAY = datetime.timedelta(1)


def wanted(db: Database, day: datetime.date) -> float | None:
    """The share that is wanted on a day; None without a target."""
    percent = policies.of_day(db, day).satisfied_target
    return percent / 100 if percent else None


def share(week: Figures) -> float | None:
    """A week as a point of the chart: its satisfied share, None of too few ratings."""
    return week.satisfaction.share if week.satisfaction and week.rated >= FEW else None


def reached(
    db: Database, last: datetime.date, today: datetime.date, within: Collection[str] | None
) -> Aim | None:
    """Whether the whole weeks up to a day reach the target of that day, in these branches, None for
    all; None without a target."""
    last = min(last, today)
    share_wanted, newest = wanted(db, last), last_whole(last + _DAY)
    if share_wanted is None:
        return None
    found = weeks.trend(db, "", newest, SHOWN, today, within)
    limits = xmr.limits([share(one) for _, one in reversed(found)])
    return Aim(share_wanted, xmr.target(limits, share_wanted), newest)
