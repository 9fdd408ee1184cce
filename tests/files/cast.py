"""Workbooks as written by hand, and fee tables of many rows, some of them with faults."""

import io
import zipfile

from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kiosk.files import spreadsheets
from kiosk.rules.spreadsheets.columns import LAYOUTS

WORDS = (
    st.text(
        st.one_of(
            st.sampled_from("='+-@＝＋－＠ 0159.,:/%eE_x0AD;\"#"),
            st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufffd"),
        ),
        min_size=1,
        max_size=30,
    )
    .map(str.strip)
    .filter(bool)
)
"""Words as no office writes them."""
_RELATED = (
    '<Relationships><Relationship Id="r1" Type="x/{}" Target="{}"/>'
    '<Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/>'
    '<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>'
)
SHEET = '<sheet name="人员" r:id="r1"/>'


def workbook(
    rows: str, *, more: str = "", strings: str = "", styles: str = "", book: str = "",
    sheets: str = SHEET,
) -> bytes:  # fmt: skip
    """An xlsx with these elements in its parts, and nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", _RELATED.format("officeDocument", "xl/workbook.xml"))
        packed.writestr("xl/_rels/workbook.xml.rels", _RELATED.format("worksheet", "sheet.xml"))
        packed.writestr("xl/workbook.xml", f"<workbook>{book}<sheets>{sheets}</sheets></workbook>")
        packed.writestr("xl/strings.xml", f"<sst>{strings}</sst>")
        packed.writestr("xl/styles.xml", f"<styleSheet>{styles}</styleSheet>")
        sheet = f"<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>"
        packed.writestr("xl/sheet.xml", sheet)
    return out.getvalue()


def line(number: int, *cells: str) -> str:
    """A row of text cells; one that begins with < is an element of its own."""
    made = (
        one if one.startswith("<") else f'<c t="inlineStr"><is><t>{one}</t></is></c>'
        for one in cells
    )
    return f'<row r="{number}">{"".join(made)}</row>'


SERVICES = line(1, "编号", "名称", "生效日期")
"""The header of a table of services."""


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
