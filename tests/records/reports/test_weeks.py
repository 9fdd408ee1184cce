"""Figures by week: what is counted, where, and against which weeks."""

import datetime

import pytest

from kiosk.records.cases import steps
from kiosk.records.feedback import cards, thanks
from kiosk.records.hall import help
from kiosk.records.reports import weeks
from kiosk.records.reports.weeks import Figures, Hour
from kiosk.rules.ledger.time import monday
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import accepted, desk, file, k
from tests.records.feedback.cast import rate
from tests.records.oversight.cast import question

D = datetime.date
MONDAY = D(2026, 11, 16)
DAY_MS = 86_400_000
ONE = datetime.timedelta(1)


def fill(hall: Machine, office: Machine) -> None:
    """Saturday: three ratings, a card, a call that is answered; the Monday after: a low rating, and
    one that is undone."""
    visitor = by_visit(hall.db, hall.time(), "v1")
    for n, grade in ((1, "5"), (2, "3"), (3, "2")):
        rate(hall, n, grade)
    cards.give(hall.db, visitor, k(4), LI, "patient", "")
    help.ring(hall.db, visitor, k(5))
    help.came(hall.db, desk(hall), k(6), k(5))
    hall.time.pass_by(2 * DAY_MS)
    rate(hall, 11, "1")
    rate(hall, 12, "1")
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(13), k(12))
    sync_round(hall, office)


def test_a_week_is_summed_up_by_its_monday_the_newest_first(hall: Machine, office: Machine):
    fill(hall, office)
    trend = weeks.trend(office.db, "", D(2026, 11, 23), 3, office.today())
    assert [week for week, _ in trend] == [D(2026, 11, 23), MONDAY, D(2026, 11, 9)]
    assert trend[0][1] == Figures(rated=1, low=1, withdrawn=1)
    assert trend[1][1] == Figures(rated=3, satisfied=2, low=1, cards=1, help=1, came=1)
    assert trend[2][1] == Figures()
    assert weeks.total([figures for _, figures in trend]).rated == 4
    assert trend[1][1].satisfaction is not None
    assert trend[1][1].satisfaction.share == pytest.approx(2 / 3)
    assert trend[2][1].satisfaction is None and trend[2][1].share_on_time is None


def test_a_branch_is_summed_up_by_itself(hall: Machine, office: Machine):
    fill(hall, office)
    today = office.today()
    assert weeks.trend(office.db, HERE, MONDAY, 1, today)[0][1].rated == 3
    assert weeks.trend(office.db, THERE, MONDAY, 1, today)[0][1] == Figures()
    page = weeks.by_branch(office.db, D(2026, 11, 23), 12, today)
    ((branch, week, before),) = page.rows
    assert (branch, week.low, before.rated, before.low) == (HERE, 1, 3, 1)
    assert weeks.by_branch(office.db, D(2026, 11, 2), 12, today).rows == []


def test_late_without_an_answer_is_late(hall: Machine, office: Machine):
    case_id = accepted(hall, file(hall, 1))
    file(hall, 2)
    steps.reply(hall.db, desk(hall, LI), hall.case(case_id), k(101), "fixed", "")
    sync_round(hall, office)
    now = weeks.trend(office.db, HERE, MONDAY, 1, office.today())[0][1]
    assert (now.cases, now.on_time, now.late, now.share_on_time) == (2, 1, 0, 1.0)
    later = weeks.trend(office.db, HERE, MONDAY, 1, D(2027, 6, 1))[0][1]
    assert (later.on_time, later.late, later.share_on_time) == (1, 1, 0.5)
    (row,) = weeks.by_branch(office.db, MONDAY, 12, D(2027, 6, 1)).rows
    assert row.week.late == 1


def test_ratings_are_summed_up_by_hour_and_weekday(hall: Machine, office: Machine):
    fill(hall, office)
    for branch in ("", HERE):
        hours, weekdays = weeks.by_time(office.db, branch, MONDAY, D(2026, 11, 29), MONDAY)
        assert hours == {12: Hour(4, 2, 2)}
        assert weekdays == {0: Hour(1, 0, 1), 5: Hour(3, 2, 1)}
    assert weeks.by_time(office.db, THERE, MONDAY, D(2026, 11, 29), MONDAY) == ({}, {})


def test_what_is_in_flags_is_in_the_figures_and_beside_them(hall: Machine, office: Machine):
    for n in range(4):
        rate(hall, n, "5")
    give = by_visit(hall.db, hall.time(), "v")
    cards.give(hall.db, give, k(30), WANG, "polite", "")
    sync_round(hall, office)
    question(office, WANG, k(0), k(1), k(30))
    day = office.today()
    week = monday(day)
    for branch, within in (("", None), (HERE, None), ("", [HERE]), (HERE, [HERE])):
        now = weeks.trend(office.db, branch, week, 2, day, within)[0][1]
        assert (now.rated, now.cards) == (4, 1) and now.unflagged[:4] == (2, 2, 0, 0)
        hours, weekdays = weeks.by_time(office.db, branch, week, week + 6 * ONE, within)
        for (one,) in (hours.values(), weekdays.values()):
            assert one.rated == 4 and one.unflagged == Hour(2, 2, 0)
    (row,) = weeks.by_branch(office.db, week, 12, day).rows
    assert row.week.unflagged.rated == 2
    for branch, within in ((THERE, None), ("", [THERE]), (HERE, [THERE])):
        assert weeks.trend(office.db, branch, week, 1, day, within)[0][1].flagged_rated == 0


def test_what_waits_is_counted_withdrawn_ones_too(hall: Machine, office: Machine):
    fill(hall, office)
    assert (weeks.waiting(office.db, ""), weeks.waiting(office.db, THERE)) == (3, 0)


def test_what_waits_is_counted_up_to_a_number_only(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    for n in range(3):
        rate(hall, n, "1")
    sync_round(hall, office)
    assert weeks.waiting(office.db, "") == weeks.waiting(office.db, HERE) == 3
    monkeypatch.setattr(weeks, "MOST_WAITING", 2)
    assert weeks.waiting(office.db, "") == 2
