"""The fields common to all facts, and the moment at which a fact is written."""

import datetime
from typing import Annotated, Literal, NamedTuple

import msgspec

Role = Literal["customer", "clerk", "manager", "office", "machine"]


Medium = Literal["screen", "paper", "phone"]
"""Where a fact was given or entered: a screen of the hall, paper, a customer's own phone."""
ON_SCREEN: tuple[Medium, ...] = ("screen", "phone")
"""Given by a customer with their own hand, at the moment that the fact says."""


Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
"""What the database and every reader of JSON hold exactly."""
Utc = Annotated[int, msgspec.Meta(ge=-62_135_510_400_000, le=253_402_214_400_000)]
"""UTC ms of a day that the calendar has, in every zone."""
BODY_LIMIT = 16_384
"""Largest body of a fact, in bytes."""


class Moment(NamedTuple):
    """Wall clock (UTC ms), monotonic clock (ms since boot), and the boot's id."""

    utc: int
    mono: int
    boot: str


class Standing(msgspec.Struct, frozen=True):
    """How far the station's clock could be trusted when the fact was written.

    `mono` counts milliseconds since the boot named `boot`; `offset` is office time minus
    station time in ms as the office last signed it, `age` the ms since then. Both are None until
    an office has answered.
    """

    boot: str
    mono: Number
    offset: Number | None = None
    age: Number | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """The fields common to all facts. `day` is the hall's local date it counts for, `at` UTC
    milliseconds by the station's clock."""

    event_id: str
    branch: str
    day: datetime.date
    at: Utc
    clock: Standing
