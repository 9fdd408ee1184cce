"""What a cell of a table says: a key, a day, a number, yes or no, or words."""

import datetime
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TypeVar

from kiosk.rules.input import days, numbers
from kiosk.rules.input.folding import fold
from kiosk.rules.input.keys import Known
from kiosk.rules.spreadsheets.columns import LAYOUTS, TEXTS, Fault, Row
from kiosk.vocabulary.documents import Said

LIMIT = 200
"""Most characters in a cell; columns in LONG can hold ten times as many."""
LONG = ("text", "text_en", "tariff", "explanation", "explanation_en", "answers", "answers_en")
YES = ("是", "yes", "1", "true")
NO = ("", "否", "no", "0", "false")
NONE = "无"
C = TypeVar("C", bound=str)
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
"""Characters that no table holds on purpose; � is what a broken conversion leaves."""


class CellReader:
    """Reads the cells of one kind of table and collects every fault. `branches` and `keys` are the
    branches and documents of the kind that exist."""

    def __init__(self, kind: str, branches: Collection[str], keys: Collection[str]) -> None:
        self.kind, self.layout = kind, LAYOUTS[kind]
        self.branches = set(branches)
        self.faults: list[Fault] = []
        self._branches = Known(branches)
        ends: dict[str, list[str]] = {}
        for key in keys:
            before, _, last = key.partition("@")[0].rpartition("/")  # what follows @ is a scope
            ends.setdefault(before, []).append(last)
        self._known = {before: Known(some) for before, some in ends.items()}

    def fault(self, row: Row, column: str, code: str, detail: str = "") -> None:
        self.faults.append(Fault(row.number, column, code, row.cells.get(column, "")[:40], detail))

    def tidied(self, row: Row) -> Row:
        """The row with all but words folded, and keys and branches as they are known: a spreadsheet
        makes 101 of 0101."""
        cells = {}
        for column, said in row.cells.items():
            if UNKEPT.search(said):
                self.fault(row, column, "odd_character")
            lines = said.replace("\r\n", "\n").replace("\r", "\n")
            cells[column] = lines.strip() if column in TEXTS else fold(lines)
        tidy = Row(row.number, cells)
        if "branch" in cells:
            cells["branch"] = self._meant(tidy, "branch", self._branches)
        *before, last = self.layout.key
        known = self._known.get("/".join(cells.get(column, "") for column in before))
        if known is not None and cells.get(last):
            cells[last] = self._meant(tidy, last, known)
        if self.kind == "workday" and (day := _day(cells.get("key", ""))):
            cells["key"] = day.isoformat()
        return tidy

    def _meant(self, row: Row, column: str, known: Known) -> str:
        said = row.cells[column]
        found = known.meant(said)
        if len(found) > 1:
            self.fault(row, column, "ambiguous_key", "、".join(found[:5]))
        return found[0] if len(found) == 1 else said

    def text(self, row: Row, column: str) -> str:
        said = row.cells.get(column, "").strip()
        if len(said) > LIMIT * (10 if column in LONG else 1):
            self.fault(row, column, "long_cell")
        if not said and column in (*self.layout.key, *self.layout.needed):
            self.fault(row, column, "empty_cell")
        return said

    def said(self, row: Row, column: str) -> Said:
        return Said(self.text(row, column), self.text(row, f"{column}_en"))

    def key(self, row: Row) -> str:
        return "/".join(self.name(row, column) for column in self.layout.key)

    def name(self, row: Row, column: str) -> str:
        """A name that other documents can refer to."""
        said = self.text(row, column)
        if said and not re.fullmatch(r"[\w.-]{1,40}", said):
            self.fault(row, column, "odd_key")
        return said

    def path(self, row: Row, column: str) -> str:
        """A name that can have steps, such as 江苏/南京."""
        said = self.text(row, column)
        if said and not re.fullmatch(r"(?=.{1,40}$)[\w.-]+(/[\w.-]+)*", said):
            self.fault(row, column, "odd_key")
        return said

    def day(self, row: Row, column: str) -> datetime.date | None:
        said = row.cells.get(column, "")
        found = _day(said)
        if found is None:
            self.fault(row, column, "bad_day" if said.strip() else "empty_cell")
        return found

    def number(self, row: Row, column: str, least: int, most: int, default: int) -> int:
        said = self.text(row, column)
        if not said:
            return default
        try:
            return numbers.whole(said, most, least)
        except numbers.NotANumber:
            self.fault(row, column, "bad_number")
            return default

    def amount(self, row: Row) -> Decimal | None:
        said = self.text(row, "amount")
        try:
            return numbers.number(said.removesuffix("%")) if said else None
        except numbers.NotANumber:
            self.fault(row, "amount", "bad_amount")
            return None

    def yes(self, row: Row, column: str) -> bool:
        said = self.text(row, column).lower()
        if said not in (*YES, *NO):
            self.fault(row, column, "bad_yes")
        return said in YES

    def coded(self, row: Row, column: str, words: Mapping[C, str], empty: C, wrong: str = "") -> C:
        """A code, given by itself or by its Chinese word, however its brackets are typed. `wrong`
        is the fault, if it is not that of the column."""
        said = self.text(row, column)
        codes = {fold(word): code for code, word in words.items()}
        codes |= {str(code): code for code in words}
        found = codes.get(fold(said)) or codes.get(said.lower())
        if said and found is None:
            self.fault(row, column, wrong or f"bad_{column}")
        return found or empty

    def several(
        self, row: Row, column: str, words: Mapping[C, str], default: tuple[C, ...]
    ) -> tuple[C, ...]:
        """Those of several codes that a cell names, by code or word, in the order of the list; NONE
        for none of them, and an empty cell for the `default`."""
        said = re.findall(r"[^\s,，、;；]+", row.cells.get(column, ""))
        if not said:
            return default
        codes = {word: code for code, word in words.items()} | {str(code): code for code in words}
        if said != [NONE] and any(one not in codes for one in said):
            self.fault(row, column, "no_way")
        named = {codes.get(one) for one in said}
        return tuple(code for code in words if code in named)

    def clock(self, row: Row, column: str) -> str:
        """A time of the day, as 08:00; '' for none."""
        said = self.text(row, column).replace("：", ":")
        found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:00)?", said)
        if said and not found:
            self.fault(row, column, "bad_clock")
        return f"{found[1]:0>2}:{found[2]}" if found else ""

    def ended(self, row: Row) -> bool:
        """Whether the document of this row ends. Only 是 or 否: 停用 typed into the wrong column
        must not end one."""
        said = row.cells.get("ended", "").strip()
        if said not in ("是", "否", ""):
            self.fault(row, "ended", "bad_ended")
        return said == "是"

    def synonyms(self, row: Row) -> tuple[str, ...]:
        return tuple(re.findall(r"[^\s,，、;；]+", row.cells.get("synonyms", "")))


def _day(said: str) -> datetime.date | None:
    try:
        return days.day(said)
    except days.NotADay:
        return None
