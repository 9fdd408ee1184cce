"""Alarms: each is raised once, and the newest come first."""

from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId
from tests.cast import HERE, Machine

OF = ChainId(HERE, "s" * 24, 1)


def test_an_alarm_is_raised_once_for_chain_entry_and_code(office: Machine):
    for at in (1, 2):
        alarms.alarm(office.db, OF, 7, "broken_chain", f"seen at {at}", at)
    (one,) = alarms.newest(office.db, 9)
    assert (one.seq, one.detail, one.at) == (7, "seen at 1", 1)
    alarms.alarm(office.db, OF, 8, "broken_chain", "", 3)
    alarms.alarm(office.db, OF, 7, "old_day", "", 3)
    alarms.alarm(office.db, OF._replace(epoch=2), 7, "broken_chain", "", 3)
    assert len(alarms.newest(office.db, 9)) == 4


def test_the_newest_are_shown_first_and_no_more_than_asked_for(office: Machine):
    for at in (5, 9, 1):
        alarms.alarm(office.db, OF, at, "old_day", "", at)
    assert [one.at for one in alarms.newest(office.db, 2)] == [9, 5]
