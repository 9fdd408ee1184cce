"""All facts: what happened, written once where it happened, never edited.

This page and `documents.py` are the whole domain. A fact's JSON body is the
truth of the ledger (design: "The ledger"); a field that the ledger counts by
has the same name here and there. A new wish is a new kind of fact: no field
ever changes its meaning.
"""

import datetime
from typing import Literal

import msgspec

CardKind = Literal["polite", "patient", "positive", "passionate", "professional"]
CARD_KINDS: tuple[CardKind, ...] = (
    "polite",
    "patient",
    "positive",
    "passionate",
    "professional",
)
Giver = Literal["customer", "colleague", "superior", "subordinate"]
GIVERS: tuple[Giver, ...] = ("customer", "colleague", "superior", "subordinate")
Medium = Literal["screen", "paper"]

BODY_LIMIT = 16_384
"""Bytes a fact's body may have."""


class Standing(msgspec.Struct, frozen=True):
    """How far the station's clock could be trusted when the fact was written.

    `mono` counts milliseconds since the boot named `boot`; `offset` is office
    time minus station time in ms as the office last signed it, `age` the ms
    since then. Both are None while no office has ever answered.
    """

    boot: str
    mono: int
    offset: int | None = None
    age: int | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every fact says. `day` is the hall's local date it counts for,
    `at` UTC milliseconds by the station's clock."""

    event_id: str
    branch: str
    day: datetime.date
    at: int
    clock: Standing


class CardGiven(Fact, frozen=True, tag="card"):
    """A giver thanked a named clerk with a 5P card (P02)."""

    mark: CardKind
    clerk: str
    giver: Giver
    entry: Medium
    comment: str = ""


class Voided(Fact, frozen=True, tag="voided"):
    """The visit that made a fact took it back within 30 s.

    `subject` is the event_id of the fact taken back; day, mark, clerk, giver
    and entry are those of that fact, so that both fall under the same count.
    """

    subject: str
    mark: str
    clerk: str
    giver: str
    entry: str


class PinChanged(Fact, frozen=True, tag="pin_changed"):
    """A clerk got a new PIN. That it happened travels, the PIN never does."""

    clerk: str


class Columns(msgspec.Struct, frozen=True):
    """What the ledger counts by, read from the body of any fact, also of a
    kind that this program does not know yet."""

    event_id: str
    branch: str
    kind: str
    day: datetime.date
    mark: str = ""
    clerk: str = ""
    giver: str = ""
    entry: str = "screen"
    subject: str = ""


COLUMNS: tuple[str, ...] = Columns.__struct_fields__

_columns = msgspec.json.Decoder(Columns)
_card = msgspec.json.Decoder(CardGiven)


def encode(fact: Fact) -> bytes:
    """The exact bytes of a fact's body, made once and never again."""
    return msgspec.json.encode(fact)


def columns(body: bytes) -> Columns:
    """What a body says in the ledger's columns.

    Raises msgspec.MsgspecError where the bytes are no fact at all.
    """
    return _columns.decode(body)


def card(body: bytes) -> CardGiven:
    """The card a body of kind `card` holds."""
    return _card.decode(body)
