"""Which branches changed: kept answers that are those of the sums, whatever arrives when."""

import datetime

import pytest

from kiosk.ground.db import Database
from kiosk.records.ledger import tallies
from kiosk.records.ledger.tallies import BranchWeek, WeekJudged
from kiosk.records.reports import changes
from kiosk.records.upkeep import checks
from tests.cast import HERE, THERE, WANG, Machine, sync_round
from tests.records.feedback.cast import rate
from tests.records.reports.cast import tallied_days

pytestmark = pytest.mark.both
WEEK = datetime.timedelta(7)


def weeks(machine: Machine, branch: str, number: int, last: int = 90) -> None:
    """So many whole weeks of 100 ratings, of which 90 or 89 are satisfied, and `last` in the
    last."""
    newest = changes.last_whole(machine.today())
    good = [last, *(90 - week % 2 for week in range(1, number))]
    days = {newest - n * WEEK: {"5": one, "2": 100 - one} for n, one in enumerate(good)}
    tallied_days(machine.db, branch, WANG, days)


def judged(db: Database) -> dict[str, str]:
    """The answers of the last whole week by branch."""
    rows = db.rows(WeekJudged.select().order_by(WeekJudged.week))
    return {row.branch: row.change for row in rows}


@pytest.mark.parametrize(
    ("number", "last", "change"),
    [(26, 90, "usual"), (26, 40, "worse"), (26, 100, "better"), (12, 40, "worse"),
     (11, 40, "few")],
)  # fmt: skip
def test_a_branch_is_judged_by_its_own_weeks(office: Machine, number: int, last: int, change: str):
    weeks(office, HERE, number, last)
    changes.judge(office.db, office.today())
    assert judged(office.db)[HERE] == change
    newest = changes.last_whole(office.today())
    (found,) = changes.listed(office.db, newest, change).rows  # type: ignore[arg-type]
    assert (found.branch, found.week.rated, found.week.satisfied) == (HERE, 100, last)
    assert (found.limits is None) == (change == "few")
    assert changes.counted(office.db, newest).by_change == {change: 1}
    assert list(changes.differences(office.db)) == []


def test_a_week_with_too_few_ratings_says_nothing(office: Machine):
    weeks(office, HERE, 26, 0)
    newest = changes.last_whole(office.today())
    office.db.run(BranchWeek.update(rated=9, satisfied=1).where(BranchWeek.week == newest))
    changes.judge(office.db, office.today())
    assert judged(office.db)[HERE] == "few"


def test_those_farthest_from_their_mean_come_first_and_regions_are_looked_at_alone(office: Machine):
    weeks(office, HERE, 20, 60)
    weeks(office, THERE, 20, 10)
    changes.judge(office.db, office.today())
    newest = changes.last_whole(office.today())
    found = changes.listed(office.db, newest, "worse")
    assert [one.branch for one in found.rows] == [THERE, HERE]
    assert [one.branch for one in changes.every(office.db, newest, "worse", 1)] == [THERE]
    alone = changes.listed(office.db, newest, "worse", within={HERE})
    assert [one.branch for one in alone.rows] == [HERE]
    assert changes.counted(office.db, newest, {HERE}).by_change == {"worse": 1}


def test_facts_that_arrive_late_are_judged_as_if_they_had_come_in_time(
    hall: Machine, office: Machine
):
    weeks(office, THERE, 20)
    for n in range(12):
        rate(hall, n + 1, "5")
    hall.time.pass_by(7 * 86_400_000)
    today = office.today()
    assert changes.judge(office.db, today) > 0
    before = judged(office.db)
    assert HERE not in before and changes.judge(office.db, today) == 0, "nothing is judged twice"
    sync_round(hall, office)
    assert changes.counted(office.db, changes.last_whole(today)).waiting == 1
    assert changes.judge(office.db, today) == 1
    kept = [row.__data__ for row in office.db.rows(WeekJudged.select())]
    with office.db.writing():
        tallies.rebuild_sums(office.db)
    assert office.db.first(WeekJudged.select()) is None
    changes.judge(office.db, today)
    again = [row.__data__ for row in office.db.rows(WeekJudged.select())]
    assert sorted(map(str, kept)) == sorted(map(str, again))


def test_ratings_of_a_week_that_is_judged_drop_its_answer(hall: Machine, office: Machine):
    for n in range(6):
        rate(hall, n + 1, "5")
    sync_round(hall, office)
    for n in range(6, 12):
        rate(hall, n + 1, "1")  # on a station whose line is cut
    hall.time.pass_by(7 * 86_400_000)
    newest = changes.last_whole(office.today())
    assert changes.judge(office.db, office.today()) == 1
    assert changes.counted(office.db, newest).waiting == 0
    sync_round(hall, office)
    assert changes.counted(office.db, newest).waiting == 1, "an answer by other sums is gone"
    assert changes.judge(office.db, office.today()) == 1
    assert list(changes.differences(office.db)) == []


def test_a_late_rating_drops_the_answers_that_it_concerns_alone(hall: Machine, office: Machine):
    for n in range(12):
        rate(hall, n + 1, "5")
    sync_round(hall, office)
    hall.time.pass_by(14 * 86_400_000)
    changes.judge(office.db, office.today())
    week = {row.week for row in office.db.rows(WeekJudged.select())}
    rate(hall, 20, "5")
    sync_round(hall, office)
    assert {row.week for row in office.db.rows(WeekJudged.select())} == week, "this week is open"


def test_the_check_of_everything_sees_an_answer_that_the_sums_do_not_give(
    hall: Machine, office: Machine
):
    for n in range(12):
        rate(hall, n + 1, "5")
    sync_round(hall, office)
    hall.time.pass_by(7 * 86_400_000)
    changes.judge(office.db, office.today())
    assert checks.check(office.db, office.keys, at_office=True) is None
    office.db.run(WeekJudged.update(change="worse"))
    found = checks.check(office.db, office.keys, at_office=True)
    assert found is not None and "worse" in found.says


def test_answers_of_older_weeks_are_dropped(office: Machine):
    weeks(office, HERE, 26)
    changes.judge(office.db, office.today())
    assert len(office.db.rows(WeekJudged.select())) == changes.KEPT
    later = office.today() + 2 * WEEK
    changes.judge(office.db, later)
    kept = {row.week for row in office.db.rows(WeekJudged.select())}
    assert min(kept) == changes.last_whole(later) - (changes.KEPT - 1) * WEEK
