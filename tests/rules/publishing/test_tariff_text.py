"""A tariff as a table's cell says it, read and written."""

from decimal import Decimal as D

import pytest

from kiosk.rules.publishing import tariff_text
from kiosk.rules.publishing.tariffs import check
from kiosk.vocabulary.documents import Band, Flat, Free, Tiered
from tests.rules.publishing.cast import GAS, HOME, LETTER, SHARE


@pytest.mark.parametrize("tariff", [GAS, HOME, LETTER, SHARE, Flat(D("2.50")), Free()])
def test_a_cell_says_a_tariff_and_reads_it_again(tariff):
    assert tariff_text.read(tariff_text.write(tariff)) == tariff


@pytest.mark.parametrize(
    "text",
    ["flat", "flat x", "flat -1", "flat 1 2", "free 1", "tiered", "tiered 300:1", "tiered *:1 2:3",
     "tiered 300:1 200:2 *:3", "tiered 300:1 *:2 persons", "weight", "weight 本埠", "weight 本埠 1",
     "weight 本埠 100/0:1", "weight 本埠 100/20:1 50/10:2", "percent", "percent 1 floor 5 cap 2",
     "percent 1 colour 5", "percent NaN", "flat 1e9999999", "flat 1e-9999999",
     "tiered 1e9999999:1 *:2", "tiered 9:1 *:2 persons 1e9999999 extra 1", "percent 1 cap 1e9",
     "=1+1", "barter 5"],
)  # fmt: skip
def test_a_tariff_that_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError):
        tariff_text.read(text)


def test_bands_without_an_end_stand_last():
    assert not check(Tiered((Band(None, D(1)), Band(D(5), D(2)))))
    assert not check(Tiered((Band(D(5), D(2)),)))
