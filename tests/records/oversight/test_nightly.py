"""The nightly run judges each branch once a day, a branch at a time."""

import datetime

from kiosk.records.oversight import flags, nightly
from kiosk.records.oversight.nightly import FlagRun
from tests.cast import HERE, THERE, WANG, Machine, sync_round
from tests.records.oversight.cast import DAY, given, stuffed


def run(office: Machine, branches: int = 99) -> int:
    left = iter([True] * branches + [False])
    return nightly.run(office.db, office.time(), lambda: next(left))


def judged(office: Machine) -> dict[str, str]:
    return {one.branch: str(one.day) for one in office.db.rows(FlagRun.select())}


def test_a_branch_is_judged_once_a_day(hall: Machine, office: Machine):
    stuffed(hall, office)
    assert (run(office), run(office)) == (1, 0)
    assert judged(office) == {HERE: str(office.today() - datetime.timedelta(1))}
    office.time.pass_by(DAY)
    run(office)
    assert judged(office) == {HERE: str(office.today() - datetime.timedelta(1))}


def test_a_run_that_ends_early_goes_on_with_the_next_branch(
    hall: Machine, office: Machine, another_hall
):
    other = another_hall("other", THERE)
    given(other, 5, "0400", "5", DAY)
    sync_round(other, office)
    stuffed(hall, office)
    assert run(office, 1) == 1 and set(judged(office)) == {HERE}
    assert run(office, 1) == 0 and set(judged(office)) == {HERE, THERE}


def test_nothing_is_judged_while_the_clock_is_in_doubt(hall: Machine, office: Machine):
    stuffed(hall, office)
    office.time.reboot()
    office.time.step(400 * DAY)
    assert run(office) == 0 and judged(office) == {}


def test_days_of_today_wait_for_tomorrow(hall: Machine, office: Machine):
    stuffed(hall, office, days_ago=0)
    assert nightly.judge(office.db, HERE, office.time()) == 0
    office.time.pass_by(DAY)
    assert nightly.judge(office.db, HERE, office.time()) == 1
    assert flags.of_branch(office.db, HERE)[0].clerk == WANG


def test_of_a_clerk_without_a_past_nothing_can_be_seen(hall: Machine, office: Machine):
    stuffed(hall, office)
    seen = nightly.sights(office.db, HERE, office.today())
    assert all(one.lift is None for one in seen.values())
