"""Weekly and monthly meetings (周会、班会, P29): when each is due, which days it looks back on, and
when it can be held.

A weekly meeting is due once a week on a published weekday, and looks back on the seven days before
it; a monthly one is due on the first of the month, and looks back on the month before. Either can
be held until the next one is due, and stays the same meeting.
"""

import datetime
from typing import NamedTuple

from kiosk.rules.feedback import words
from kiosk.vocabulary.facts import TeamMeeting
from kiosk.vocabulary.refusals import Refusal

KINDS: tuple[TeamMeeting, ...] = ("weekly", "monthly")
QUOTED = 5
"""Customers' words that are quoted."""
LINES, LINE_LIMIT = 12, 100
"""Most own lines of an agenda, and most characters of each."""
_DAY, _WEEK = datetime.timedelta(1), datetime.timedelta(7)


class Term(NamedTuple):
    """A weekly or monthly meeting, by the day on which it is due."""

    kind: TeamMeeting
    due_on: datetime.date

    @property
    def first(self) -> datetime.date:
        """The first of the days that it looks back on."""
        return self.due_on - _WEEK if self.kind == "weekly" else self.last.replace(day=1)

    @property
    def last(self) -> datetime.date:
        """The last of the days that it looks back on."""
        return self.due_on - _DAY

    @property
    def until(self) -> datetime.date:
        """The last day on which it can be held."""
        if self.kind == "weekly":
            return self.due_on + _WEEK - _DAY
        return (self.due_on + 31 * _DAY).replace(day=1) - _DAY

    @property
    def before(self) -> "Term":
        """The meeting before this one."""
        return Term(self.kind, self.first if self.kind == "monthly" else self.due_on - _WEEK)


def term(kind: TeamMeeting, day: datetime.date, weekday: int) -> Term:
    """The meeting that is due on a day or was last due before it; `weekday` is that of weekly
    meetings, Monday being 1."""
    if kind == "monthly":
        return Term(kind, day.replace(day=1))
    return Term(kind, day - (day.isoweekday() - weekday) % 7 * _DAY)


def own_lines(typed: str) -> tuple[str, ...]:
    """An agenda's own lines, one on each line of the text. Raises Refusal `many_lines`,
    `long_comment` or `odd_comment`."""
    lines = [line.strip() for line in words.tidy(typed, 2 * LINES * LINE_LIMIT).split("\n")]
    found = tuple(filter(None, lines))
    if len(found) > LINES or any(len(line) > LINE_LIMIT for line in found):
        raise Refusal("many_lines")
    return found
