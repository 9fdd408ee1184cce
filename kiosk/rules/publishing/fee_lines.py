"""Lines of a fee schedule: one for each item, or for each destination of an item.

A figure has one source: with a tariff, the price is the tariff's; without one, the English price
has the figures of the Chinese one.
"""

import re
from decimal import Decimal

from kiosk.rules.input.folding import fold
from kiosk.rules.input.numbers import number
from kiosk.rules.publishing import tariff_cells, tariff_text, tariffs
from kiosk.rules.publishing.tariff_cells import Cells
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import AnyTariff, FeeItem, Said

_SHARED = ("item_en", "unit", "unit_en", "price", "price_en")
_FIGURE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")


def read(cells: Cells, rows: list[Row]) -> tuple[FeeItem, ...]:
    """The items of a schedule; their faults go to `cells`."""
    return tuple(_item(cells, some) for some in _by_item(rows))


def _by_item(rows: list[Row]) -> list[list[Row]]:
    """The lines of each item: destinations follow each other under one name."""
    found: list[list[Row]] = []
    for row in rows:
        if found and _names_destination(row, found[-1][-1]):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _names_destination(row: Row, before: Row) -> bool:
    """Whether a line names another destination of the item before."""
    both = all(one.cells.get("destination", "").strip() for one in (row, before))
    return both and row.cells.get("item") == before.cells.get("item")


def _item(cells: Cells, rows: list[Row]) -> FeeItem:
    row = rows[0]
    for other in rows[1:]:
        for column in _SHARED:
            if cells.text(other, column) != cells.text(row, column):
                cells.fault(other, column, "differs")
    tariff = _tariff(cells, rows)
    named, unit, price = (cells.said(row, column) for column in ("item", "unit", "price"))
    item = FeeItem(named, unit, price, tariff)
    given = tariff is not None or cells.text(row, "method") or cells.text(row, "tariff")
    if not given and not item.price.zh:
        cells.fault(row, "price", "empty_cell")
    if (wrong := differing(item)) is not None:
        cells.fault(row, wrong, "price_differs")
    return item


def _tariff(cells: Cells, rows: list[Row]) -> AnyTariff | None:
    """The tariff by its own columns, or in the one cell of older tables."""
    row = rows[0]
    if not (typed := cells.text(row, "tariff")):
        return tariff_cells.read(cells, rows)
    if cells.text(row, "method"):
        cells.fault(row, "tariff", "not_of_method")
    try:
        return tariff_text.read(typed)
    except ValueError:
        cells.fault(row, "tariff", "bad_tariff")
        return None


def differing(item: FeeItem) -> str | None:
    """The column whose figures contradict the others, `price` or `price_en`; None if they agree."""
    if item.tariff is not None:
        known = set(tariffs.figures(item.tariff))
        for column, typed in (("price", item.price.zh), ("price_en", item.price.en)):
            if not known.issuperset(_figures(typed)):
                return column
    if item.price.en and _figures(item.price.zh) != _figures(item.price.en):
        return "price_en"
    return None


def _figures(text: str) -> list[Decimal]:
    """The numbers in a text, in ascending order."""
    return sorted(number(one) for one in _FIGURE.findall(fold(text)))


def write(item: FeeItem) -> list[dict[str, str]]:
    """The lines that read as this item."""
    texts = {**pair("item", item.item), **pair("unit", item.unit), **pair("price", item.price)}
    return [texts | cells for cells in tariff_cells.write(item.tariff)]


def pair(column: str, text: Said) -> dict[str, str]:
    """The two cells of a text."""
    return {column: text.zh, f"{column}_en": text.en}
