"""A clerk's cards one by one: own ones, from customers, not taken back."""

import pytest

from kiosk.records.feedback import cards as giving
from kiosk.records.feedback import thanks
from kiosk.records.recognition.own import cards
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, WANG, Machine, by_visit
from tests.records.cases.cast import k
from tests.records.recognition.own.test_objections import by


def test_only_own_cards_that_still_count_are_there(hall: Machine):
    visit = by_visit(hall.db, hall.time(), "v")
    for number, badge in ((1, WANG), (2, WANG), (3, LI)):
        giving.give(hall.db, visit, k(number), badge, "polite", "")
    thanks.undo(hall.db, visit, k(9), k(2))
    assert [card.event_id for card in cards.listed(hall.db, by(hall)).rows] == [k(1)]
    assert cards.find(hall.db, by(hall), k(1)).event_id == k(1)
    for wrong in (k(2), k(3), k(4), ""):
        with pytest.raises(Refusal, match="unknown_thanks"):
            cards.find(hall.db, by(hall), wrong)
    assert [card.event_id for card in cards.listed(hall.db, by(hall, LI)).rows] == [k(3)]
