"""Messages between a station and its office: their shapes, and the bytes that are signed."""

import datetime
import hashlib
from typing import Annotated, Literal

import msgspec

BATCH_BYTES = 256_000
"""Most bytes of bodies in one message, unless a single body is larger."""


OWN_OFFICE = "office@"
"""Prefix of a station's id that names the chain of what the hall did as its own office."""
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class HighWater(msgspec.Struct, frozen=True):
    """How far one side holds a chain: the highest seq, and the head there."""

    epoch: int
    seq: int
    head: bytes


class Batch(msgspec.Struct, frozen=True):
    """Consecutive entries of one chain, as sent. `prev` is the head before the first, `head` the
    one after the last."""

    station: str
    epoch: Seq
    common: bytes
    first: Seq = msgspec.field(name="from")
    prev: bytes
    entries: tuple[bytes, ...]
    head: bytes


class Enrolled(msgspec.Struct, frozen=True):
    """The office's answer to an enrolment."""

    branch: str
    station: str
    epoch: int
    office_key: bytes
    receipt_key: bytes


Part = Literal["facts", "documents", "pictures", "contacts", "answers"]
PARTS: tuple[Part, ...] = ("facts", "documents", "pictures", "contacts", "answers")
"""The parts of a round; each fails by itself."""


class Trouble(msgspec.Struct, frozen=True):
    """A part of the rounds that fails: since when it has not succeeded (UTC ms), and the last
    failure in the station's words."""

    part: str
    since: int
    says: str


class Push(msgspec.Struct, frozen=True):
    """A batch, with the station's state: how far its ledger goes (`tip`), which manifest is in
    use, which version of the program runs, which other parts of its rounds fail (`troubles`).
    `boot` and `mono` (ms) date the message, so that one that was overtaken is recognised."""

    batch: Batch
    tip: int
    manifest: int
    version: str
    boot: str
    mono: int
    troubles: tuple[Trouble, ...] = ()


class Pushed(msgspec.Struct, frozen=True):
    """What the office now holds of the station, and the office's time in UTC ms, which a station
    goes by if the office is `sure` of it."""

    marks: tuple[HighWater, ...]
    office_time: int
    sure: bool = True


class Signed(msgspec.Struct, frozen=True):
    """A manifest's bytes and the office's signature over them."""

    manifest: bytes
    signature: bytes


class Enrol(msgspec.Struct, frozen=True):
    """A station's request to be enrolled: the code's secret and the station's key. A hall that
    had no office also sends the day of its oldest fact (`since`) and the number of entries it
    wrote as its own office (`decided`)."""

    code: str
    public_key: bytes
    since: datetime.date | None = None
    decided: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class MissingEntries(msgspec.Struct, frozen=True):
    """Entries of a branch that a station does not hold; `more` is True if others remain."""

    batches: tuple[Batch, ...]
    more: bool


class Refused(msgspec.Struct, frozen=True):
    """A refusal by its code. `detail` holds the marks if these are what is refused."""

    refusal: str
    detail: str = ""


def request(method: str, path: str, nonce: str, body: bytes) -> bytes:
    """The bytes that a station signs. `path` includes the query; `nonce` is 32 hex digits."""
    digest = hashlib.sha256(body).hexdigest()
    return f"tingsheng/1 {method} {path} {nonce} {digest}".encode()


def answer(signed_request: bytes, status: int, body: bytes) -> bytes:
    """The bytes that the office signs: its answer, bound to the request, so that an old answer or
    one to another request is never accepted."""
    asked = hashlib.sha256(signed_request).hexdigest()
    return f"tingsheng/1 {asked} {status} {hashlib.sha256(body).hexdigest()}".encode()
