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
Grade = Literal["1", "2", "3", "4", "5"]
GRADES: tuple[Grade, ...] = ("5", "4", "3", "2", "1")
"""非常满意 … 非常不满意 (国办发〔2019〕51号), best first as the lobby shows them."""
LOW_GRADES: tuple[Grade, ...] = ("2", "1")
REASONS = ("waited", "attitude", "unclear", "unsolved", "fee", "hall")
"""What a customer may say went wrong; a fact keeps the words it knew."""
CaseKind = Literal["suggestion", "complaint", "praise", "question"]
CASE_KINDS: tuple[CaseKind, ...] = ("suggestion", "complaint", "praise", "question")
TOPICS = ("service", "waiting", "fees", "process", "hall", "safety", "other")

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


class Rated(Fact, frozen=True, tag="rating"):
    """A customer rated a clerk's service, five equal grades, no default."""

    mark: Grade
    clerk: str
    giver: Giver
    entry: Medium


class Remarked(Fact, frozen=True, tag="remark"):
    """What the customer added to a rating: reasons from REASONS, the service
    item's document key, a comment. `subject` is the rating's event_id."""

    subject: str
    clerk: str
    reasons: tuple[str, ...] = ()
    service: str = ""
    comment: str = ""


class CaseOpened(Fact, frozen=True, tag="case"):
    """A customer filed something that must be answered (P15, P20).

    `subject` is HMAC(branch receipt key, receipt code); the code is nowhere.
    `clerk` is whom it is about, '' for nobody.
    """

    mark: CaseKind
    subject: str
    entry: Medium
    clerk: str = ""
    topics: tuple[str, ...] = ()
    text: str = ""


class HelpCalled(Fact, frozen=True, tag="help"):
    """A customer rang for help (P46)."""

    mark: Literal["help"] = "help"


class HelpCame(Fact, frozen=True, tag="help_came"):
    """A clerk came to a customer who had rung; `subject` is the call's event_id."""

    subject: str
    clerk: str


class DutyChanged(Fact, frozen=True, tag="duty"):
    """A clerk came on duty at a window, or left."""

    mark: Literal["on", "off"]
    clerk: str
    window: str = ""


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


class TimeConfirmed(Fact, frozen=True, tag="time_confirmed"):
    """The manager said that the clock in doubt is right: `confirmed` is what
    time it is (UTC ms), `believed` what fees and rosters went by until then."""

    clerk: str
    confirmed: int
    believed: int


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


def encode(fact: Fact) -> bytes:
    """The exact bytes of a fact's body, made once and never again."""
    return msgspec.json.encode(fact)


def columns(body: bytes) -> Columns:
    """What a body says in the ledger's columns.

    Raises msgspec.MsgspecError where the bytes are no fact at all.
    """
    return _columns.decode(body)


AnyFact = (
    CardGiven
    | Rated
    | Remarked
    | CaseOpened
    | HelpCalled
    | HelpCame
    | DutyChanged
    | Voided
    | PinChanged
    | TimeConfirmed
)
_fact = msgspec.json.Decoder(AnyFact)


def decode(body: bytes) -> AnyFact:
    """A fact of a kind this program knows; raises msgspec.ValidationError."""
    fact: AnyFact = _fact.decode(body)
    return fact
