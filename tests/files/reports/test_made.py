"""A report put together, and its files."""

import io
from functools import partial

import openpyxl
import pytest

from kiosk.files.reports import made, table
from kiosk.ground import wording
from tests.files.reports.cast import report


def test_numbers_in_comments_are_hidden_and_names_are_in_the_readers_language():
    (quote,) = report().quotes
    assert (
        quote.words == "=请回电〔号码已隐去〕" and quote.about == "礼貌 · 皇姑营业厅 · 2026-11-21"
    )
    assert report("en").organisation == "Shenbei Gas"
    assert report("en").quotes[0].about == "礼貌 · Huanggu hall · 2026-11-21"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_report_is_the_same_pdf(language: str):
    say = partial(wording.worded, language)
    found = made.pdf(report(language), language, say)
    assert found.startswith(b"%PDF-") and found == made.pdf(report(language), language, say)


def test_cells_are_harmless():
    numbers = [1] * len(table.hall_codes())
    bad = report()._replace(halls=[table.Hall("sb01", "=HYPERLINK(1)", numbers, numbers)])
    book = openpyxl.load_workbook(io.BytesIO(made.xlsx(bad, str)))
    assert book.worksheets[1].cell(2, 2).value == "'=HYPERLINK(1)"
    assert book.worksheets[0].title == "月报"
    assert made.csv(bad, str).startswith(b"\xef\xbb\xbf")
