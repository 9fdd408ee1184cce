"""Lines of an imported figure (数据): a value of a clerk or a window, or the branch's own where
neither is given.

| 编号 | 网点 | 工号 | 窗口号 | 数值 |
| --- | --- | --- | --- | --- |
| a code, such as workload | the branch | a badge, or empty | a number, or empty | a number |

The first day that the values count for, of a month or a single day, is their 生效日期.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import AT_WINDOW, Measured, Said
from kiosk.vocabulary.schemes import COMBINED, FIGURES, MEASURED


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def name(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def badge(self, row: Row) -> str: ...
    def window(self, row: Row) -> str: ...
    def amount(self, row: Row) -> Decimal | None: ...
    def coded(self, row: Row, column: str, words: Mapping[Any, str], empty: str) -> Any: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> Measured | None:
    """The values in these rows, None if they can't be made; their faults go to `cells`."""
    first = rows[0]
    code, name = cells.name(first, "key"), cells.said(first, "name")
    if code in FIGURES:
        cells.fault(first, "key", "own_figure")
    elif code not in MEASURED and not name.zh:
        cells.fault(first, "name", "empty_cell")
    values: dict[str, Decimal] = {}
    for row in rows:
        badge, window, amount = cells.badge(row), cells.window(row), cells.amount(row)
        if badge and window:
            cells.fault(row, "number", "badge_or_window")
        of = badge or (window and AT_WINDOW + window)
        if of in values:
            cells.fault(row, "number" if window else "badge", "twice")
        if amount is not None:
            values[of] = amount
    return Measured(
        name=name, values=values, combined=cells.coded(first, "combined", COMBINED, "sum")
    )


def write(figure: Measured) -> list[dict[str, str]]:
    """The lines that read as these values."""
    head = {"name": figure.name.zh, "name_en": figure.name.en}
    head["combined"] = COMBINED[figure.combined]
    return [head | _whose(of) | {"amount": f"{n:f}"} for of, n in figure.values.items()]


def _whose(of: str) -> dict[str, str]:
    at_window = of.startswith(AT_WINDOW)
    return {
        "badge": "" if at_window else of,
        "number": of.removeprefix(AT_WINDOW) if at_window else "",
    }
