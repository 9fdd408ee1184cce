"""Fee tables of many rows, some of them with faults."""

from openpyxl.utils import get_column_letter

from kiosk.files import spreadsheets
from kiosk.rules.publishing.columns import LAYOUTS


def fees(*, number: int, day: str = "2026-11-21") -> list[dict[str, str]]:
    return [
        {"key": f"k{n // 20}", "title": f"收费{n // 20}", "basis": "〔2026〕1号",
         "item": f"项目{n}", "unit": "元/次",
         "price": f"{n}.00", "method": "单价", "rate": f"{n}.00",
         "in_force": day}
        for n in range(number)
    ]  # fmt: skip


PLANTED: tuple[tuple[str, str], ...] = (
    ("rate", "barter"), ("price", "0.01"), ("basis", "别的文号"), ("in_force", "31.12."),
    ("item", ""),
)  # fmt: skip


def planted() -> tuple[bytes, set[str]]:
    """10,000 rows, fifty of them with one fault, and the names of those cells."""
    rows, cells = fees(number=10_000), set()
    columns = LAYOUTS["fees"].columns
    letters = {name: get_column_letter(number) for number, name in enumerate(columns, 1)}
    for n in range(50):
        at = n * 200 + 7  # never the first of its schedule
        column, wrong = PLANTED[n % 5]
        rows[at] = rows[at] | {column: wrong}
        cells.add(f"{letters[column]}{at + 2}")
    return spreadsheets.csv_file("fees", rows), cells
