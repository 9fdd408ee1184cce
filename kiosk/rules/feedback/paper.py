"""A file of cards given on paper: its rows, and the event_id of each.

The same file must add nothing the second time, even after Excel has saved it again (other date
format, lost leading zeros, BOM, GB18030, CRLF). A row's event_id is therefore made from its
normalised values, never from its bytes.
"""

import csv
import datetime
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.vocabulary.facts import CARD_KINDS, GIVERS, CardKind, Giver

ROW_LIMIT = 5_000
"""Most rows in a file, so that the write lock is held for at most a second."""
COMMENT_LIMIT = 200

_HEADERS = {
    "date": "date", "日期": "date",
    "badge": "badge", "工号": "badge",
    "kind": "kind", "卡种": "kind", "种类": "kind",
    "giver": "giver", "赠卡人": "giver", "赠送人": "giver",
    "comment": "comment", "留言": "comment", "备注": "comment",
}  # fmt: skip
_KINDS: dict[str, CardKind] = dict(zip(CARD_KINDS, CARD_KINDS, strict=True)) | {
    "礼貌": "polite", "耐心": "patient", "积极": "positive", "热情": "passionate",
    "专业": "professional",
}  # fmt: skip
_GIVERS: dict[str, Giver] = dict(zip(GIVERS, GIVERS, strict=True)) | {
    "顾客": "customer", "客户": "customer", "用户": "customer", "同事": "colleague",
    "上级": "superior", "下级": "subordinate",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class PaperCard(NamedTuple):
    """One row: its line in the file, and its values."""

    line: int
    day: datetime.date
    badge: str
    kind: CardKind
    giver: Giver
    comment: str


class Fault(NamedTuple):
    """What is wrong in which row and column ('' for the row as a whole)."""

    line: int
    column: str
    says: str


def read(content: str, today: datetime.date) -> tuple[list[PaperCard], list[Fault]]:
    """All rows that can be read, and all faults of the others.

    Rows are numbered as in a spreadsheet: the header is row 1.
    """
    delimiter = max(",;\t", key=content.split("\n", 1)[0].count)
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    if not rows:
        return [], [Fault(1, "", "the file is empty")]
    header = [_HEADERS.get(_plain(cell).lower(), "") for cell in rows[0]]
    missing = [n for n in ("date", "badge", "kind", "giver") if header.count(n) != 1]
    if missing:
        return [], [Fault(1, name, "this column must be there once") for name in missing]
    cards, faults = [], []
    for line, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        card, wrong = _row(line, dict(zip(header, cells, strict=False)), today)
        faults += wrong
        if card is not None:
            cards.append(card)
    if len(cards) + len(faults) > ROW_LIMIT:
        faults.insert(0, Fault(ROW_LIMIT + 2, "", f"a file has at most {ROW_LIMIT} rows"))
    return cards, faults


def _row(
    line: int, cells: Mapping[str, str], today: datetime.date
) -> tuple[PaperCard | None, list[Fault]]:
    faults = []
    day = _day(_plain(cells.get("date", "")))
    if day is None:
        faults.append(Fault(line, "date", f"no date: {cells.get('date', '')!r}"))
    elif day > today:
        faults.append(Fault(line, "date", f"{day} lies in the future"))
    kind = _KINDS.get(_plain(cells.get("kind", "")).lower().removesuffix("卡"))
    if kind is None:
        faults.append(Fault(line, "kind", f"no card: {cells.get('kind', '')!r}"))
    giver = _GIVERS.get(_plain(cells.get("giver", "")).lower())
    if giver is None:
        faults.append(Fault(line, "giver", f"no giver: {cells.get('giver', '')!r}"))
    comment = unicodedata.normalize("NFC", cells.get("comment", ""))
    comment = comment.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(comment) > COMMENT_LIMIT:
        faults.append(Fault(line, "comment", f"more than {COMMENT_LIMIT} characters"))
    elif _UNPRINTABLE.search(comment):
        faults.append(Fault(line, "comment", "has characters that cannot be kept"))
    badge = _plain(cells.get("badge", ""))
    if faults or day is None or kind is None or giver is None:
        return None, faults
    return PaperCard(line, day, badge, kind, giver, comment), []


def _plain(cell: str) -> str:
    """Full-width digits and letters as plain ones, without blanks around them."""
    return unicodedata.normalize("NFKC", cell).strip().lstrip("'")


def _day(cell: str) -> datetime.date | None:
    found = _DATE.fullmatch(cell)
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def match_badge(badge: str, known: Iterable[str]) -> str | None:
    """The badge that a cell means: itself, or the only one that differs just by the leading zeros
    that a spreadsheet drops; None if there is none."""
    known = list(known)
    if badge in known:
        return badge
    bare = [full for full in known if badge and full.lstrip("0") == badge.lstrip("0")]
    return bare[0] if len(bare) == 1 else None


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
