"""Files by which a station without a line and its head office talk: what it asks, and what is
answered, each signed as on the wire (`wire.request`, `wire.answer`). docs/sync-files.md."""

from typing import Annotated, TypeVar

import msgspec

from kiosk.vocabulary.wire import Milliseconds

QUESTIONS, ANSWERS = b"tingsheng sync 1\n", b"tingsheng sync answer 1\n"
"""The first line of each kind of file; the rest is msgpack."""
MOST_BYTES = 32 * 1_048_576
"""Of a file of questions, whose entries are half of it at most."""
MOST_ANSWERED = 64 * 1_048_576
MOST_ON_A_PAGE = 5 * 1_048_576
"""Of a file that is uploaded on a page; a larger one is imported by a command."""
MOST_QUESTIONS = 5_000
T = TypeVar("T")
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class BadFile(ValueError):
    """A file is none of these, is cut short, or larger than any that makes sense."""


class Asked(msgspec.Struct, frozen=True):
    """One request, as the station would send it on the wire."""

    method: Annotated[str, msgspec.Meta(max_length=8)]
    path: Annotated[str, msgspec.Meta(max_length=131_072)]
    nonce: Annotated[str, msgspec.Meta(max_length=32)]
    signature: Annotated[str, msgspec.Meta(max_length=88)]
    body: bytes = b""


class Questions(msgspec.Struct, frozen=True):
    """What a station asks: its requests in their order. `have` are the contents and pictures that
    it has, by hash, so that the answer holds no others."""

    station: Annotated[str, msgspec.Meta(max_length=24)]
    made_at: Milliseconds
    asked: Annotated[tuple[Asked, ...], msgspec.Meta(max_length=MOST_QUESTIONS)]
    have: Annotated[tuple[Hash, ...], msgspec.Meta(max_length=100_000)] = ()


class Answered(msgspec.Struct, frozen=True):
    """The answer to the request with this nonce, with head office's signature over both."""

    nonce: Annotated[str, msgspec.Meta(max_length=32)]
    status: int
    signature: Annotated[str, msgspec.Meta(max_length=88)]
    body: bytes


class Answers(msgspec.Struct, frozen=True):
    """What head office answers a station, by its key. `contents` are those that the station has
    not, each known by its hash; `left_out` is how many did not fit."""

    station: Annotated[str, msgspec.Meta(max_length=24)]
    key: bytes
    answered: Annotated[tuple[Answered, ...], msgspec.Meta(max_length=MOST_QUESTIONS)]
    contents: tuple[bytes, ...] = ()
    left_out: int = 0


class Carried(msgspec.Struct, frozen=True):
    """What an answer brought: entries that head office holds now, entries received, and whether
    another file is needed."""

    sent: int
    received: int
    more: bool


def encode(file: Questions | Answers) -> bytes:
    """The bytes of a file."""
    first = QUESTIONS if isinstance(file, Questions) else ANSWERS
    return first + msgspec.msgpack.encode(file)


def questions(data: bytes) -> Questions:
    """Reads what a station asks. Raises BadFile."""
    return _read(data, QUESTIONS, MOST_BYTES, Questions)


def answers(data: bytes) -> Answers:
    """Reads what head office answers. Raises BadFile."""
    return _read(data, ANSWERS, MOST_ANSWERED, Answers)


def _read(data: bytes, first: bytes, most: int, shape: type[T]) -> T:
    if len(data) > most or not data.startswith(first):
        raise BadFile("not such a file, or too large")
    try:
        return msgspec.msgpack.decode(memoryview(data)[len(first) :], type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadFile(str(error)[:200]) from None
