"""What a figure of a report says: its value, its share with an interval, and how it changed."""

import datetime
import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from kiosk.rules.feedback.wilson import FEW, Interval, interval
from kiosk.vocabulary.reports import LINES

FEW_PEOPLE = 5
"""Fewer calls for help of staff than this are not counted out, so that no one is recognised (as
with diaries, P06). Our choice."""


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure: `n`, None if nothing of the kind is recorded, `of` so many where it is a share or a
    mean; `few` if there are some, but too few to be counted out; `later` if it is computed only
    when the report is issued. `rest` is the same without what is flagged, where that differs."""

    n: int | None = None
    of: int | None = None
    few: bool = False
    later: bool = False
    rest: "Value | None" = None

    @property
    def share(self) -> Interval | None:
        """The share with its 95 % interval; None with few trials."""
        if self.n is None or not self.of or not 0 <= self.n <= self.of or self.of < FEW:
            return None
        return interval(self.n, self.of)

    @property
    def mean(self) -> float | None:
        """`n` for each of so many."""
        return self.n / self.of if self.n is not None and self.of else None


Figures = Mapping[str, Value]
"""The figures of a period by their codes (kiosk/vocabulary/reports/)."""
NOT_RECORDED = Value()


def hidden(n: int | None) -> Value:
    """A number of people that is not counted out where it is small."""
    few = n is not None and 0 < n < FEW_PEOPLE
    return Value(few=True) if few else Value(n)


def differ(now: Value, before: Value) -> bool:
    """Whether a share changed by more than chance: the intervals have nothing in common."""
    a, b = now.share, before.share
    return a is not None and b is not None and (a.low > b.high or a.high < b.low)


class Change(NamedTuple):
    """A figure of an issued report that is another one by now."""

    code: str
    issued: Value
    now: Value


def since(issued: Figures, now: Figures) -> list[Change]:
    """What facts that came after a report was issued change in its figures, in their order."""
    found = (Change(code, issued[code], now[code]) for code in LINES if code in issued)
    return [one for one in found if not _same(one.issued, one.now) and not one.now.later]


def _same(issued: Value, now: Value) -> bool:
    """Whether a figure still says what was issued; a report that was issued without the rest says
    nothing about it."""
    if issued.rest is None:
        now = msgspec.structs.replace(now, rest=None)
    return issued == now


def digest(period: str, first: datetime.date, scope: str, figures: Figures, before: Figures) -> str:
    """The SHA-256 of what a report says: the same wherever it is computed."""
    said = [period, first.isoformat(), scope, _sorted(figures), _sorted(before)]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def _sorted(figures: Figures) -> dict[str, Value]:
    return dict(sorted(figures.items()))
