"""Whether a figure changed: the limits, the four signals with their edges, and the two icons."""

import pytest

from kiosk.rules.office import xmr
from kiosk.rules.office.xmr import LEAST, Limits, Seen

USUAL = Limits(10.0, 7.0, 13.0)
"""Near a limit is beyond 12 and below 8."""


def shown(values: list[float | None]) -> list[str]:
    marks = {"outside": "o", "run": "r", "near": "n", "trend": "t"}
    return [
        "." if one is None else marks[one.signal].upper() if one.up else marks[one.signal]
        for one in xmr.seen(values, USUAL)
    ]


def test_limits_are_the_mean_and_266_mean_moving_ranges():
    values: list[float | None] = [1.0, 2.0] * (LEAST // 2)
    found = xmr.limits(values)
    assert found is not None
    assert found == pytest.approx((1.5, 1.5 - 2.66, 1.5 + 2.66))
    assert xmr.limits(values[1:]) is None, "one point fewer"
    with_gaps = [one for value in values for one in (value, None)]
    assert xmr.limits(with_gaps) == found, "a week that says too little is no point"


def test_a_figure_that_never_moved_has_no_room():
    values: list[float | None] = [5.0] * LEAST
    assert xmr.limits(values) == (5, 5, 5)
    assert xmr.change(values) == "usual"
    assert xmr.change([*values, 5.1]) == "better", "limits are of all points, a little wider now"


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([13.0, 7.0], ".."),  # on a limit is within
        ([13.01, 6.99], "Oo"),
        ([12.01, 10.0, 12.01], "N.N"),
        ([12.0, 10.0, 12.01], "..."),  # two thirds of the way is not beyond
        ([12.01, 10.0, 10.0, 12.01], "...."),  # three points apart
        ([12.01, 10.0, 7.99], "..."),  # near the same limit only
        ([7.99, 7.99], "nn"),
        ([12.01, None, 12.01], "N.N"),  # a week without a point is passed over
        ([10.1] * 7 + [10.0], "........"),
        ([10.1] * 8, "RRRRRRRR"),
        ([9.9] * 4 + [None] + [9.9] * 4, "rrrr.rrrr"),
        ([10.0] * 8, "........"),  # on the mean is on no side
        ([8.5, 9.0, 9.5, 10.5, 11.0], "....."),
        ([8.5, 9.0, 9.5, 10.5, 11.0, 11.5], "TTTTTT"),
        ([11.5, 11.0, 10.5, 9.5, 9.0, 8.5], "tttttt"),
        ([8.5, 9.0, 9.0, 9.5, 10.5, 11.0], "......"),  # equal is no rise
        ([8.5, 9.0, 9.5, 10.5, 11.0, 13.5], "TTTTTO"),  # the clearer one counts
    ],
)
def test_signals(values: list[float | None], marks: str):
    assert "".join(shown(values)) == marks


@pytest.mark.parametrize(
    ("last", "up_is_good", "change"),
    [(0.99, True, "better"), (0.99, False, "worse"), (0.5, True, "worse"), (0.5, False, "better"),
     (0.9, True, "usual"), (None, True, "few")],
)  # fmt: skip
def test_the_icon_of_change(last: float | None, up_is_good: bool, change: str):
    values: list[float | None] = [0.9, 0.91] * 10
    assert xmr.change([*values, last], up_is_good=up_is_good) == change


def test_too_few_weeks_say_nothing_of_a_change():
    assert xmr.change([0.9] * (LEAST - 1)) == "few"
    assert xmr.change([None] * 30) == "few"


@pytest.mark.parametrize(
    ("wanted", "up_is_good", "target"),
    [(7.0, True, "always"), (7.01, True, "at_times"), (13.0, True, "at_times"),
     (13.01, True, "never"), (13.0, False, "always"), (12.99, False, "at_times"),
     (7.0, False, "at_times"), (6.99, False, "never"), (None, True, "none")],
)  # fmt: skip
def test_the_icon_of_a_target(wanted: float | None, up_is_good: bool, target: str):
    assert xmr.target(USUAL, wanted, up_is_good=up_is_good) == target


def test_without_limits_there_is_no_icon_of_a_target():
    assert xmr.target(None, 7.0) == "none"


def test_how_large_a_change_is():
    assert xmr.size([13.0], USUAL) == 1
    assert xmr.size([4.0], USUAL) == 2
    assert xmr.size([None], USUAL) == 0
    assert xmr.size([5.0], Limits(5.0, 5.0, 5.0)) == 0
    assert xmr.seen([13.5], USUAL) == [Seen("outside", True)]
