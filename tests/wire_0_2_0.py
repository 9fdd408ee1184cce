"""The wire's shapes as release 0.2.0 had them. Frozen: stations of that release call today's
office, and its offices answer today's stations."""

import datetime
from typing import Annotated

import msgspec

Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class HighWater(msgspec.Struct, frozen=True):
    epoch: int
    seq: int
    head: bytes


class Batch(msgspec.Struct, frozen=True):
    station: str
    epoch: Seq
    common: bytes
    first: Seq = msgspec.field(name="from")
    prev: bytes
    entries: tuple[bytes, ...]
    head: bytes


class Enrolled(msgspec.Struct, frozen=True):
    branch: str
    station: str
    epoch: int
    office_key: bytes
    receipt_key: bytes


class Push(msgspec.Struct, frozen=True):
    batch: Batch
    tip: int
    manifest: int
    version: str
    boot: str
    mono: int


class Pushed(msgspec.Struct, frozen=True):
    marks: tuple[HighWater, ...]
    office_time: int


class Signed(msgspec.Struct, frozen=True):
    manifest: bytes
    signature: bytes


class Enrol(msgspec.Struct, frozen=True):
    code: str
    public_key: bytes
    since: datetime.date | None = None
    decided: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0


class MissingEntries(msgspec.Struct, frozen=True):
    batches: tuple[Batch, ...]
    more: bool


class Refused(msgspec.Struct, frozen=True):
    refusal: str
    detail: str = ""
