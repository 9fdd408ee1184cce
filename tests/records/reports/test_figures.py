"""Figures of whole weeks by region, branch, clerk, item, month, hour and mark."""

import datetime
from typing import Any

import pytest

from kiosk.records.feedback import cards
from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.reports import figures
from kiosk.records.reports.figures import Asked, Line
from tests.cast import HERE, LI, MANAGER, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import file, k
from tests.records.feedback.cast import rate, remark
from tests.records.oversight.cast import question

D = datetime.date
WEEK = Asked(D(2026, 11, 16), D(2026, 11, 22))


@pytest.fixture
def heard(hall: Machine, office: Machine) -> Machine:
    """Twelve ratings of Wang's, two of them low, a card of Li's and a complaint."""
    for n in range(12):
        rate(hall, n + 1, "2" if n < 2 else "5")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(40), LI, "patient", "")
    file(hall, 41)
    sync_round(hall, office)
    return office


def by(office: Machine, group: Any, asked: Asked = WEEK) -> dict[Any, Line]:
    lines = figures.by(office.db, group, asked, office.today())
    return {line.key: line for line in lines}


@pytest.mark.parametrize(
    ("first", "last", "monday", "sunday"),
    [(D(2026, 11, 16), D(2026, 11, 22), D(2026, 11, 16), D(2026, 11, 22)),
     (D(2026, 11, 17), D(2026, 11, 17), D(2026, 11, 16), D(2026, 11, 22)),
     (D(2026, 11, 15), D(2026, 11, 23), D(2026, 11, 9), D(2026, 11, 29))],
)  # fmt: skip
def test_days_are_rounded_outward_to_weeks(first: D, last: D, monday: D, sunday: D):
    assert figures.whole_weeks(first, last) == (monday, sunday)


def test_every_group_counts_the_same(heard: Machine):
    of_branch = by(heard, "branch")[HERE]
    assert of_branch[1:6] == (12, 10, 1, 1, 0) and of_branch.late == 0
    of_region = figures.total(by(heard, "region").values())
    assert of_region[1:6] == of_branch[1:6]
    here = WEEK._replace(branch=HERE)
    for group in ("month", "hour"):
        assert figures.total(by(heard, group, here).values())[1:4] == (12, 10, 1), group
    people = by(heard, "clerk", here)
    assert (people[WANG].rated, people[WANG].satisfied, people[LI].cards) == (12, 10, 1)
    marks = by(heard, "mark")
    assert [marks["rating", one].rated for one in ("5", "2", "1")] == [10, 2, 0]
    assert marks["card", "patient"].cards == 1
    assert by(heard, "service", here) == {}, "no customer named one"


def test_other_weeks_branches_and_regions_are_not_counted(heard: Machine):
    earlier = Asked(D(2026, 11, 9), D(2026, 11, 15))
    assert by(heard, "branch", earlier) == {}
    assert by(heard, "branch", WEEK._replace(branch=THERE)) == {}
    assert by(heard, "branch", WEEK._replace(region="no-such")) == {}


def test_a_reader_sees_only_the_own_branches(heard: Machine):
    assert by(heard, "branch", WEEK._replace(may={THERE})) == {}
    assert HERE in by(heard, "branch", WEEK._replace(may={HERE}))
    assert by(heard, "month", WEEK._replace(may={THERE})) == {}


def test_what_is_in_flags_is_counted_and_taken_out_beside(heard: Machine):
    question(heard, WANG, k(1), k(2))
    question(heard, LI, k(40))
    line = by(heard, "branch")[HERE]
    assert (line.rated, line.flagged) == (12, (2, 0, 1))
    assert line.satisfaction is not None and line.satisfaction.share == pytest.approx(10 / 12)
    assert line.unflagged is not None and line.unflagged.share == 1
    assert by(heard, "branch", WEEK._replace(may={HERE}))[HERE].flagged == (2, 0, 1)
    for group in ("region", "clerk", "month", "hour", "mark"):
        lines = by(heard, group, WEEK._replace(branch=HERE)).values()
        assert figures.total(lines).flagged == (2, 0, 1), group


def test_by_service_what_is_in_flags_is_taken_out_beside(hall: Machine, office: Machine):
    for n in (1, 2, 3):
        rate(hall, n, "5")
        remark(hall, n, key=k(500 + n), service="1-pay" if n < 3 else "3-card")
    sync_round(hall, office)
    question(office, WANG, k(1), k(3))
    lines = by(office, "service", WEEK._replace(branch=HERE))
    assert {key: (one.rated, one.flagged) for key, one in lines.items()} == {
        "1-pay": (2, (1, 1, 0)), "3-card": (1, (1, 1, 0)),
    }  # fmt: skip


@pytest.mark.parametrize(("rated", "known"), [(9, False), (10, True)])
def test_a_share_of_too_few_is_not_given(rated: int, known: bool):
    assert (Line("x", rated, rated).satisfaction is not None) == known


def test_by_window_each_piece_is_where_its_clerk_was(hall: Machine, office: Machine):
    for number, (badge, window) in enumerate(((WANG, "3"), (LI, "12"))):
        duty.change(
            hall.db, authors.at_desk(hall.db, badge, hall.time()), k(90 + number), True, window
        )
    hall.time.pass_by(60_000)
    for number in range(1, 13):
        rate(hall, number, "1" if number < 3 else "4")
    visit = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visit, k(40), LI, "patient", "")
    cards.give(hall.db, visit, k(41), MANAGER, "polite", "")
    sync_round(hall, office)
    lines = figures.by(office.db, "window", WEEK._replace(branch=HERE), office.today())
    assert [(one.key, one.rated, one.satisfied, one.cards, one.clerks) for one in lines] == [
        ("3", 12, 10, 0, (WANG,)), ("12", 0, 0, 1, (LI,)), ("", 0, 0, 1, (MANAGER,)),
    ]  # fmt: skip
    assert lines[0].satisfaction is not None and lines[1].satisfaction is None
    assert by(office, "window", WEEK._replace(branch=THERE)) == {}
