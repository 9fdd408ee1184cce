"""What a figure says: shares, means, what is hidden, and what changed since a report was issued."""

import datetime

import pytest

from kiosk.rules.office.reports.figures import (
    NOT_RECORDED,
    Change,
    Value,
    differ,
    digest,
    hidden,
    since,
)

DAY = datetime.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (Value(197, 200), 0.985),
        (Value(10, 10), 1.0),
        (Value(0, 10), 0.0),
        (Value(9, 9), None),
        (Value(11, 10), None),
        (Value(None, 10), None),
        (Value(3), None),
        (NOT_RECORDED, None),
    ],
)
def test_a_share_needs_ten_trials(value: Value, share: float | None):
    found = value.share
    assert (found and found.share) == share
    assert found is None or found.low <= found.share <= found.high


@pytest.mark.parametrize(
    ("value", "mean"), [(Value(1356, 80), 16.95), (Value(5, 0), None), (Value(None, 80), None)]
)
def test_a_mean_needs_someone(value: Value, mean: float | None):
    assert value.mean == mean


@pytest.mark.parametrize(
    ("n", "shown"),
    [(None, Value()), (0, Value(0)), (1, Value(few=True)), (4, Value(few=True)), (5, Value(5))],
)
def test_small_numbers_of_people_are_not_counted_out(n: int | None, shown: Value):
    assert hidden(n) == shown


def test_a_share_differs_where_the_ranges_have_nothing_in_common():
    assert differ(Value(900, 1000), Value(700, 1000))
    assert not differ(Value(90, 100), Value(88, 100))
    assert not differ(Value(9, 9), Value(700, 1000))


def test_what_changed_since_is_named_in_the_order_of_the_chapters():
    issued = {"cards": Value(5), "ideas": Value(2), "eligible": Value(1, 8), "rated": Value(7)}
    now = {"cards": Value(6), "ideas": Value(3), "eligible": Value(later=True), "rated": Value(7)}
    assert since(issued, now) == [
        Change("ideas", Value(2), Value(3)),
        Change("cards", Value(5), Value(6)),
    ]


def test_the_digest_is_of_what_is_said_in_whatever_order():
    one = {"cards": Value(5), "ideas": Value(2)}
    same = dict(reversed(one.items()))
    found = digest("month", DAY, "", one, {})
    assert digest("month", DAY, "", same, {}) == found and len(found) == 64
    others = {
        digest("quarter", DAY, "", one, {}),
        digest("month", DAY, "sb01", one, {}),
        digest("month", DAY, "", {"cards": Value(6), "ideas": Value(2)}, {}),
        digest("month", DAY, "", one, {"cards": Value(5)}),
    }
    assert found not in others and len(others) == 4
