"""Lines of a fee schedule: one source for each figure."""

from decimal import Decimal as D

import pytest

from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Fees, Flat
from tests.rules.publishing.cast import LETTER

LINE = {"key": "gas", "title": "气价", "basis": "文号", "item": "补卡", "unit": "元/张",
        "in_force": "2026-12-01"}  # fmt: skip
FLAT = {"method": "单价", "rate": "20"}


def read(*lines: dict[str, str]) -> tuple[list[Fees], list[tuple[int, str, str]]]:
    rows = [Row(n, LINE | line) for n, line in enumerate(lines, 2)]
    made, faults = table_rows.read("fees", rows, {}, {})
    contents = [one.content for one in made if isinstance(one.content, Fees)]
    return contents, [fault[:3] for fault in faults]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (FLAT, None),
        (FLAT | {"price": "20"}, None),
        (FLAT | {"price": "20.00元", "price_en": "20.0 yuan"}, None),
        ({"price": "面议", "price_en": "by agreement"}, None),
        ({"price": "２０", "price_en": "20"}, None),
        ({"price": "本埠0.80，外埠1.20", "price_en": "elsewhere 1.20, local 0.8"}, None),
        (FLAT | {"price": "25"}, "price"),
        (FLAT | {"price": "20", "price_en": "25"}, "price_en"),
        ({"price": "25", "price_en": "20"}, "price_en"),
        ({"price": "面议", "price_en": "20"}, "price_en"),
        ({"tariff": "flat 20", "price": "25"}, "price"),
    ],
)
def test_a_price_has_one_value_in_all_columns(line: dict[str, str], wrong: str | None):
    _, faults = read(line)
    assert faults == ([(2, wrong, "price_differs")] if wrong else [])


def test_without_a_tariff_the_price_is_needed():
    assert read({"price": ""})[1] == [(2, "price", "empty_cell")]


def test_destinations_of_one_item_are_one_tariff():
    weight = {"method": "按重量", "band_1": "100", "step_1": "20", "band_2": "2000",
              "step_2": "100"}  # fmt: skip
    local = weight | {"destination": "本埠", "price_1": "0.80", "price_2": "1.20"}
    far = weight | {"destination": "外埠", "price_1": "1.20", "price_2": "2.00"}
    ((made,), faults) = read(local, far, {"item": "胶管", **FLAT})
    assert faults == []
    assert [item.tariff for item in made.items] == [LETTER, Flat(D(20))]
    assert read(local, far | {"unit": "元/件"})[1] == [(3, "unit", "differs")]


def test_the_one_cell_of_older_tables_is_still_read():
    ((made,), faults) = read({"tariff": "flat　２０．５"})
    assert faults == [] and made.items[0].tariff == Flat(D("20.5"))
    assert read({"tariff": "flat 20", "method": "单价"})[1] == [(2, "tariff", "not_of_method")]
