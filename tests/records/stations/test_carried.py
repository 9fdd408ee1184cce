"""Which answers a station without a line waits for."""

from kiosk.records.stations import carried
from kiosk.records.stations.carried import Question
from tests.cast import Machine

ONE, OTHER = Question(b"one", "s", 1), Question(b"other")


def test_the_questions_of_the_last_file_are_waited_for_in_their_order(hall: Machine):
    assert carried.waiting(hall.db) == {} and carried.last(hall.db) is None
    carried.note_made(hall.db, {"b": ONE, "a": OTHER}, 5)
    assert list(carried.waiting(hall.db).items()) == [("b", ONE), ("a", OTHER)]


def test_a_newer_file_replaces_an_older_one(hall: Machine):
    carried.note_made(hall.db, {"a": ONE}, 5)
    carried.note_taken(hall.db, 6)
    carried.note_made(hall.db, {"b": OTHER}, 7)
    last = carried.last(hall.db)
    assert last is not None and (last.made_at, last.taken_at) == (7, None)
    assert carried.waiting(hall.db) == {"b": OTHER}
    carried.note_taken(hall.db, 9)
    last = carried.last(hall.db)
    assert last is not None and last.taken_at == 9
