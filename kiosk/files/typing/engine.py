"""Asks a process for candidates, starts it when it is needed, and again when it died."""

import contextlib
import logging
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

log = logging.getLogger("tingsheng")
PAGE = 8
"""Candidates at a time, as in schema/tingsheng.schema.yaml."""
BUSY_S = 1.0
"""How long one question waits for another."""
LONGEST = 65_536
"""Bytes read at a time."""
ANSWER_S = 1.0
"""How long an answer may take; a process that takes longer is ended."""
READY = b"ready\n"
"""The first line of a process that can be asked; any other says why it can't."""
START_S = 10.0
AGAIN_S = 30.0
"""How long no process is started after one that did not get ready."""
_TOP = Path(__file__).parents[3]
PINYIN = "from kiosk.files.typing import rime; rime.child()"
STROKES = "from kiosk.files.typing import strokes; strokes.child()"


class Question(msgspec.Struct, frozen=True):
    """Letters typed, and the numbers of the candidates chosen for them so far, counted from 0 over
    all pages; `page` of what is offered now."""

    letters: str
    chosen: tuple[int, ...] = ()
    page: int = 0


class Drawing(msgspec.Struct, frozen=True):
    """The strokes of a character, each a line of points (x, y)."""

    strokes: tuple[tuple[tuple[int, int], ...], ...]


class Answer(msgspec.Struct, frozen=True):
    """`done` is the text, once all letters are used up. Until then `shown` has what is chosen and
    the syllables that are left, and `candidates` what they can be."""

    done: str = ""
    shown: str = ""
    candidates: tuple[str, ...] = ()
    more: bool = False


class Unavailable(Exception):
    """There are no candidates: what finds them is missing, busy or broken. Letters still work."""


class Engine:
    """One process that finds candidates, asked by one request at a time."""

    def __init__(self, start: str = PINYIN) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def ask(self, question: Question | Drawing) -> Answer:
        """What was typed or drawn can be. Raises Unavailable."""
        if not self._lock.acquire(timeout=BUSY_S):
            raise Unavailable("busy")
        try:
            return self._asked(question)
        except (OSError, msgspec.MsgspecError) as error:
            self._end()
            raise Unavailable(str(error)) from None
        finally:
            self._lock.release()

    def end(self) -> None:
        """Ends the process, and with it all that it has in memory."""
        with self._lock:
            self._end()

    def _asked(self, question: Question | Drawing) -> Answer:
        process = self._running()
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(question) + b"\n")
        process.stdin.flush()
        return msgspec.json.decode(self._line(process, ANSWER_S), type=Answer)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if time.monotonic() < self._not_before:
            raise Unavailable("not ready a moment ago")
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", self._start],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_TOP,
            env={"PATH": os.defpath},
        )  # fmt: skip
        try:
            said = self._line(self._process, START_S)
            if said != READY:
                raise OSError(said.decode(errors="replace").strip())
        except OSError as error:
            self._end()
            self._not_before = time.monotonic() + AGAIN_S
            log.warning("no candidates: %s; docs/typing.md says what is needed", error)
            raise Unavailable(str(error)) from None
        return self._process

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """The next line that the process writes. Raises OSError."""
        assert process.stdout is not None
        end, line = time.monotonic() + seconds, b""
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise TimeoutError("no answer in time")
            part = os.read(process.stdout.fileno(), LONGEST)
            if not part:
                raise BrokenPipeError("the process ended")
            line += part
        return line

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # a question that was not read
                if pipe is not None:
                    pipe.close()
        process.wait()
