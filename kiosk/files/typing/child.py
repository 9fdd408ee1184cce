"""A process that finds candidates: bounded, silent, and gone when no one asks.

It reads a question a line from its standard input and writes an answer a line. After a minute
without a question it ends, and with it its memory.
"""

import os
import resource
import select
import sys
from collections.abc import Callable
from typing import TypeVar

import msgspec

from kiosk.files.typing.engine import LONGEST, READY, Answer

IDLE_S = 60.0
MEMORY = 268_435_456
"""Bytes of address space. With pinyin the process takes 75 MB under Debian 12 and 13, with the
strokes less (docs/typing.md)."""
Asked = TypeVar("Asked")


class Missing(Exception):
    """A library or a file that candidates come from is not on this machine."""


def confine() -> None:
    """Bounds this process: memory, no byte written to a file, no core of what is in its memory, few
    files open."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


def serve(make: Callable[[], Callable[[Asked], Answer]], shape: type[Asked]) -> None:
    """Bounds itself, says that it is ready, or why not, then answers until no one asks. `make`
    gives what answers a question."""
    confine()
    decoder, encoder = msgspec.json.Decoder(shape), msgspec.json.Encoder()
    answers = sys.stdout.buffer
    try:
        answer = make()
    except Exception as error:  # nothing was typed yet: the reason has no one's words
        answers.write(f"{type(error).__name__}: {error}".replace("\n", " ").encode() + b"\n")
        sys.exit(1)
    answers.write(READY)
    answers.flush()
    while line := _question():
        answers.write(encoder.encode(answer(decoder.decode(line))) + b"\n")
        answers.flush()


def _question() -> bytes:
    """The next line; nothing where none comes any more."""
    line = b""
    while not line.endswith(b"\n"):
        if not select.select([sys.stdin], [], [], IDLE_S)[0]:
            return b""
        part = os.read(sys.stdin.fileno(), LONGEST)
        if not part:
            return b""
        line += part
    return line
