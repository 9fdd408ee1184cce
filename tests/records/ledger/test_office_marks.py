"""What the office holds of a station, as it last signed it."""

import pytest

from kiosk.records.feedback import cards
from kiosk.records.ledger import identity, ledger, office_marks
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import HighWater
from tests.cast import WANG, Machine, by_visit


def test_marks_that_are_not_ours_stop_the_station(hall: Machine):
    of = identity.me(hall.db).chain
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    right = HighWater(1, 1, ledger.hash_at(hall.db, of, 1) or b"")
    assert office_marks.note_marks(hall.db, of, (right,), hall.time()) == 1
    for wrong in (HighWater(1, 1, bytes(32)), HighWater(1, 2, right.head)):
        with pytest.raises(Refusal, match="mark_mismatch"):
            office_marks.note_marks(hall.db, of, (wrong,), hall.time())
    assert office_marks.held_by_office(hall.db, of) == 1
