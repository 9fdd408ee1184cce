"""Places are printed where they can be told, and lists name only who is proved to belong there."""

import pytest

from kiosk.rules.feedback.wilson import interval
from kiosk.rules.office import ranking
from kiosk.rules.office.ranking import Field, Places, Ranked, Unit, judge


def field(*shares: float, n: int = 1_000) -> Field:
    return judge([Unit(f"h{at}", round(n * share), n) for at, share in enumerate(shares)], 1)


def by_key(found: Field) -> dict[str, Ranked]:
    return {one.unit.key: one for one in found.units}


FAR = (0.99, 0.95, 0.90, 0.80, 0.70, 0.60, 0.50, 0.40)
"""Eight halls that differ by far more than chance."""


def test_clear_places_are_printed():
    found = field(*FAR)
    assert [one.places for one in found.units] == [Places(at, at) for at in range(1, 9)]
    assert {one.standing for one in found.units} == {"placed"}
    assert found.units[0].share == interval(990, 1_000)


@pytest.mark.parametrize(
    ("shares", "standings"),
    [
        ((0.99, 0.90, 0.80, 0.70), ["placed"] * 4),
        ((0.99, 0.80, 0.70), ["unclear"] * 3),
        ((0.99, 0.9, 0.9, *FAR[4:]), ["placed", "unclear", "unclear", *["placed"] * 4]),
        ((*FAR[:2], 0.95, *FAR[3:]), ["placed"] * 8),
    ],
    ids=("one of four", "one of three", "two of seven", "two of eight"),
)  # fmt: skip
def test_a_place_is_printed_only_where_its_set_is_a_quarter_of_the_field(
    shares: tuple[float, ...], standings: list[str]
):
    assert [one.standing for one in field(*shares).units] == standings


def test_equals_share_their_places():
    found = by_key(field(0.99, 0.90, 0.90, *FAR[3:]))
    assert found["h1"].places == found["h2"].places == Places(2, 3)


def test_halls_that_differ_by_chance_have_no_place_and_no_list():
    found = field(*(0.95 + at / 1_000 for at in range(12)))
    assert {one.standing for one in found.units} == {"unclear"}
    assert (found.best, found.worst, found.listed) == ((), (), 3)


@pytest.mark.parametrize(("n", "standing"), [(30, "unclear"), (29, "few"), (0, "few")])
def test_a_unit_with_too_few_ratings_is_outside_the_field(n: int, standing: str):
    found = judge([Unit("small", n, n), Unit("a", 90, 100), Unit("b", 91, 100)], 1)
    small = by_key(found)["small"]
    assert small.standing == standing
    assert found.size == (3 if n >= ranking.ENOUGH else 2)
    assert (small.places is None) == (standing == "few")
    assert (small.share is None) == (n == 0)


@pytest.mark.parametrize(
    ("halls", "listed"), [(1, 0), (3, 0), (4, 1), (8, 2), (12, 3), (30, 3), (31, 4), (66, 7)]
)
def test_lists_are_a_tenth_of_the_field_and_at_least_three_of_twelve(halls: int, listed: int):
    assert field(*[0.95] * halls).listed == listed


def test_the_last_ones_are_named_only_where_that_is_proved():
    shares = [0.95] * 20
    proved = field(*shares, 0.60)
    assert (proved.best, proved.worst) == ((), ("h20",))
    assert by_key(proved)["h20"].places == Places(21, 21)
    assert field(*shares, 0.93).worst == (), "lower, but by chance as well"
    assert field(*shares, 0.60, 0.60, 0.60).worst == ("h20", "h21", "h22")
    assert field(*shares, *[0.60] * 4).worst == (), "any one of four can be outside the last three"
    assert field(1.0, *[0.80] * 11).best == ("h0",)


def test_one_hall_is_compared_with_none():
    (only,) = field(0.99).units
    assert (only.places, only.standing) == (None, "uncompared")
    assert judge([], 1) == Field((), 0, 0, (), ())


def test_pairs_of_too_many_halls_are_not_compared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ranking, "MOST", 7)
    found = field(*FAR)
    assert not found.compared and found.worst == found.best == ()
    assert {(one.places, one.standing) for one in found.units} == {(None, "uncompared")}


def test_counts_out_of_range_are_read_as_the_nearest():
    found = judge([Unit("a", 41, 40), Unit("b", -1, 40), Unit("c", 3, -2)], 1)
    assert [tuple(one.unit) for one in found.units] == [("a", 40, 40), ("b", 0, 40), ("c", 0, 0)]
