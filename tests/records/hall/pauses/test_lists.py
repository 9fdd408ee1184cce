"""Pauses as clerk, manager and head office read them."""

import datetime

from kiosk.records.hall.pauses import lists
from kiosk.records.hall.pauses.lists import Sum
from tests.cast import HERE, LI, THERE, WANG, Machine, Time, sync_round
from tests.records.hall.pauses.test_state import lived

ONE = datetime.timedelta(1)


def test_sums_numbers_and_lists_are_of_the_days_asked_for(
    hall: Machine, office: Machine, time: Time
):
    lived(hall, time)
    sync_round(hall, office)
    day = hall.today()
    for machine in (hall, office):
        found = lists.by_clerk(machine.db, HERE, day, day)
        assert found == {WANG: Sum(1, 1, 60_000), LI: Sum(1, 0, 300_000)}
        assert lists.by_clerk(machine.db, HERE, day, day, LI) == {LI: found[LI]}
        assert lists.refused(machine.db, HERE, day, day) == {"queue": 1}
        assert lists.refused(machine.db, HERE, day, day, LI) == {}
        assert [one.clerk for one in lists.listed(machine.db, HERE, day, day).rows] == [LI, WANG]
        assert lists.listed(machine.db, HERE, day, day, WANG).number == 1
        assert lists.by_branch(machine.db, day, day) == [(HERE, 2)]
        assert lists.by_branch(machine.db, day, day, THERE) == []
        for other in (day - ONE, day + ONE):
            assert lists.by_clerk(machine.db, HERE, other, other) == {}
            assert lists.by_branch(machine.db, other, other) == []


def test_the_last_refused_try_is_found(hall: Machine, time: Time):
    lived(hall, time)
    found = lists.last_refused(hall.db, HERE, hall.today(), WANG)
    assert found is not None and (found.refused_for, found.waiting) == ("queue", 6)
    assert lists.last_refused(hall.db, HERE, hall.today(), LI) is None
