"""Lines of a scheme: one for each source, disqualifier and condition, and one for its quota.

| 部分 | 数据 | 方式 | 数值 |
| --- | --- | --- | --- |
| 计分 | a figure | 每项加分, 每项扣分, 按百分制, 按百分制反向 | points |
| 否决 | a figure | 超过, 排名前百分之 | a number, per cent |
| 条件 | a figure | 不少于, 不超过 | a number |
| 名额 | none | 人数, 百分比（向下取整）, 百分比（向上取整） | a number, per cent |
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Protocol

from kiosk.rules.spreadsheets.cells import YES
from kiosk.rules.spreadsheets.columns import GROUPS, Row
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.schemes import (
    CONDITION_WAYS,
    DISQUALIFIER_WAYS,
    FIGURES,
    MEASURED,
    NOT_OF,
    PERIODS,
    QUOTA_WAYS,
    SOURCE_WAYS,
    TIES,
    UNITS,
    Condition,
    Disqualifier,
    Quota,
    Source,
)

Part = Literal["source", "disqualifier", "condition", "quota"]
PARTS: dict[str, Part] = {
    "计分": "source", "否决": "disqualifier", "条件": "condition", "名额": "quota",
}  # fmt: skip
WAYS: dict[Part, Mapping[Any, str]] = {
    "source": SOURCE_WAYS,
    "disqualifier": DISQUALIFIER_WAYS,
    "condition": CONDITION_WAYS,
    "quota": QUOTA_WAYS,
}
"""How a line of each part can use its amount."""


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def text(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def figure_code(self, said: str) -> str: ...
    def group(self, row: Row) -> str: ...
    def yes(self, row: Row, column: str) -> bool: ...
    def number(self, row: Row, column: str, least: int, most: int, default: int) -> int: ...
    def amount(self, row: Row) -> Decimal | None: ...
    def coded(
        self, row: Row, column: str, words: Mapping[Any, str], empty: str, wrong: str = ""
    ) -> Any: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> Scheme | None:
    """The scheme in these rows, None if it can't be made; its faults go to `cells`."""
    lines = [_line(cells, row) for row in rows]
    made: dict[Part, list[Any]] = {part: [] for part in WAYS}
    for row, line in zip(rows, lines, strict=True):
        for part, one in line.items():
            if part == "quota" and made["quota"]:
                cells.fault(row, "part", "twice")
            made[part].append(one)
    if all(lines) and not made["source"]:
        cells.fault(rows[0], "part", "no_source")
    said = _head(cells, rows[0])
    for row in rows:
        if cells.figure_code(cells.text(row, "figure")) in NOT_OF[said["unit"]]:
            cells.fault(row, "figure", "not_of_unit")
    if not all(lines):
        return None
    return Scheme(
        sources=tuple(made["source"]), disqualifiers=tuple(made["disqualifier"]),
        conditions=tuple(made["condition"]), quota=next(iter(made["quota"]), None), **said,
    )  # fmt: skip


def _head(cells: Cells, row: Row) -> dict[str, Any]:
    """What a scheme says once."""
    unit = cells.coded(row, "who", UNITS, "clerk")
    group = cells.group(row) if cells.text(row, "group") else ""
    if unit != "clerk" and group:
        cells.fault(row, "group", "group_of_branch")
    return {
        "name": cells.said(row, "name"),
        "unit": unit,
        "group": group,
        "period": cells.coded(row, "period", PERIODS, "year"),
        "ties": cells.coded(row, "ties", TIES, "out"),
        "level": cells.number(row, "level", 0, 9, 0),
        "months": cells.number(row, "months", 0, 120, 0),
        "announced": cells.yes(row, "announced"),
        "public": cells.yes(row, "public") if cells.text(row, "public") else True,
    }


def _line(cells: Cells, row: Row) -> dict[Part, Any]:
    """The part that a line says, by its name; empty if it has a fault."""
    said = cells.text(row, "part")
    part = PARTS.get(said) or next((one for one in WAYS if one == said.lower()), None)
    if part is None:
        if said:
            cells.fault(row, "part", "no_scheme_part")
        return {}
    way = cells.coded(row, "way", WAYS[part], "", "no_way_of_part")
    amount = cells.amount(row)
    if part == "quota":
        if cells.text(row, "figure"):
            cells.fault(row, "figure", "not_of_part")
        return {part: Quota(amount, way=way)} if way and amount is not None else {}
    figure = _figure(cells, row)
    if not way or not figure or amount is None:
        return {}
    kinds: dict[Part, Any] = {
        "source": Source, "disqualifier": Disqualifier, "condition": Condition,
    }  # fmt: skip
    return {part: kinds[part](amount, figure=figure, way=way)}


def _figure(cells: Cells, row: Row) -> str:
    said = cells.text(row, "figure")
    found = cells.figure_code(said)
    if not found:
        cells.fault(row, "figure", "no_figure" if said else "empty_cell")
    return found


def write(scheme: Scheme) -> list[dict[str, str]]:
    """The lines that read as this scheme."""
    head = {
        "name": scheme.name.zh, "name_en": scheme.name.en, "who": UNITS[scheme.unit],
        "group": GROUPS.get(scheme.group, scheme.group), "period": PERIODS[scheme.period],
        "ties": TIES[scheme.ties], "level": f"{scheme.level}", "months": f"{scheme.months}",
        "announced": YES[0] if scheme.announced else "否",
        "public": YES[0] if scheme.public else "否",
    }  # fmt: skip
    quota = (scheme.quota,) if scheme.quota else ()
    found = []
    for word, some in zip(
        PARTS, (scheme.sources, scheme.disqualifiers, scheme.conditions, quota), strict=True
    ):
        for one in some:
            line = {"part": word, "way": WAYS[PARTS[word]][one.way], "amount": f"{one.amount:f}"}
            if not isinstance(one, Quota):
                line["figure"] = (FIGURES | MEASURED).get(one.figure, one.figure)
            found.append(head | line)
    return found
