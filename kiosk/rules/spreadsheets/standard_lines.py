"""Lines of a standard, one for each item, and of a rulebook, one for each section.

An item whose text is empty is not defined yet; a standard can have such items beside others.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kiosk.rules.spreadsheets.cells import YES
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Item, Rulebook, Said, Section, Standard
from kiosk.vocabulary.standards import MOST_ITEMS, OFTEN, SUBJECTS

LONGEST = 20
"""Most characters of an item's code: all answers fit one fact."""


class Cells(Protocol):
    """Reads cells and collects their faults (kiosk/rules/publishing/rows.py)."""

    def text(self, row: Row, column: str) -> str: ...
    def said(self, row: Row, column: str) -> Said: ...
    def name(self, row: Row, column: str) -> str: ...
    def yes(self, row: Row, column: str) -> bool: ...
    def coded(self, row: Row, column: str, words: Mapping[Any, str], empty: str) -> Any: ...
    def fault(self, row: Row, column: str, code: str) -> None: ...


def read(cells: Cells, rows: Sequence[Row]) -> Standard:
    """The standard in these rows; its faults go to `cells`."""
    subject = cells.coded(rows[0], "subject", SUBJECTS, "clerk")
    items: dict[str, Item] = {}
    for row in rows:
        item = _item(cells, row)
        if item.code in items:
            cells.fault(row, "code", "twice")
        if item.counted and subject != "facilities":
            cells.fault(row, "counted", "counted_facilities")
        items[item.code] = item
    if len(rows) > MOST_ITEMS:
        cells.fault(rows[MOST_ITEMS], "code", "many_items")
    if not any(item.text.zh for item in items.values()):
        cells.fault(rows[0], "text", "no_item")
    return Standard(
        name=cells.said(rows[0], "name"),
        items=tuple(items.values()),
        subject=subject,
        often=cells.coded(rows[0], "often", OFTEN, "daily"),
    )


def _item(cells: Cells, row: Row) -> Item:
    code, text = cells.name(row, "code"), cells.said(row, "text")
    if len(code) > LONGEST:
        cells.fault(row, "code", "long_code")
    if text.en and not text.zh:
        cells.fault(row, "text", "empty_cell")
    counted = cells.yes(row, "counted")
    return Item(code=code, text=text, section=cells.said(row, "section"), counted=counted)


def read_rulebook(cells: Cells, rows: Sequence[Row]) -> Rulebook:
    """The rulebook in these rows; its faults go to `cells`."""
    sections = [Section(cells.said(row, "text"), cells.said(row, "heading")) for row in rows]
    title, edition = cells.said(rows[0], "title"), cells.text(rows[0], "edition")
    return Rulebook(title=title, sections=tuple(sections), edition=edition)


def write(standard: Standard) -> list[dict[str, str]]:
    """The lines that read as this standard."""
    head = {
        "name": standard.name.zh, "name_en": standard.name.en,
        "subject": SUBJECTS[standard.subject], "often": OFTEN[standard.often],
    }  # fmt: skip
    return [
        head
        | {
            "code": one.code, "text": one.text.zh, "text_en": one.text.en,
            "section": one.section.zh, "section_en": one.section.en,
            "counted": YES[0] if one.counted else "否",
        }
        for one in standard.items
    ]  # fmt: skip


def write_rulebook(rulebook: Rulebook) -> list[dict[str, str]]:
    """The lines that read as this rulebook."""
    head = {
        "title": rulebook.title.zh, "title_en": rulebook.title.en, "edition": rulebook.edition,
    }  # fmt: skip
    return [
        head
        | {
            "text": one.text.zh, "text_en": one.text.en,
            "heading": one.heading.zh, "heading_en": one.heading.en,
        }
        for one in rulebook.sections
    ]  # fmt: skip
