"""Lines of an imported figure (数据): a value of a clerk or a window, or the branch's own where
neither is given. Lines of a target (指标): what a clerk is to reach of such a figure.

| 编号 | 网点 | 工号 | 窗口号 | 数值 |
| --- | --- | --- | --- | --- |
| a code, such as workload | the branch | a badge, or empty | a number, or empty | a number |

The first day that the values count for, of a month or a single day, is their 生效日期.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from kiosk.rules.input.folding import fold
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import AT_WINDOW, Measured, Said, Target
from kiosk.vocabulary.schemes import (
    COMBINED,
    CONDITION_WAYS,
    FIGURES,
    MEASURED,
    OF_CUSTOMERS,
    PERIODS,
)


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def name(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def badge(self, row: Row) -> str: ...
    def window(self, row: Row) -> str: ...
    def amount(self, row: Row) -> Decimal | None: ...
    def coded(self, row: Row, column: str, words: Mapping[Any, str], empty: str) -> Any: ...
    def figure_code(self, said: str) -> str: ...
    def key(self, row: Row) -> str: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> Measured | None:
    """The values in these rows, None if they can't be made; their faults go to `cells`."""
    first = rows[0]
    code, name = cells.name(first, "key"), cells.said(first, "name")
    if code in FIGURES:
        cells.fault(first, "key", "own_figure")
    elif fold(name.zh) in map(fold, FIGURES.values()):
        cells.fault(first, "name", "own_figure")
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


def read_target(cells: Cells, rows: Sequence[Row]) -> Target | None:
    """The target in these rows, None if it can't be made; its faults go to `cells`. A target for
    what customers give invites stuffing, and is refused."""
    first = rows[0]
    code = cells.key(first).partition("@")[0]
    if code in OF_CUSTOMERS:
        cells.fault(first, "key", "target_of_customers")
    elif code and (code in FIGURES or not cells.figure_code(code)):
        cells.fault(first, "key", "no_target")
    values: dict[str, Decimal] = {}
    for row in rows:
        badge, amount = cells.badge(row), cells.amount(row)
        if badge in values:
            cells.fault(row, "badge", "twice")
        if amount is not None:
            values[badge] = amount
    period = cells.coded(first, "period", PERIODS, "month")
    way = cells.coded(first, "way", CONDITION_WAYS, "at_least")
    return Target(values=values, period=period, way=way)


def write(figure: Measured) -> list[dict[str, str]]:
    """The lines that read as these values."""
    head = {"name": figure.name.zh, "name_en": figure.name.en}
    head["combined"] = COMBINED[figure.combined]
    return [head | _whose(of) | {"amount": f"{n:f}"} for of, n in figure.values.items()]


def write_target(target: Target) -> list[dict[str, str]]:
    """The lines that read as this target."""
    head = {"period": PERIODS[target.period], "way": CONDITION_WAYS[target.way]}
    return [head | {"badge": badge, "amount": f"{n:f}"} for badge, n in target.values.items()]


def _whose(of: str) -> dict[str, str]:
    at_window = of.startswith(AT_WINDOW)
    return {
        "badge": "" if at_window else of,
        "number": of.removeprefix(AT_WINDOW) if at_window else "",
    }
