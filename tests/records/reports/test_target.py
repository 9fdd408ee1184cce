"""The target that head office sets for the satisfied share, and whether weeks reach it."""

import datetime

import pytest

from kiosk.records.publishing import documents
from kiosk.records.reports import target
from kiosk.records.reports.weeks import Figures
from kiosk.vocabulary.documents import POLICY, Policy, Publication
from tests.cast import HERE, THERE, Machine
from tests.records.reports.test_changes import weeks

pytestmark = pytest.mark.both
LONG_AGO = datetime.date(2014, 1, 1)


def set_target(office: Machine, percent: int, day: datetime.date = LONG_AGO) -> None:
    """Head office publishes a target for the satisfied share."""
    policy = Publication(POLICY, Policy(satisfied_target=percent), day)
    documents.publish(office.db, [policy], "anna", office.time.utc)


@pytest.mark.parametrize(
    ("percent", "met"), [(80, "always"), (89, "at_times"), (90, "at_times"), (99, "never")]
)
def test_weeks_that_vary_as_usual_reach_a_target_always_never_or_at_times(
    office: Machine, percent: int, met: str
):
    weeks(office, HERE, 26)  # 89 to 90 of 100, limits at about 86.9 and 92.1
    set_target(office, percent)
    aim = target.reached(office.db, office.today(), office.today(), None)
    assert aim is not None and (aim.share, aim.met) == (percent / 100, met)
    assert aim.week + datetime.timedelta(7) <= office.today() and aim.week.weekday() == 0


def test_too_few_weeks_are_not_judged_and_only_the_own_halls_count(office: Machine):
    weeks(office, HERE, 26)
    weeks(office, THERE, 5)
    set_target(office, 80)
    today = office.today()
    for halls, met in ((None, "always"), ([HERE], "always"), ([THERE], "none")):
        aim = target.reached(office.db, today, today, halls)
        assert aim is not None and aim.met == met


def test_without_a_target_nothing_is_said_and_each_day_has_its_own(office: Machine):
    weeks(office, HERE, 26)
    today = office.today()
    assert target.reached(office.db, today, today, None) is None
    set_target(office, 80, today)
    assert target.wanted(office.db, today) == 0.8
    assert target.reached(office.db, today - datetime.timedelta(1), today, None) is None


@pytest.mark.parametrize(("rated", "satisfied", "share"), [(9, 9, None), (10, 9, 0.9)])
def test_a_week_with_too_few_ratings_is_no_point(rated: int, satisfied: int, share: float | None):
    assert target.share(Figures(rated, satisfied, rated - satisfied)) == share
