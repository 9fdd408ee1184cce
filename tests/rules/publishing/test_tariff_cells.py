"""A tariff's cells, read and written."""

from decimal import Decimal as D
from typing import NamedTuple

import pytest

from kiosk.rules.publishing import tariff_cells
from kiosk.rules.spreadsheets.columns import TARIFF, Row
from kiosk.vocabulary.documents import AnyTariff, Band, Flat, Free, Percent, Said, Tiered
from tests.rules.publishing.cast import GAS, HOME, LETTER, SHARE


class Cells(NamedTuple):
    """Cells as they are, and their faults."""

    faults: list[tuple[int, str, str]]

    def text(self, row: Row, column: str) -> str:
        return row.cells.get(column, "")

    def said(self, row: Row, column: str) -> Said:
        return Said(self.text(row, column), self.text(row, f"{column}_en"))

    def fault(self, row: Row, column: str, code: str) -> None:
        self.faults.append((row.number, column, code))


def read(*lines: dict[str, str]) -> tuple[AnyTariff | None, list[tuple[int, str, str]]]:
    cells = Cells([])
    found = tariff_cells.read(cells, [Row(n, line) for n, line in enumerate(lines, 2)])
    return found, cells.faults


@pytest.mark.parametrize("tariff", [GAS, HOME, LETTER, SHARE, Flat(D("2.50")), Free(), None,
                                    Percent(D("0.5")), Tiered((Band(None, D(3)),))])  # fmt: skip
def test_what_is_written_is_read_again(tariff: AnyTariff | None):
    lines = tariff_cells.write(tariff)
    assert all(set(line) <= set(TARIFF) for line in lines)
    assert read(*lines) == (tariff, [])


def test_full_width_and_thousands_are_read():
    assert read({"method": "单价", "rate": "１，０２４．５"}) == (Flat(D("1024.5")), [])
    assert read({"method": "Flat", "rate": "8"}) == (Flat(D(8)), [])


TIERED = {"method": "阶梯", "band_1": "300", "price_1": "2.75", "price_2": "3.30"}
WEIGHT = {"method": "按重量", "destination": "本埠", "band_1": "100", "step_1": "20",
          "price_1": "0.80"}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ({"method": "议价"}, [("method", "no_method")]),
        ({"rate": "20"}, [("rate", "not_of_method")]),
        ({"method": "单价"}, [("rate", "empty_cell")]),
        ({"method": "单价", "rate": "1e99"}, [("rate", "bad_number")]),
        ({"method": "单价", "rate": "20", "cap": "5"}, [("cap", "not_of_method")]),
        ({"method": "免费", "rate": "0"}, [("rate", "not_of_method")]),
        ({"method": "按比例", "rate": "1", "floor": "9", "cap": "2"}, [("method", "bad_tariff")]),
        ({"method": "按比例", "rate": "-1"}, [("rate", "bad_number")]),
        (TIERED | {"band_2": "480"}, [("band_2", "last_band_open")]),
        (TIERED | {"band_1": ""}, [("band_1", "empty_cell")]),
        (TIERED | {"price_1": ""}, [("price_1", "empty_cell")]),
        (TIERED | {"band_2": "200", "price_3": "5"}, [("method", "bad_tariff")]),
        (TIERED | {"persons": "4.5"}, [("persons", "bad_number")]),
        (TIERED | {"step_1": "20"}, [("step_1", "not_of_method")]),
        (WEIGHT | {"destination": ""}, [("destination", "empty_cell")]),
        (WEIGHT | {"step_1": "0"}, [("method", "bad_tariff")]),
        (WEIGHT | {"band_1": "1.5"}, [("band_1", "bad_number")]),
    ],
)
def test_a_fault_is_named_by_its_cell(line: dict[str, str], faults: list[tuple[str, str]]):
    found, said = read(line)
    assert [one[1:] for one in said] == faults
    assert found is None or said == [] or faults[0][1] in ("not_of_method", "bad_tariff")
