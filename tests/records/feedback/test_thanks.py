"""Feedback is taken back once, by the visit that gave it, and then counts nowhere."""

from kiosk.records.feedback import cards, ratings, thanks
from tests.cast import FORM, HERE, LI, WANG, Machine, Time, by_visit
from tests.records.feedback.cast import rate, remark


def test_a_taken_back_card_loses_its_comment_too(hall: Machine):
    for n, comment in enumerate(("one", "two"), 1):
        cards.give(
            hall.db, by_visit(hall.db, hall.time(), "v"), f"{n:032x}", WANG, "polite", comment
        )
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v"), FORM, f"{1:032x}")
    assert [card.comment for card in cards.comments(hall.db, HERE, WANG, hall.today(), 10)] == [
        "two"
    ]


def test_sending_twice_and_undo_count_once_and_not_at_all(hall: Machine):
    rate(hall, 1, "1")
    assert rate(hall, 1, "5").fact.mark == "1"
    assert ratings.count(hall.db, HERE, WANG) == {"1": 1}
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, f"{1:032x}")
    assert ratings.count(hall.db, HERE, WANG) == {}


def test_the_day_counts_cards_ratings_and_cases_from_the_screen(hall: Machine, time: Time):
    rate(hall, 1, "5")
    rate(hall, 2, "1", LI)
    cards.give(hall.db, by_visit(hall.db, time(), "v1"), "f" * 32, WANG, "polite", "")
    remark(hall, 1, comment="x")
    thanks.undo(hall.db, by_visit(hall.db, time(), "v1"), FORM, f"{2:032x}")
    assert thanks.received(hall.db, HERE, hall.today()) == 2
    time.pass_by(86_400_000)
    assert thanks.received(hall.db, HERE, hall.today()) == 0
