"""What a check found is kept, and turns into an alarm once."""

from kiosk.records.ledger import alarms
from kiosk.records.upkeep import checked
from kiosk.records.upkeep.checked import Result
from tests.cast import Machine

FULL = Result("space", "fault", "3 MB")


def test_the_worst_is_listed_first_with_since_when_it_is_so(hall: Machine):
    first = hall.time().utc
    checked.store(hall.db, [Result("database", "ok", ""), FULL], hall.time())
    hall.time.pass_by(600_000)
    late = Result("office", "warning", "2 h")
    checked.store(hall.db, [Result("database", "ok", ""), FULL, late], hall.time())
    found = [(row.code, row.level, row.at) for row in checked.last(hall.db)]
    assert found == [
        ("space", "fault", first),
        ("office", "warning", first + 600_000),
        ("database", "ok", first),
    ]


def test_a_fault_is_an_alarm_again_only_after_the_check_was_good(hall: Machine):
    for _ in range(2):
        checked.store(hall.db, [FULL], hall.time())
        hall.time.pass_by(600_000)
    (group,) = alarms.groups(hall.db).rows
    assert (group.code, group.number) == ("check_failed", 1)
    alarms.settle_all(hall.db, group.branch, "check_failed", group.newest, "0320", "清理中", 1)
    checked.store(hall.db, [FULL], hall.time())
    assert alarms.by_code(hall.db) == {}
    checked.store(hall.db, [Result("space", "ok", "")], hall.time())
    hall.time.pass_by(600_000)
    checked.store(hall.db, [FULL], hall.time())
    assert alarms.by_code(hall.db) == {"check_failed": 1}
