"""Messages between a station and its office: their shapes, and the bytes that are signed."""

import datetime
import hashlib
from typing import Annotated, Literal

import msgspec

BATCH_BYTES = 256_000
"""Most bytes of bodies in one message, unless a single body is larger."""


OWN_OFFICE = "office@"
"""Prefix of a station's id that names the chain of what the hall did as its own office."""
MOST = 2**53
"""Largest number in a message: what every JSON reader and the database hold exactly."""
Seq = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Milliseconds = Annotated[int, msgspec.Meta(ge=-MOST, le=MOST)]
Short = Annotated[str, msgspec.Meta(max_length=100)]


class HighWater(msgspec.Struct, frozen=True):
    """How far one side holds a chain: the highest seq, and the head there."""

    epoch: Count
    seq: Count
    head: bytes


class Batch(msgspec.Struct, frozen=True):
    """Consecutive entries of one chain, as sent. `prev` is the head before the first, `head` the
    one after the last. What the office gives out carries its `signature` over that head
    (`signed_head`), so that a station can prove what an office restored from a backup has lost."""

    station: str
    epoch: Seq
    common: bytes
    first: Seq = msgspec.field(name="from")
    prev: bytes
    entries: tuple[bytes, ...]
    head: bytes
    signature: bytes = b""


class Enrolled(msgspec.Struct, frozen=True):
    """The office's answer to an enrolment."""

    branch: str
    station: str
    epoch: Seq
    office_key: bytes
    receipt_key: bytes
    certificate: bytes = b""


Part = Literal["facts", "documents", "pictures", "contacts", "answers", "program"]
PARTS: tuple[Part, ...] = ("facts", "documents", "pictures", "contacts", "answers", "program")
"""The parts of a round; each fails by itself."""


class Trouble(msgspec.Struct, frozen=True):
    """A part of the rounds that fails: since when it has not succeeded (UTC ms), and the last
    failure in the station's words."""

    part: Short
    since: Milliseconds
    says: Annotated[str, msgspec.Meta(max_length=1000)]


class Offer(msgspec.Struct, frozen=True):
    """A version of the program that the office offers a station: its file's hash and bytes."""

    version: Short
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    size: Count


class Upgraded(msgspec.Struct, frozen=True):
    """How the station's last upgrade ended: to which version, by which file, when (UTC ms), and
    what was said last. `code` is of `upgrades.OUTCOMES`, or one that a later program knows."""

    version: Short
    sha256: Short
    code: Short
    at: Milliseconds
    says: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Push(msgspec.Struct, frozen=True):
    """A batch, with the station's state: how far its ledger goes (`tip`), which manifest is in
    use, which version of the program runs, which other parts of its rounds fail (`troubles`), how
    many alarms are open there, by code (`alarms`), how its last upgrade ended, what its clock says
    (`clock`, UTC ms), how many bytes are free on its disk, and of when the oldest entry is that
    waits after this batch (UTC ms; 0 for none, as from a program that does not say).
    `boot` and `mono` (ms) date the message; `number` is the one that the office gave for it (0 for
    the first, -1 from a program that knows none), so that a message that was overtaken, or
    recorded and sent again, is recognised."""

    batch: Batch
    tip: Count
    manifest: Count
    version: Short
    boot: Short
    mono: Count
    troubles: tuple[Trouble, ...] = ()
    number: Annotated[int, msgspec.Meta(ge=-1, le=MOST)] = -1
    alarms: dict[Short, Count] = {}
    upgraded: Upgraded | None = None
    clock: Milliseconds = 0
    disk: Count = 0
    oldest: Milliseconds = 0


class Pushed(msgspec.Struct, frozen=True):
    """What the office now holds of the station, and the office's time in UTC ms, which a station
    goes by if the office is `sure` of it. `number` is for the station's next message,
    `certificate` the office's signature over the station's enrolment (`certified`), `signature`
    that over the head of the chain that was sent (`signed_head`); `missing` are the digests of
    contact details that are missing there, though it has their cases; `offer` is a version of the
    program for the station."""

    marks: tuple[HighWater, ...]
    office_time: Milliseconds
    sure: bool = True
    number: Count = 0
    certificate: bytes = b""
    signature: bytes = b""
    missing: tuple[Short, ...] = ()
    offer: Offer | None = None


class NextEpoch(msgspec.Struct, frozen=True):
    """A station whose chain differs from the office's asks for a new epoch: its `newest` epoch,
    and the last marks of which it knows that they were its own."""

    newest: Seq
    marks: tuple[HighWater, ...]


class GivenEpoch(msgspec.Struct, frozen=True):
    """The new epoch, and which of these marks the office holds."""

    epoch: Seq
    held: tuple[HighWater, ...]


class Held(msgspec.Struct, frozen=True):
    """How far the office holds a chain of which a station reports more, or something else."""

    station: str
    epoch: Count
    seq: Count
    head: bytes


class Returned(msgspec.Struct, frozen=True):
    """Entries that a station hands back, up to a head that the office has signed. Without entries,
    it asks whether the office still holds that head."""

    branch: str
    batch: Batch


class Taken(msgspec.Struct, frozen=True):
    """Whether the office holds the chain now as the station handed it back; if not, it holds all
    its facts already, in another chain of this id, which is to be taken."""

    same: bool


class ComeBack(msgspec.Struct, frozen=True):
    """A station that its office no longer knows, after a restore, shows its certificate."""

    branch: str
    public_key: bytes
    certificate: bytes


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
    decided: Count = 0


class MissingEntries(msgspec.Struct, frozen=True):
    """Entries of a branch that a station does not hold; `more` is True if others remain. `lacks`
    are the chains of which the station holds more than the office, or something else."""

    batches: tuple[Batch, ...]
    more: bool
    lacks: tuple[Held, ...] = ()


class Refused(msgspec.Struct, frozen=True):
    """A refusal by its code. `detail` holds the marks if these are what is refused; `retry_after`
    is how many seconds the office asks to wait."""

    refusal: str
    detail: str = ""
    retry_after: Count | None = None


def request(method: str, path: str, nonce: str, body: bytes) -> bytes:
    """The bytes that a station signs. `path` includes the query; `nonce` is 32 hex digits."""
    digest = hashlib.sha256(body).hexdigest()
    return f"tingsheng/1 {method} {path} {nonce} {digest}".encode()


def answer(signed_request: bytes, status: int, body: bytes) -> bytes:
    """The bytes that the office signs: its answer, bound to the request, so that an old answer or
    one to another request is never accepted."""
    asked = hashlib.sha256(signed_request).hexdigest()
    return f"tingsheng/1 {asked} {status} {hashlib.sha256(body).hexdigest()}".encode()


def signed_head(branch: str, station: str, epoch: int, seq: int, head: bytes) -> bytes:
    """The bytes that the office signs for a head that it gives out."""
    return f"tingsheng/1 head {branch} {station} {epoch} {seq} {head.hex()}".encode()


def certified(branch: str, public_key: bytes) -> bytes:
    """The bytes that the office signs to certify that a station is enrolled."""
    return f"tingsheng/1 station {branch} {public_key.hex()}".encode()
