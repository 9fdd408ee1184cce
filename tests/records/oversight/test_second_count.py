"""What is in flags is counted by whatever pages count by, once, and only while it is questioned."""

import datetime

import pytest

from kiosk.records.feedback import cards
from kiosk.records.oversight import flags, second_count
from kiosk.records.oversight.second_count import LeftOut
from kiosk.rules.ledger.time import monday
from tests.cast import HERE, LI, THERE, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate, remark
from tests.records.oversight.cast import head, question


@pytest.fixture
def flagged(hall: Machine, office: Machine) -> Machine:
    """Two of Wang's ratings, one of them low, and a card of Li's, among others."""
    for n, grade in enumerate("55255"):
        rate(hall, n, grade)
    remark(hall, 1, key=k(501), service="1-pay")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), k(40), LI, "patient", "")
    sync_round(hall, office)
    question(office, WANG, k(1), k(2))
    question(office, LI, k(40))
    return office


@pytest.mark.both
def test_every_group_leaves_out_the_same(flagged: Machine):
    day = flagged.today()
    all_of_it = LeftOut(2, 1, 1)
    keys = {
        "branch": HERE, "day": day, "weekday": day.weekday(), "week": monday(day),
        "month": f"{day:%Y-%m}", "hour": 12,
    }  # fmt: skip
    for by, key in keys.items():
        assert second_count.left_out(flagged.db, by, day, day) == {key: all_of_it}, by
    of_clerks = second_count.left_out(flagged.db, "clerk", day, day)
    assert of_clerks == {WANG: LeftOut(2, 1, 0), LI: LeftOut(0, 0, 1)}
    of_marks = second_count.left_out(flagged.db, "mark", day, day)
    assert of_marks == {"5": LeftOut(1, 1, 0), "2": LeftOut(1, 0, 0), "patient": LeftOut(0, 0, 1)}
    of_services = second_count.left_out(flagged.db, "service", day, day)
    assert of_services["1-pay"] == LeftOut(1, 1, 0)


def test_other_days_and_branches_are_not_counted(flagged: Machine, monkeypatch):
    day, one = flagged.today(), datetime.timedelta(1)
    assert not second_count.left_out(flagged.db, "branch", day - 9 * one, day - one)
    for most in (500, 0):  # few branches are read by themselves, many all together
        monkeypatch.setattr(second_count.across, "AT_ONCE", most)
        assert not second_count.left_out(flagged.db, "branch", day, day, [THERE])
        assert not second_count.left_out(flagged.db, "branch", day, day, [])
        found = second_count.left_out(flagged.db, "branch", day, day, [HERE, THERE])
        assert found == {HERE: LeftOut(2, 1, 1)}


def test_a_fact_in_two_flags_is_left_out_once_and_an_explained_one_not_at_all(flagged: Machine):
    day = flagged.today()
    question(flagged, LI, k(1), k(40))
    assert second_count.left_out(flagged.db, "branch", day, day) == {HERE: LeftOut(2, 1, 1)}
    for n, one in enumerate(flags.of_branch(flagged.db, HERE)):
        flags.handle(flagged.db, head(flagged), k(900 + n), one.event_id, "explained", "x")
    assert second_count.left_out(flagged.db, "branch", day, day) == {}


def test_hours_are_those_of_the_halls_zone(flagged: Machine):
    assert second_count._hour(0, "Asia/Shanghai") == 8
    assert second_count._hour(3, "Asia/Kathmandu") == 6, "5:30 and three quarters"
