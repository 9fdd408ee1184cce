"""How a hall keeps its standards: what was checked, which rulebook was read, who arrived when."""

import datetime
from typing import Annotated, Literal

import msgspec

from kiosk.vocabulary.facts.fact import Fact
from kiosk.vocabulary.standards import Result

Stock = Annotated[int, msgspec.Meta(ge=0, le=9_999)]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was said of one item, by its `code`; `stock` of a facility that is counted."""

    code: str
    result: Result
    note: str = ""
    stock: Stock | None = None


Checker = Literal["self", "hall"]
"""Who went through a standard: the clerk whom it is about, or any member of staff for the hall."""


class Marked(Fact, frozen=True, tag="marked"):
    """A standard was gone through, item by item (P23, P24, P25). `subject` is its key without
    scope, `version` the SHA-256 of the content that was on the screen; `clerk` whom it is about, ''
    for the hall; `by` is a badge. Of several in one period the last holds; all stay readable."""

    mark: Checker
    subject: str
    version: str
    by: str
    answers: tuple[Answer, ...]
    clerk: str = ""


class RulebookRead(Fact, frozen=True, tag="rulebook_read"):
    """The clerk confirmed having read a rulebook (P27): `subject` is its key without scope,
    `version` the SHA-256 of the content that was on the screen, `since` the day from which that
    version is in force."""

    subject: str
    version: str
    since: datetime.date
    clerk: str


Arrival = Literal["on_time", "later", "unknown"]


class Arrived(Fact, frozen=True, tag="arrived"):
    """The clerk arrived at work (P48). `mark` says whether that was `before` minutes or more ahead
    of the hall's opening at `opens`, both as they were that day; unknown in a hall without opening
    hours, where `opens` is ''. Of several on one day the first holds."""

    mark: Arrival
    clerk: str
    opens: str
    before: int
