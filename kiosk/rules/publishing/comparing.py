"""What a publication changes, cell by cell, as a table would show it."""

from collections import Counter
from typing import NamedTuple

import msgspec

from kiosk.rules.publishing import rows
from kiosk.rules.spreadsheets.columns import LAYOUTS
from kiosk.vocabulary.documents import AnyContent, Ended, Publication

PICTURES = ("portrait", "logo")
"""Fields that no table holds: a picture's SHA-256."""
SEARCH = "search"
"""Search words, made by the program; their cell says that they differ, not how."""


class Cell(NamedTuple):
    """A cell that differs. `row` names the line of a document with several, '' for a column that
    all of its lines share; '' before or after means that there was or is nothing."""

    row: str
    column: str
    before: str
    after: str


def cells(item: Publication, before: AnyContent | None) -> tuple[Cell, ...]:
    """The cells in which a publication differs from the content in force before it, None for
    none."""
    kind, after = item.of_kind, item.content
    if isinstance(after, Ended):
        return (Cell("", "ended", "", "是"),)
    old = {} if before is None or isinstance(before, Ended) else _laid(item, before)
    new = _laid(item, after)
    found = [
        Cell(row, column, was, now)
        for row in dict.fromkeys([*new, *old])
        for column in (*LAYOUTS[kind].columns, *PICTURES)
        if (was := old.get(row, {}).get(column, "")) != (now := new.get(row, {}).get(column, ""))
    ]
    if old and getattr(before, SEARCH, "") != getattr(after, SEARCH, ""):
        found.append(Cell("", SEARCH, "", ""))
    return tuple(found)


def _laid(item: Publication, content: AnyContent) -> dict[str, dict[str, str]]:
    """The content's cells by row and column, without its key and day."""
    kind = item.of_kind
    layout = LAYOUTS[kind]
    laid: dict[str, dict[str, str]] = {"": {}}
    seen: Counter[str] = Counter()
    for line in rows.write(msgspec.structs.replace(item, content=content, kind=kind)):
        name = _name(kind, line, seen)
        for column, value in line.items():
            if column not in (*layout.key, "in_force"):
                row = "" if column in layout.shared else name
                laid.setdefault(row, {})[column] = value
    laid[""] |= {name: getattr(content, name) for name in PICTURES if getattr(content, name, "")}
    return laid


def _name(kind: str, line: dict[str, str], seen: Counter[str]) -> str:
    """What a line is called: its item, its part of the guide and its number there, its part of the
    scheme and the figure, a clerk's badge, the item's code of the standard, the section's number in
    the rulebook, or the question's in the bank."""
    part = line.get("part", "")
    named = f"{part} {line.get('figure', '')}".strip()
    name = {
        "fees": line.get("item", ""),
        "figure": line.get("badge", "") or line.get("number", ""),
        "target": line.get("badge", ""),
        "guide": part,
        "scheme": named,
        "standard": line.get("code", ""),
        "rulebook": "§",
        "questions": line.get("number_of", ""),
    }.get(kind, "")
    if not name:
        return ""
    seen[name] += 1
    return f"{name} {seen[name]}" if kind in ("guide", "rulebook") or seen[name] > 1 else name
