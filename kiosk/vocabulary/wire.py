"""What travels between a station and its office: shapes, and the bytes signed."""

import datetime
import hashlib
from typing import Annotated

import msgspec

BATCH_BYTES = 256_000
"""Bytes of bodies in one message, unless a single body is larger."""


OWN_OFFICE = "office@"
"""Before a station's id: the chain of what a hall did as its own office."""
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class HighWater(msgspec.Struct, frozen=True):
    """How far somebody holds a chain: the high water and the head there."""

    epoch: int
    seq: int
    head: bytes


class Batch(msgspec.Struct, frozen=True):
    """Consecutive entries of one chain, as they travel. `prev` is the head
    before the first, `head` the one after the last."""

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


class Push(msgspec.Struct, frozen=True):
    """A batch and what the station says of itself: how far its ledger goes,
    which manifest is in use, which program runs; `boot` and `mono` (ms) say
    when, so that a message that was overtaken is known for one."""

    batch: Batch
    tip: int
    manifest: int
    version: str
    boot: str
    mono: int


class Pushed(msgspec.Struct, frozen=True):
    """What the office holds of the station now, and its time in UTC ms."""

    marks: tuple[HighWater, ...]
    office_time: int


class Signed(msgspec.Struct, frozen=True):
    """A manifest's bytes and the office's signature over them."""

    manifest: bytes
    signature: bytes


class Enrol(msgspec.Struct, frozen=True):
    """What a station sends to be taken in: the code's secret and its key. Of a
    hall that stood alone also the day of the oldest fact that it brings along,
    and how many entries it wrote as its own office."""

    code: str
    public_key: bytes
    since: datetime.date | None = None
    decided: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class Lacking(msgspec.Struct, frozen=True):
    """Entries of a branch that a station lacks; `more` where that was not all."""

    batches: tuple[Batch, ...]
    more: bool


class Refused(msgspec.Struct, frozen=True):
    """A refusal by its code; with the marks where they are what is refused."""

    refusal: str
    detail: str = ""


def request(method: str, path: str, nonce: str, body: bytes) -> bytes:
    """What a station signs: `path` with its query, `nonce` 32 hex digits."""
    digest = hashlib.sha256(body).hexdigest()
    return f"tingsheng/1 {method} {path} {nonce} {digest}".encode()


def answer(signed_request: bytes, status: int, body: bytes) -> bytes:
    """What the office signs: its answer, bound to the request it answers, so
    that an old or foreign answer never passes for this one."""
    asked = hashlib.sha256(signed_request).hexdigest()
    return f"tingsheng/1 {asked} {status} {hashlib.sha256(body).hexdigest()}".encode()
