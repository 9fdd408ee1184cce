"""A report as files: PDF, xlsx and CSV."""

from collections.abc import Sequence

from kiosk.files import spreadsheets
from kiosk.files.reports import sheet, table, worded
from kiosk.files.reports.sheet import Told
from kiosk.files.reports.worded import Say
from kiosk.files.sheets import typesetting
from kiosk.files.spreadsheets import Sheet


def pdf(told: Told, language: str, say: Say) -> bytes:
    """The report to be printed. Raises typesetting.FontMissing, typesetting.Unset or
    confined.Busy."""
    return typesetting.typeset(
        "report", sheet.data(told, language, say), told.span.last, sheet.PAGES
    )


def xlsx(told: Told, say: Say) -> bytes:
    """All figures, and the halls beside each other."""
    rows = table.rows(told.period, told.span, told.scope, told.now, told.before, say)
    sheets: Sequence[Sheet] = [
        Sheet(worded.title(told.period, say), table.heads(say), rows),
        *([table.halls(told.halls, say)] if told.halls else []),
    ]
    return spreadsheets.xlsx_book(sheets)


def csv(told: Told, say: Say) -> bytes:
    """All figures."""
    rows = table.rows(told.period, told.span, told.scope, told.now, told.before, say)
    return spreadsheets.csv_export(table.heads(say), rows)
