"""What travels between a station and its office: shapes, and the bytes signed."""

import hashlib

import msgspec

from kiosk.records.ledger import Batch, Mark

BATCH_BYTES = 256_000
"""Bytes of bodies in one message, unless a single body is larger."""


class Push(msgspec.Struct, frozen=True):
    """A batch and what the station says of itself: how far its ledger goes,
    which manifest is in use, which program runs."""

    batch: Batch
    tip: int
    manifest: int
    version: str


class Pushed(msgspec.Struct, frozen=True):
    """What the office holds of the station now, and its time in UTC ms."""

    marks: tuple[Mark, ...]
    office_time: int


class Signed(msgspec.Struct, frozen=True):
    """A manifest's bytes and the office's signature over them."""

    manifest: bytes
    signature: bytes


class Enrol(msgspec.Struct, frozen=True):
    """What a station sends to be taken in: the code's secret and its key."""

    code: str
    public_key: bytes


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
