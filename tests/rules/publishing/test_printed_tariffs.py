"""A tariff as it is printed, and a few sums."""

from decimal import Decimal as D

import pytest

from kiosk.rules.publishing.printed_tariffs import sampled, schedule
from kiosk.rules.publishing.tariffs import figures
from kiosk.vocabulary.documents import Flat, Free
from tests.rules.publishing.cast import GAS, HOME, LETTER, SHARE


@pytest.mark.parametrize("tariff", [GAS, HOME, LETTER, SHARE, Flat(D(20)), Free()])
def test_every_sample_has_a_price_that_the_schedule_prints(tariff):
    printed = {step.price for one in schedule(tariff) for step in one.steps}
    for _, total in sampled(tariff):
        assert {step.price for step in total.steps if step.what not in ("floor", "cap")} <= printed
    assert printed - {D("0.005")} <= set(figures(tariff))


def test_bands_are_printed_from_bound_to_bound():
    ((_, steps),) = schedule(GAS)
    assert [(step.band, step.start, step.end, step.price) for step in steps] == [
        (1, D(0), D(300), D("2.75")), (2, D(300), D(480), D("3.30")), (3, D(480), None, D("4.10")),
    ]  # fmt: skip
    assert [str(total.total) for _, total in sampled(GAS)] == ["825.00", "1419.00", "1829.00"]
