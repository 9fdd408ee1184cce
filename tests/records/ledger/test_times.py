"""The time that a machine goes by, from one look at the clocks to the next."""

from pathlib import Path

from kiosk.records.ledger import identity, times
from kiosk.rules.ledger.time import Anchor
from tests.cast import Machine, Time, machine
from tests.sync.cast import alarms

DAY_MS = 86_400_000


def test_time_is_believed_from_one_look_to_the_next(alone: Machine, time: Time):
    first = times.note_time(alone.db, time())
    assert (first.utc, first.sure) == (time.utc, True)
    time.pass_by(60_000)
    time.step(365 * DAY_MS)  # a wall clock that jumps while the machine runs
    again = times.note_time(alone.db, time())
    assert (again.utc, again.sure) == (first.utc + 60_000, False)
    assert times.believed(alone.db, time()) == again


def test_a_clock_in_doubt_raises_an_alarm(alone: Machine, time: Time):
    times.note_time(alone.db, time())
    assert alarms(alone) == set()
    time.reboot()
    time.step(-DAY_MS)
    times.note_time(alone.db, time())
    assert alarms(alone) == {"clock_doubt"}


def test_a_week_is_believed_in_sum_until_the_time_is_confirmed(alone: Machine, time: Time):
    times.note_time(alone.db, time())
    for boot in "bcd":
        time.reboot(boot)
        time.step(2 * DAY_MS)
        assert times.note_time(alone.db, time()).sure
    time.reboot("e")
    time.step(2 * DAY_MS)
    assert not times.note_time(alone.db, time()).sure
    times.confirm(alone.db, time.utc, time())
    time.reboot("f")
    time.step(6 * DAY_MS)
    assert times.note_time(alone.db, time()) == (time.utc, True, 6 * DAY_MS, True)


def test_a_clock_that_ran_ahead_once_spoils_no_later_day(alone: Machine, time: Time):
    """One start at 2099, then the clock is right again."""
    times.note_time(alone.db, time())
    day = times.today(alone.db, time())
    time.reboot("b")
    time.step(73 * 365 * DAY_MS)
    times.note_time(alone.db, time())
    assert times.today(alone.db, time()) == day
    time.reboot("c")
    time.step(-73 * 365 * DAY_MS + 3_600_000)
    assert times.note_time(alone.db, time()).sure
    assert times.today(alone.db, time()) == day


def test_the_offices_time_is_kept_with_the_clocks_of_that_moment(hall: Machine, time: Time):
    times.sign(hall.db, 42, time())
    assert identity.me(hall.db).anchor == Anchor(42, time.utc, time.mono, time.boot)
    time.reboot()
    assert times.believed(hall.db, time()).utc == 42, "what was signed is what time goes on from"


def test_an_office_begins_at_what_it_wrote_down_last(tmp_path: Path, time: Time):
    office = machine(tmp_path / "empty", "office", time)
    assert times.believed(office.db, time()).sure
    office.db.run(times.Clock.delete())
    times.begin(office.db, time.utc - 8 * DAY_MS, time())
    assert times.believed(office.db, time())[:2] == (time.utc - 8 * DAY_MS, False)
    times.begin(office.db, None, time())
    assert not times.believed(office.db, time()).sure, "it begins once"
    office.db.run(times.Clock.delete())
    times.begin(office.db, time.utc - DAY_MS, time())
    assert times.believed(office.db, time())[:2] == (time.utc, True)
    office.db.close()
