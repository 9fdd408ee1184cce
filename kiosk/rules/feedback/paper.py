"""A file of cards given on paper: its rows, and the event_id of each.

The same file must add nothing the second time, even after Excel has saved it again (other date
format, lost leading zeros, BOM, GB18030, CRLF). A row's event_id is therefore made from its
normalised values, never from its bytes.
"""

import datetime
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.rules.input import days
from kiosk.rules.input.folding import fold
from kiosk.rules.spreadsheets.cells import UNKEPT
from kiosk.rules.spreadsheets.columns import Fault, Row, together
from kiosk.rules.spreadsheets.tables import Form, Table
from kiosk.vocabulary.facts import CARD_KINDS, GIVERS, CardKind, Giver

ROW_LIMIT = 5_000
"""Most rows in a file, so that the write lock is held for at most a second."""
COMMENT_LIMIT = 200

HEADERS = {"date": "日期", "badge": "工号", "kind": "卡种", "giver": "赠卡人", "comment": "留言"}
_OTHERS = {"种类": "kind", "赠送人": "giver", "备注": "comment"}
FORM = Form(
    {name: name for name in HEADERS} | {said: name for name, said in HEADERS.items()} | _OTHERS,
    ("date", "badge", "kind", "giver"),
    days=frozenset(("date",)),
    most=ROW_LIMIT,
)
"""What a table of paper cards can look like."""
_KINDS: dict[str, CardKind] = dict(zip(CARD_KINDS, CARD_KINDS, strict=True)) | {
    "礼貌": "polite", "耐心": "patient", "积极": "positive", "热情": "passionate",
    "专业": "professional",
}  # fmt: skip
_GIVERS: dict[str, Giver] = dict(zip(GIVERS, GIVERS, strict=True)) | {
    "顾客": "customer", "客户": "customer", "用户": "customer", "同事": "colleague",
    "上级": "superior", "下级": "subordinate",
}  # fmt: skip
_MIDNIGHT = re.compile(r" 0{1,2}:00(:00)?$")


class PaperCard(NamedTuple):
    """One row: its line in the file, and its values."""

    line: int
    day: datetime.date
    badge: str
    kind: CardKind
    giver: Giver
    comment: str


def read(table: Table, today: datetime.date) -> tuple[list[PaperCard], list[Fault]]:
    """All rows that can be read, and all faults of the others."""
    cards: list[PaperCard] = []
    faults: list[Fault] = []
    for row in table.rows:
        card, wrong = _row(row, today)
        faults += wrong
        if card is not None:
            cards.append(card)
    return cards, together(table.faults, faults)


def _row(row: Row, today: datetime.date) -> tuple[PaperCard | None, list[Fault]]:
    faults = []

    def fault(column: str, code: str) -> None:
        faults.append(Fault(row.number, column, code, row.cells.get(column, "")[:40]))

    said = {name: fold(row.cells.get(name, "")) for name in HEADERS}
    day = _day(said["date"])
    if day is None:
        fault("date", "bad_day" if said["date"] else "empty_cell")
    elif day > today:
        fault("date", "future_day")
    kind = _KINDS.get(said["kind"].lower().removesuffix("卡"))
    if kind is None:
        fault("kind", "no_card" if said["kind"] else "empty_cell")
    giver = _GIVERS.get(said["giver"].lower())
    if giver is None:
        fault("giver", "no_giver" if said["giver"] else "empty_cell")
    if not said["badge"]:
        fault("badge", "empty_cell")
    comment = unicodedata.normalize("NFC", row.cells.get("comment", ""))
    comment = comment.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(comment) > COMMENT_LIMIT:
        fault("comment", "long_cell")
    if UNKEPT.search(comment):
        fault("comment", "odd_character")
    if faults or day is None or kind is None or giver is None:
        return None, faults
    return PaperCard(row.number, day, said["badge"], kind, giver, comment), []


def _day(said: str) -> datetime.date | None:
    """The day in a cell, which some spreadsheets save with a time of midnight."""
    try:
        return days.day(_MIDNIGHT.sub("", said))
    except days.NotADay:
        return None


def event_ids(branch: str, batch: str, cards: Iterable[PaperCard]) -> list[str]:
    """Each row's event_id: from branch, batch, normalised values, and the row's number among
    equal rows (first, second …)."""
    seen: Counter[tuple[str, ...]] = Counter()
    ids = []
    for card in cards:
        values = (card.day.isoformat(), card.badge, card.kind, card.giver, card.comment)
        seen[values] += 1
        parts = ("paper", branch, batch, *values, str(seen[values]))
        ids.append(hashlib.sha256("\x1f".join(parts).encode()).hexdigest())
    return ids
