"""A tariff in the one cell of an older table."""

from decimal import Decimal as D

import pytest

from kiosk.rules.publishing import tariff_text
from kiosk.rules.publishing.tariffs import check
from kiosk.vocabulary.documents import Band, Flat, Free, Tiered
from tests.rules.publishing.cast import GAS, HOME, LETTER, SHARE


@pytest.mark.parametrize(
    ("text", "tariff"),
    [
        ("tiered 300:2.75 480:3.30 *:4.10", GAS),
        ("tiered 300：2.75 ４８０：3.30 ＊：4.10 persons 4 extra 60", HOME),
        ("weight 本埠 100/20:0.80 2000/100:1.20 | 外埠 100/20:1.20 2000/100:2.00", LETTER),
        ("weight　本埠　100／20：0.80　2000/100:1.20　｜　外埠 100/20:1.20 2000/100:2.00", LETTER),
        ("percent 0.5 floor 1 cap 50", SHARE),
        ("flat 2.50", Flat(D("2.50"))),
        ("free", Free()),
    ],
)
def test_a_cell_says_a_tariff_in_any_width(text, tariff):
    assert tariff_text.read(text) == tariff


@pytest.mark.parametrize(
    "text",
    ["flat", "flat x", "flat -1", "flat 1 2", "free 1", "tiered", "tiered 300:1", "tiered *:1 2:3",
     "tiered 300:1 200:2 *:3", "tiered 300:1 *:2 persons", "weight", "weight 本埠", "weight 本埠 1",
     "weight 本埠 100/0:1", "weight 本埠 100/20:1 50/10:2", "percent", "percent 1 floor 5 cap 2",
     "percent 1 colour 5", "percent NaN", "=1+1", "barter 5", "", "flat 1e9999999",
     "flat 1e-9999999", "tiered 1e9999999:1 *:2", "tiered 1e5:1 *:2", "percent 1 cap 1e9",
     "tiered 9:1 *:2 persons 1e9999999 extra 1"],
)  # fmt: skip
def test_a_tariff_that_makes_no_sense_is_refused(text):
    with pytest.raises(ValueError):
        tariff_text.read(text)


def test_bands_without_an_end_stand_last():
    assert not check(Tiered((Band(None, D(1)), Band(D(5), D(2)))))
    assert not check(Tiered((Band(D(5), D(2)),)))
