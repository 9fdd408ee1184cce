"""Facts of a kind, in several branches or in all, one of each id."""

from kiosk.records.ledger import across
from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.facts import Arrived, Entered, Marked
from tests.cast import HERE, THERE, WANG, Machine, sync_round
from tests.records.recognition.registers.cast import enter, publish
from tests.records.standards.cast import DAY, check, with_standards


def test_they_are_read_in_these_branches_or_in_all(hall: Machine, office: Machine):
    publish(office, hall)
    ids = {enter(hall, 1), enter(hall, 2, clerk="")}
    sync_round(hall, office)
    for branches in (None, [HERE], [THERE, HERE]):
        assert {one.event_id for one in across.read(office.db, Entered, branches)} == ids
    assert across.read(office.db, Entered, [THERE]) == across.read(office.db, Entered, []) == []
    (one,) = across.read(office.db, Entered, None, Ledger.clerk == WANG)
    assert one.clerk == WANG


def test_days_and_branches_are_asked_for(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall)
    today, on = hall.today(), Ledger.counted_day
    assert len(across.read(hall.db, Marked, [HERE, THERE])) == 1
    assert len(across.read(hall.db, Marked, [HERE], on.between(today, today))) == 1
    assert across.read(hall.db, Marked, [HERE], on >= today + DAY) == []
    assert across.read(hall.db, Marked, [HERE], on <= today - DAY) == []
    assert across.read(hall.db, Marked, [THERE]) == []
    assert across.read(hall.db, Arrived, [HERE]) == []


def test_of_two_facts_of_one_id_every_machine_reads_the_same(hall: Machine, office: Machine):
    with_standards(office, hall)
    check(hall)
    (row,) = hall.db.rows(Ledger.select().where(Ledger.kind == "marked"))
    other = Ledger(**row.__data__)
    other.body = bytes(row.body).replace(b'"by":"0317"', b'"by":"0316"')
    assert other.body != row.body
    for order in ([row, other], [other, row]):
        (found,) = across.once(order, Marked)
        assert found.by == "0316"
