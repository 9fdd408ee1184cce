"""The weeks of the chart of change."""

import pytest

from kiosk.records.reports import weeks as weekly
from kiosk.records.reports.figures import Asked
from kiosk.records.reports.weeks import Figures
from kiosk.web.office.figures import trend
from tests.cast import Machine


def of(office: Machine, monkeypatch: pytest.MonkeyPatch, last: Figures) -> trend.Trend:
    """The trend of weeks that go up and down a little, and of a last one."""

    def made(_db: object, _branch: str, week: object, number: int, *_: object):
        usual = [Figures(100, 90 + n % 3, 10 - n % 3) for n in range(number - 1)]
        return [(week - n * trend.WEEK, one) for n, one in enumerate([last, *usual])]

    monkeypatch.setattr(weekly, "trend", made)
    with office.app("office").test_request_context("/"):
        return trend.of(Asked(office.today(), office.today()), office.today())


@pytest.mark.parametrize(
    ("last", "change"),
    [(Figures(100, 91, 9), "usual"), (Figures(100, 60, 40), "worse"), (Figures(100, 100), "better"),
     (Figures(9, 1, 8), "few")],
)  # fmt: skip
def test_the_last_whole_week_is_judged(
    office: Machine, monkeypatch: pytest.MonkeyPatch, last: Figures, change: str
):
    found = of(office, monkeypatch, last)
    assert found.change == change and len(found.weeks) == trend.SHOWN
    newest = found.weeks[-1]
    assert newest.week.weekday() == 0 and newest.week + trend.WEEK <= office.today()
    assert (newest.share is None) == (last.rated < 10), "too few ratings are no point"
