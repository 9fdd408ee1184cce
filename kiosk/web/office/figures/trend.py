"""Whether the satisfaction of all branches, or of one, changed: its weeks as an XmR chart."""

import datetime
from typing import Any, NamedTuple

from kiosk.files.charts.inline import Chart
from kiosk.files.charts.weeks import Point, weeks
from kiosk.records.reports import target
from kiosk.records.reports import weeks as weekly
from kiosk.records.reports.changes import SHOWN, last_whole
from kiosk.records.reports.figures import Asked
from kiosk.records.reports.weeks import Figures
from kiosk.rules.office import xmr
from kiosk.rules.office.xmr import Change, Limits, Seen, Target
from kiosk.web.desk.downloads import said
from kiosk.web.frame import scope
from kiosk.web.frame.here import here
from kiosk.web.office.figures import charts

WEEK = weekly.WEEK


class Week(NamedTuple):
    """A week of the chart, by its Monday: its ratings, their share (None of too few), what it
    shows, and its figures without what is in flags."""

    week: datetime.date
    rated: int
    share: float | None
    seen: Seen | None
    unflagged: Figures


class Trend(NamedTuple):
    """The weeks, the oldest first; the limits (None of too few weeks); what the last one says; the
    chart (None while none can be drawn); and the share that is wanted, None without a target."""

    weeks: list[Week]
    limits: Limits | None
    change: Change
    chart: Chart | None
    wanted: float | None

    @property
    def met(self) -> Target:
        """Whether the weeks reach the target."""
        return xmr.target(self.limits, self.wanted)


def of(asked: Asked, today: datetime.date) -> Trend:
    """The whole weeks before today's, of a branch, of a region, or of all that the user may see."""
    within = scope.in_region(asked.region, today) if asked.region else asked.may
    found = weekly.trend(here.db, asked.branch, last_whole(today), SHOWN, today, within)[::-1]
    shares, wanted = [target.share(one) for _, one in found], target.wanted(here.db, today)
    limits = xmr.limits(shares)
    seen = xmr.seen(shares, limits) if limits else [None] * len(shares)
    shown = [
        Week(week, one.rated, share, signal, one.unflagged)
        for (week, one), share, signal in zip(found, shares, seen, strict=True)
    ]
    while len(shown) > 1 and not shown[0].rated:
        del shown[0]  # weeks from before the first rating
    chart = charts.drawn(_spec(shown, limits, wanted))
    return Trend(shown, limits, xmr.change(shares), chart, wanted)


def _spec(shown: list[Week], limits: Limits | None, wanted: float | None) -> dict[str, Any]:
    points = [Point(f"{one.week:%m-%d}", one.share, _change(one.seen)) for one in shown]
    names = ("share", "mean", "low", "high", "target")
    words = {name: said("limit_word", name, of="figures") for name in names}
    return weeks(points, limits, words, wanted)


def _change(seen: Seen | None) -> str:
    return "usual" if seen is None else "better" if seen.up else "worse"
