"""Going through a standard (标准): for which days a check holds, what must be said of each item,
and how often it was done."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.rules.feedback import words
from kiosk.rules.input import numbers
from kiosk.vocabulary.documents import Item, Standard
from kiosk.vocabulary.facts import Answer, Marked
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.standards import RESULTS, Often, Result

NOTE_LIMIT = 60
MOST_STOCK = 9_999


class Typed(NamedTuple):
    """What a form says of one item; `stock` as it was typed."""

    result: str = ""
    note: str = ""
    stock: str = ""


def period(often: Often, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last of the days that one check holds for: the day, its week from Monday, or
    its month."""
    if often == "daily":
        return day, day
    if often == "weekly":
        first = day - datetime.timedelta(day.weekday())
        return first, first + datetime.timedelta(6)
    first = day.replace(day=1)
    return first, (first + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)


def defined(standard: Standard) -> list[Item]:
    """The items of which something can be said: those that have a text."""
    return [item for item in standard.items if item.text.zh]


def answers(standard: Standard, typed: Mapping[str, Typed]) -> tuple[Answer, ...]:
    """What was said of each item of a standard, in its order; an item that is not defined yet gets
    no answer, whatever was sent.

    Raises Refusal `unmarked_item`, `bad_stock`, `long_comment` or `odd_comment`, each with the
    field that it is about.
    """
    return tuple(_answer(item, typed.get(item.code, Typed())) for item in defined(standard))


def _answer(item: Item, said: Typed) -> Answer:
    result = next((one for one in RESULTS if one == said.result), None)
    if result is None:
        raise Refusal("unmarked_item", item.code, field=f"result-{item.code}")
    try:
        note = words.tidy(said.note, NOTE_LIMIT)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.detail, field=f"note-{item.code}") from None
    stock = None
    if item.counted and result != "na":
        try:
            stock = numbers.whole(said.stock, MOST_STOCK)
        except numbers.NotANumber:
            raise Refusal("bad_stock", item.code, field=f"stock-{item.code}") from None
    return Answer(code=item.code, result=result, note=note, stock=stock)


def outcome(answer: Answer) -> Result:
    """What an answer comes to: a facility of which none is left is not there."""
    return "not_done" if answer.result == "done" and answer.stock == 0 else answer.result


def newest(marks: Iterable[Marked]) -> dict[tuple[str, str], Marked]:
    """Of each standard and clerk the check that holds: the last."""
    in_order = sorted(marks, key=lambda one: (one.at, one.event_id))
    return {(one.subject, one.clerk): one for one in in_order}


def newest_by_day(marks: Iterable[Marked]) -> list[Marked]:
    """The same for each day, the earliest first."""
    in_order = sorted(marks, key=lambda one: (one.day, one.at, one.event_id))
    return list({(one.day, one.subject, one.clerk): one for one in in_order}.values())


def label(text: str) -> str:
    """What an item is called where there is little room: its text up to the first colon."""
    return re.split("[：:]", text, maxsplit=1)[0].strip()


class Share(NamedTuple):
    """How often an item was done, and how often not; times when it did not apply are neither."""

    done: int
    not_done: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down, so that 100 is all of them; None without any."""
        times = self.done + self.not_done
        return 100 * self.done // times if times else None


def shares(marks: Iterable[Marked]) -> dict[str, Share]:
    """The share of each item in some checks of one standard, by code."""
    said = Counter((answer.code, outcome(answer)) for one in marks for answer in one.answers)
    codes = dict.fromkeys(code for code, _ in said)
    return {code: Share(said[code, "done"], said[code, "not_done"]) for code in codes}
