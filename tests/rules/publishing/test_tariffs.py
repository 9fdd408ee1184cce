"""Sums worked out by hand for each tariff, edges and zero included."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.publishing.tariffs import Asked, OutOfRange, cost
from kiosk.vocabulary.documents import Flat, Free
from tests.rules.publishing.cast import GAS, HOME, LETTER, SHARE


@pytest.mark.parametrize(
    "tariff, asked, total",
    [
        (Flat(D("20.00")), Asked(D(0)), "0.00"),
        (Flat(D("20.00")), Asked(D(3)), "60.00"),
        (Flat(D("0.335")), Asked(D(1)), "0.34"),  # half up, not to even
        (Free(), Asked(D(5)), "0.00"),
        # 阶梯: 300 × 2.75 = 825; 180 × 3.30 = 594
        (GAS, Asked(D(0)), "0.00"),
        (GAS, Asked(D(300)), "825.00"),
        (GAS, Asked(D(301)), "828.30"),
        (GAS, Asked(D(480)), "1419.00"),
        (GAS, Asked(D(481)), "1423.10"),
        (GAS, Asked(D(20), used=D(290)), "60.50"),  # 10 × 2.75 + 10 × 3.30
        (GAS, Asked(D(10), used=D(300)), "33.00"),
        (GAS, Asked(D(200), used=D(290)), "662.50"),  # 27.50 + 594 + 10 × 4.10
        (GAS, Asked(D("0.1"), used=D(480)), "0.41"),
        # two more than four persons: bands to 420 and 600
        (HOME, Asked(D(420), persons=6), "1155.00"),
        (HOME, Asked(D(421), persons=6), "1158.30"),
        (HOME, Asked(D(301), persons=4), "828.30"),
        (HOME, Asked(D(301)), "828.30"),
        (LETTER, Asked(D(1)), "0.80"),
        (LETTER, Asked(D(20)), "0.80"),
        (LETTER, Asked(D(21)), "1.60"),
        (LETTER, Asked(D(100)), "4.00"),
        (LETTER, Asked(D(101)), "5.20"),
        (LETTER, Asked(D(200)), "5.20"),
        (LETTER, Asked(D(201)), "6.40"),
        (LETTER, Asked(D(2000)), "26.80"),  # 5 × 0.80 + 19 × 1.20
        (LETTER, Asked(D(20), zone=1), "1.20"),
        (LETTER, Asked(D(2000), zone=1), "44.00"),  # 5 × 1.20 + 19 × 2.00
        (SHARE, Asked(D(0)), "1.00"),
        (SHARE, Asked(D(200)), "1.00"),
        (SHARE, Asked(D(201)), "1.01"),  # 1.005, half up
        (SHARE, Asked(D(10_000)), "50.00"),
        (SHARE, Asked(D(10_001)), "50.00"),
    ],
)
def test_golden_sums(tariff, asked, total):
    found = cost(tariff, asked)
    assert str(found.total) == total
    assert sum(step.amount for step in found.steps) == pytest.approx(found.total, abs=D("0.005"))


@pytest.mark.parametrize(
    "tariff, asked, field",
    [
        (LETTER, Asked(D(2001)), "amount"),
        (LETTER, Asked(D(0)), "amount"),
        (LETTER, Asked(D(1), zone=2), "zone"),
        (LETTER, Asked(D(1), zone=-1), "zone"),
        (Flat(D(1)), Asked(D(-1)), "amount"),
        (Flat(D(1)), Asked(D("NaN")), "amount"),
        (Flat(D(1)), Asked(D("Infinity")), "amount"),
        (GAS, Asked(D(1), used=D(-1)), "used"),
        (HOME, Asked(D(1), persons=21), "persons"),
    ],
)
def test_what_has_no_price_is_said(tariff, asked, field):
    with pytest.raises(OutOfRange) as refused:
        cost(tariff, asked)
    assert refused.value.field == field


def test_the_bound_that_is_said_is_the_tariffs_own():
    with pytest.raises(OutOfRange) as refused:
        cost(LETTER, Asked(D(999_999_999)))
    assert refused.value.limit == 2000


volumes = st.decimals(0, 2_000, places=1)


@given(st.sampled_from([GAS, HOME]), volumes, volumes, volumes, st.integers(0, 9))
def test_a_volume_in_two_parts_costs_what_it_costs_at_once(tariff, used, one, other, persons):
    parts = [
        *cost(tariff, Asked(one, used, persons)).steps,
        *cost(tariff, Asked(other, used + one, persons)).steps,
    ]
    whole = cost(tariff, Asked(one + other, used, persons)).steps
    assert sum(s.amount for s in parts) == sum(s.amount for s in whole)
    assert sum(s.quantity for s in whole) == one + other


@given(st.sampled_from([GAS, LETTER, SHARE, Flat(D("1.5"))]), st.integers(1, 1999))
def test_more_never_costs_less(tariff, amount):
    assert cost(tariff, Asked(D(amount + 1))).total >= cost(tariff, Asked(D(amount))).total
