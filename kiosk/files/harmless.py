"""Cells that no spreadsheet takes for a formula, nor changes when it opens and saves a file."""

import re
import unicodedata

_SIGNS = "=+-@"
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
"""Blanks and invisible marks, which some spreadsheets leave out in front."""
_UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|am|pm"
_REWRITTEN = re.compile(
    rf"(?=.*\d)([\d\s.,:/%¥$￥e+\-年月日时分秒]+|(?=.*({_MONTHS}))[a-z\d\s.,:/\-]{{1,20}})|true|false",
    re.I,
)
_FIGURE = re.compile(r"(0|[1-9]\d{0,14})(\.\d{0,8}[1-9])?", re.A)


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet could take it for a formula, and
    where it begins with one. Characters that no file keeps become □.

    `as_written` undoes it.
    """
    kept = _UNKEPT.sub("□", cell)
    return f"'{kept}" if _is_formula(kept) or kept.startswith("'") else kept


def unchanged(cell: str) -> str:
    """The same, with an apostrophe also in front of a figure that a spreadsheet would write in
    another way: 2.50, 1e5, 3/4."""
    safe = harmless(cell)
    return f"'{safe}" if _is_rewritten(safe) else safe


def as_written(cell: str) -> str:
    """The cell without the apostrophe that was put in front, here or by hand: '0317 is 0317. Any
    other apostrophe is the text's own."""
    if not cell.startswith("'"):
        return cell
    rest = cell[1:]
    put = rest.startswith("'") or _is_formula(rest) or _is_rewritten(rest)
    return rest if put or re.fullmatch(r"\d+", rest) else cell


def _is_formula(cell: str) -> bool:
    begin = _BLANK.match(cell)
    first = cell[begin.end() if begin else 0 :][:1]
    tabbed = begin is not None and any(one in begin.group() for one in "\t\r\n")
    return tabbed or (first != "" and unicodedata.normalize("NFKC", first) in _SIGNS)


def _is_rewritten(cell: str) -> bool:
    return _REWRITTEN.fullmatch(cell) is not None and not _FIGURE.fullmatch(cell)
