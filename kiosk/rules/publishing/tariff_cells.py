"""Tariffs as cells of a table and fields of a form: the method, then its bands, persons or bounds.

| 计费方式 | its cells |
| --- | --- |
| 单价 | 单价或费率 |
| 阶梯 | 第n档上限 (empty for the last), 第n档单价; 家庭人口 and 每多1人增加, if persons matter |
| 按重量 | 第n档上限, 第n档计量 and 第n档单价, in grams; a line for each 寄达地区 |
| 按比例 | 单价或费率 (per cent), 最低收费, 最高收费 |
| 免费 | none |
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from kiosk.rules.input.folding import fold
from kiosk.rules.input.numbers import NotANumber, number, whole
from kiosk.rules.publishing import tariffs
from kiosk.rules.spreadsheets.columns import BANDS, METHODS, TARIFF, Row
from kiosk.vocabulary.documents import (
    AnyTariff,
    Band,
    ByWeight,
    Flat,
    Free,
    Percent,
    Said,
    Stage,
    Tiered,
    Zone,
)

_OF_METHOD = {
    "flat": ("rate",),
    "tiered": (*(f"{one}_{n}" for n in BANDS for one in ("band", "price")), "persons", "extra"),
    "weight": (
        "destination", "destination_en",
        *(f"{one}_{n}" for n in BANDS for one in ("band", "step", "price")),
    ),
    "percent": ("rate", "floor", "cap"),
    "free": (),
}  # fmt: skip


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def text(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> AnyTariff | None:
    """The tariff in the lines of one item, or None if they have none or one with faults."""
    first = rows[0]
    said = fold(cells.text(first, "method"))
    method = {chinese: code for code, chinese in METHODS.items()}.get(said, said.lower())
    used = _OF_METHOD.get(method, ())
    if said and method not in _OF_METHOD:
        cells.fault(first, "method", "no_method")
        return None
    for row in rows:
        for column in TARIFF:
            if column not in ("method", *used) and cells.text(row, column):
                cells.fault(row, column, "not_of_method")
    reader = _Reader(cells)
    made = reader.tariff(method, rows)
    if made is not None and not reader.wrong and not tariffs.check(made):
        cells.fault(first, "method", "bad_tariff")
    return None if reader.wrong else made


class _Reader:
    """Reads the numbers of one tariff; `wrong` once a cell could not be read."""

    def __init__(self, cells: Cells) -> None:
        self.cells, self.wrong = cells, False

    def fault(self, row: Row, column: str, code: str) -> None:
        self.wrong = True
        self.cells.fault(row, column, code)

    def number(self, row: Row, column: str, default: Decimal | None = None) -> Decimal:
        said = self.cells.text(row, column)
        if not said and default is not None:
            return default
        try:
            return number(said)
        except NotANumber:
            self.fault(row, column, "bad_number" if said else "empty_cell")
            return Decimal(0)

    def whole(self, row: Row, column: str, most: int) -> int:
        said = self.cells.text(row, column)
        try:
            return whole(said or "0", most)
        except NotANumber:
            self.fault(row, column, "bad_number")
            return 0

    def tariff(self, method: str, rows: Sequence[Row]) -> AnyTariff | None:
        first = rows[0]
        match method:
            case "flat":
                return Flat(self.number(first, "rate"))
            case "free":
                return Free()
            case "percent":
                cap = self.cells.text(first, "cap") and self.number(first, "cap")
                floor = self.number(first, "floor", Decimal(0))
                return Percent(self.number(first, "rate"), floor, cap or None)
            case "tiered":
                extra = self.number(first, "extra", Decimal(0))
                return Tiered(tuple(self.bands(first)), self.whole(first, "persons", 20), extra)
            case "weight":
                return ByWeight(tuple(self.zone(row) for row in rows))
        return None

    def filled(self, row: Row) -> int:
        """How many bands a line has: up to its last cell that is filled in, at least one."""
        has = [
            n for n in BANDS
            if any(self.cells.text(row, f"{one}_{n}") for one in ("band", "step", "price"))
        ]  # fmt: skip
        return max(has, default=1)

    def bands(self, row: Row) -> Iterator[Band]:
        last = self.filled(row)
        for n in range(1, last + 1):
            bound = None
            if n < last or self.cells.text(row, f"band_{n}"):
                bound = self.number(row, f"band_{n}")
            if n == last and bound is not None:
                self.fault(row, f"band_{n}", "last_band_open")
            yield Band(bound, self.number(row, f"price_{n}"))

    def zone(self, row: Row) -> Zone:
        stages = tuple(
            Stage(
                self.whole(row, f"band_{n}", 999_999), self.whole(row, f"step_{n}", 999_999),
                self.number(row, f"price_{n}"),
            )
            for n in range(1, self.filled(row) + 1)
        )  # fmt: skip
        name = Said(self.cells.text(row, "destination"), self.cells.text(row, "destination_en"))
        if not name.zh:
            self.fault(row, "destination", "empty_cell")
        return Zone(name, stages)


def write(tariff: AnyTariff | None) -> list[dict[str, str]]:
    """The cells that read as this tariff: one line, or one for each destination."""
    if tariff is None:
        return [{}]
    method = METHODS[tariff.__struct_config__.tag]  # type: ignore[index]
    match tariff:
        case Flat():
            lines = [{"rate": _plain(tariff.price)}]
        case Percent():
            lines = [{"rate": _plain(tariff.rate), "floor": _unless_zero(tariff.floor),
                      "cap": "" if tariff.cap is None else _plain(tariff.cap)}]  # fmt: skip
        case Tiered():
            line = {"persons": str(tariff.persons or ""), "extra": _unless_zero(tariff.extra)}
            for n, band in enumerate(tariff.bands, 1):
                line[f"band_{n}"] = "" if band.up_to is None else _plain(band.up_to)
                line[f"price_{n}"] = _plain(band.price)
            lines = [line]
        case ByWeight():
            lines = [_zone_line(zone) for zone in tariff.zones]
        case _:
            lines = [{}]
    return [{"method": method, **line} for line in lines]


def _zone_line(zone: Zone) -> dict[str, str]:
    line = {"destination": zone.name.zh, "destination_en": zone.name.en}
    for n, stage in enumerate(zone.stages, 1):
        line |= {f"band_{n}": str(stage.up_to), f"step_{n}": str(stage.step),
                 f"price_{n}": _plain(stage.price)}  # fmt: skip
    return line


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _unless_zero(value: Decimal) -> str:
    return _plain(value) if value else ""
