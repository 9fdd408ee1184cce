"""Once a night, as far as there is time, and never by a clock in doubt."""

from kiosk.records.ledger.security_log import SecurityLog
from kiosk.records.upkeep.archives import nights
from tests.cast import Machine
from tests.records.upkeep.archives.cast import DAY, fault, held

MONTHS = 36


def later(office: Machine) -> None:
    office.time.pass_by(4 * 365 * DAY)


def run(office: Machine, months: int = MONTHS, goes_on: bool = True) -> int:
    made = nights.run(office.db, office.time(), months, lambda: goes_on)
    return sum(one.moved for one in made)


def test_old_facts_move_at_night_and_the_log_says_so(old: Machine):
    assert run(old) == 0, "they are not old yet"
    later(old)
    assert run(old) == 12
    (said,) = old.db.rows(SecurityLog.select().where(SecurityLog.action == "archived"))
    assert said.number == 12 and said.detail.startswith("2026-11 2026-11 1 SHA-256 ")
    assert fault(old) == ""


def test_nothing_moves_where_no_term_is_set(old: Machine):
    later(old)
    rows = held(old)
    assert run(old, months=0) == 0
    assert held(old) == rows


def test_a_night_is_run_once_and_one_that_ends_early_goes_on(old: Machine):
    later(old)
    assert run(old, goes_on=False) == 12
    assert run(old) == 0
    assert old.db.first(nights.ArchivingNight.select()).branch == "~"
    rows = len(old.db.rows(SecurityLog.select()))
    assert run(old) == 0
    assert len(old.db.rows(SecurityLog.select())) == rows


def test_a_clock_in_doubt_moves_nothing(old: Machine):
    old.time.reboot()
    old.time.step(4 * 365 * DAY)
    assert run(old) == 0
