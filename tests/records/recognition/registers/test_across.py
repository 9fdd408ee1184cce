"""Facts of a kind, in several branches or in all."""

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.registers import across
from kiosk.vocabulary.facts import Entered
from tests.cast import HERE, THERE, WANG, Machine, sync_round
from tests.records.recognition.registers.cast import enter, publish


def test_they_are_read_in_these_branches_or_in_all(hall: Machine, office: Machine):
    publish(office, hall)
    ids = {enter(hall, 1), enter(hall, 2, clerk="")}
    sync_round(hall, office)
    for branches in (None, [HERE], [THERE, HERE]):
        assert {one.event_id for one in across.read(office.db, Entered, branches)} == ids
    assert across.read(office.db, Entered, [THERE]) == across.read(office.db, Entered, []) == []
    (one,) = across.read(office.db, Entered, None, Ledger.clerk == WANG)
    assert one.clerk == WANG
