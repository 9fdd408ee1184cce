"""The facts about standards, one of each id."""

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.standards import read
from kiosk.vocabulary.facts import Arrived, Marked
from tests.cast import HERE, THERE, Machine
from tests.records.standards.cast import DAY, check, with_standards


def test_days_and_branches_are_asked_for(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall)
    today = hall.today()
    assert len(read.of_days(hall.db, Marked, [HERE, THERE])) == 1
    assert len(read.of_days(hall.db, Marked, [HERE], today, today)) == 1
    assert read.of_days(hall.db, Marked, [HERE], today + DAY) == []
    assert read.of_days(hall.db, Marked, [HERE], last=today - DAY) == []
    assert read.of_days(hall.db, Marked, [THERE]) == []
    assert read.of_days(hall.db, Arrived, [HERE]) == []


def test_of_two_facts_of_one_id_every_machine_reads_the_same(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall)
    (row,) = hall.db.rows(Ledger.select().where(Ledger.kind == "marked"))
    other = Ledger(**row.__data__)
    other.body = bytes(row.body).replace(b'"by":"0317"', b'"by":"0316"')
    assert other.body != row.body
    for order in ([row, other], [other, row]):
        (found,) = read.once(order, Marked)
        assert found.by == "0316"
