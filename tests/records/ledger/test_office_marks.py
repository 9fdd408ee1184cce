"""What the office holds of a station, as it last signed it."""

from kiosk.records.feedback import cards
from kiosk.records.hall import help
from kiosk.records.ledger import alarms, identity, ledger, office_marks
from kiosk.vocabulary.wire import HighWater
from tests.cast import WANG, Machine, Time, by_visit


def test_marks_that_are_not_ours_are_named_and_leave_unsent_what_is_not_under_one(hall: Machine):
    of = identity.me(hall.db).chain
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    right = HighWater(1, 1, ledger.hash_at(hall.db, of, 1) or b"")
    assert office_marks.note_marks(hall.db, of, (right,), hall.time()) == set()
    for wrong in (HighWater(1, 1, bytes(32)), HighWater(1, 2, right.head)):
        assert office_marks.note_marks(hall.db, of, (wrong,), hall.time()) == {1}
        assert office_marks.held_by_office(hall.db, of) == 0
        assert office_marks.remembered(hall.db, of.station) == (right,)
    office_marks.note_marks(hall.db, of, (right,), hall.time())
    assert office_marks.held_by_office(hall.db, of) == 1


def test_a_later_epoch_of_a_copy_and_an_earlier_one_that_goes_further_are_no_difference(
    hall: Machine,
):
    identity.note_epoch(hall.db, 2)
    of = identity.me(hall.db).chain
    others = (HighWater(1, 9, bytes(32)), HighWater(3, 5, bytes(32)))
    assert office_marks.note_marks(hall.db, of, others, hall.time()) == set()


def mark(hall: Machine, seq: int) -> HighWater:
    of = identity.me(hall.db).chain
    return HighWater(of.epoch, seq, ledger.hash_at(hall.db, of, seq) or b"")


def ring(hall: Machine, number: int) -> None:
    for n in range(number):
        help.ring(hall.db, by_visit(hall.db, hall.time()), f"{n:032x}")


def test_nothing_is_held_before_the_office_answered(hall: Machine):
    of = identity.me(hall.db).chain
    ring(hall, 1)
    assert office_marks.held_by_office(hall.db, of) == 0
    assert office_marks.held_since(hall.db, of, 1) is None
    assert office_marks.note_marks(hall.db, of, (), hall.time()) == set()


def test_since_when_an_entry_is_held_is_what_was_seen_first(hall: Machine, time: Time):
    of = identity.me(hall.db).chain
    ring(hall, 3)
    began = time.utc
    for seq in (1, 1, 3):
        office_marks.note_marks(hall.db, of, (mark(hall, seq),), time())
        assert office_marks.held_by_office(hall.db, of) == seq
        time.pass_by(60_000)
    since = [office_marks.held_since(hall.db, of, seq) for seq in (1, 2, 3, 4)]
    assert since == [began, began + 120_000, began + 120_000, None]


def test_an_office_that_holds_less_again_is_believed(hall: Machine, time: Time):
    of = identity.me(hall.db).chain
    ring(hall, 2)
    office_marks.note_marks(hall.db, of, (mark(hall, 2),), time())
    office_marks.note_marks(hall.db, of, (mark(hall, 1),), time())
    assert office_marks.held_by_office(hall.db, of) == 1
    assert office_marks.held_since(hall.db, of, 2) is None, "it was restored from a backup"


def test_marks_that_are_not_ours_raise_an_alarm_and_move_nothing(hall: Machine):
    of = identity.me(hall.db).chain
    ring(hall, 1)
    office_marks.note_marks(hall.db, of, (HighWater(1, 2, b"x"),), hall.time())
    assert office_marks.held_by_office(hall.db, of) == 0
    (alarm,) = alarms.of_group(hall.db, of.branch, "mark_mismatch").rows
    assert alarm.seq == 2
