"""What suspicion is judged by."""

import datetime

import pytest

from kiosk.rules.office.suspicion.history import Cell, History, Seen, tone_of

DAY = datetime.date(2026, 11, 20)
LATER = DAY + datetime.timedelta(1)


@pytest.mark.parametrize(
    ("mark", "tone"),
    [("polite", "top"), ("5", "top"), ("4", "middle"), ("3", "middle"), ("2", "low"), ("1", "low")],
)
def test_cards_and_the_best_grade_are_stuffed_the_worst_are_refused(mark: str, tone: str):
    assert tone_of(mark) == tone


def test_what_a_person_has_judged_is_not_judged_again_for_this_kind():
    seen = [Seen(str(n), day, 600, "a", "5", "s") for n, day in enumerate((DAY, LATER))]
    history = History(seen, {}, {}, {}, settled={("drip", "a"): DAY})
    assert list(history.unsettled("drip", "a")) == [LATER]
    assert list(history.unsettled("burst", "a")) == [DAY, LATER]


def test_flagged_days_are_no_measure_of_what_is_usual():
    past = {Cell(DAY, 9, "a", "top"): 40, Cell(DAY, 9, "b", "top"): 4}
    assert list(History([], past, {}, {}, left_out={(DAY, "a")}).past) == [Cell(DAY, 9, "b", "top")]
