"""A place without a backup for more than three days is known."""

from kiosk.records.ledger import alarms
from kiosk.records.upkeep import backups
from kiosk.records.upkeep.backups import DAY_MS, DISK, STICK
from tests.cast import Machine


def test_three_days_without_a_stick_raise_one_alarm_until_it_is_back(hall: Machine):
    both = (DISK, STICK)
    assert backups.look(hall.db, both, hall.time()) == []
    for _ in range(2):
        hall.time.pass_by(DAY_MS)
        backups.note(hall.db, DISK, "one", sealed=True, now=hall.time())
        assert backups.look(hall.db, both, hall.time()) == []
    hall.time.pass_by(DAY_MS + 1)
    assert backups.look(hall.db, both, hall.time()) == [STICK]
    (group,) = alarms.groups(hall.db).rows
    assert (group.code, group.number) == ("backup_late", 1)
    alarms.settle_all(hall.db, group.branch, "backup_late", group.newest, "0320", "在买", 1)
    assert backups.look(hall.db, both, hall.time()) == [STICK]
    assert alarms.by_code(hall.db) == {}, "settled is settled"
    backups.note(hall.db, STICK, "one", sealed=True, now=hall.time())
    assert backups.look(hall.db, both, hall.time()) == []
    hall.time.pass_by(4 * DAY_MS)
    assert backups.look(hall.db, both, hall.time()) == [DISK, STICK]
    assert alarms.by_code(hall.db) == {"backup_late": 2}


def test_a_machine_without_a_stick_is_asked_for_none(hall: Machine):
    backups.look(hall.db, (DISK,), hall.time())
    assert backups.last(hall.db, STICK) is None
