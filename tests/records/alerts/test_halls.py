"""What holds in each hall for alerts."""

from kiosk.vocabulary.documents import AlertPolicy
from tests.cast import HERE, MANAGER, NORTH, THERE, WANG, Machine
from tests.records.alerts.cast import halls, publish


def test_without_a_policy_the_defaults_hold(office: Machine):
    assert halls(office).policy(HERE) == AlertPolicy()
    assert halls(office).policy("") == AlertPolicy()


def test_the_narrowest_policy_holds(office: Machine):
    publish(office, silent_hours=10)
    publish(office, f"region.{NORTH}", silent_hours=20)
    publish(office, f"branch.{THERE}", silent_hours=30)
    now = halls(office)
    assert [now.policy(one).silent_hours for one in ("", HERE, THERE, "sb09")] == [10, 20, 30, 10]


def test_who_sends_is_head_office_or_a_hall_without_one(
    office: Machine, hall: Machine, alone: Machine
):
    assert [halls(one).sends for one in (office, hall, alone)] == [True, False, True]


def test_the_manager_is_the_one_of_the_branch(office: Machine):
    now = halls(office)
    assert now.is_manager(HERE, MANAGER) and not now.is_manager(HERE, WANG)
    assert not now.is_manager(THERE, MANAGER)
    assert now.zone("") == "Asia/Shanghai" and now.day(HERE) == office.today()
