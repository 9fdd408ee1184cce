"""Where a program keeps, in memory alone, what browsers are to be shown once, and how often others
may still call: in its own, or, where several processes serve one screen, in that of the process
which started them."""

import contextlib
import threading
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import msgspec

from kiosk.ground.cache import Cache

MOST = 200
MOST_OF_ONE = 8
"""Newest ones kept for one browser."""
MOST_BYTES = 4_000_000
MOST_COUNTS = 10_000


class Kept(NamedTuple):
    """What is kept, for whom (screen and cookie), its bytes, and until when (monotonic ms)."""

    owner: tuple[str, str]
    what: msgspec.Struct
    size: int
    until: int


class Shelf:
    """Kept in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._counts: Cache[tuple[float, int]] = Cache(MOST_COUNTS)
        self._lock = threading.Lock()

    def put(self, token: str, new: Kept, now: int) -> None:
        """Keeps something, and drops what is too old, and the oldest of what would be too much."""
        kept = self._kept
        with self._lock:
            for other in [name for name, one in kept.items() if one.until <= now]:
                del kept[other]
            own = [name for name, one in kept.items() if one.owner == new.owner]
            for other in own[: max(0, len(own) - MOST_OF_ONE + 1)]:
                del kept[other]
            while kept and (len(kept) >= MOST or self._size() > MOST_BYTES - new.size):
                del kept[next(iter(kept))]
            kept[token] = new

    def _size(self) -> int:
        return sum(one.size for one in self._kept.values())

    def find(self, token: str) -> Kept | None:
        """What is kept under this token."""
        with self._lock:
            return self._kept.get(token)

    def drop(self, owner: tuple[str, str]) -> None:
        """Drops all that is kept for a browser."""
        with self._lock:
            for token in [name for name, one in self._kept.items() if one.owner == owner]:
                del self._kept[token]

    def count(self, name: str) -> tuple[float, int] | None:
        """What was last noted of a caller, None if nothing is known."""
        return self._counts.get(name)

    def swap(self, name: str, before: tuple[float, int] | None, after: tuple[float, int]) -> bool:
        """Notes something of a caller, unless another process noted something after `before` was
        read; returns whether it did."""
        with self._lock:
            if self._counts.get(name) != before:
                return False
            self._counts.put(name, after, 1)
            return True


class Elsewhere(Shelf):
    """Kept in the process at the other end of a line, which only these processes have."""

    def __init__(self, line: "Connection[Any, Any]") -> None:
        super().__init__()
        self._line = line

    def put(self, token: str, new: Kept, now: int) -> None:
        self._ask("put", token, new, now)

    def find(self, token: str) -> Kept | None:
        found: Kept | None = self._ask("find", token)
        return found

    def drop(self, owner: tuple[str, str]) -> None:
        self._ask("drop", owner)

    def count(self, name: str) -> tuple[float, int] | None:
        found: tuple[float, int] | None = self._ask("count", name)
        return found

    def swap(self, name: str, before: tuple[float, int] | None, after: tuple[float, int]) -> bool:
        return bool(self._ask("swap", name, before, after))

    def _ask(self, *words: Any) -> Any:
        with self._lock:
            self._line.send(words)
            return self._line.recv()


def answer(shelf: Shelf, line: "Connection[Any, Any]") -> None:
    """Answers another process until its line ends."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            verb, *words = line.recv()
            line.send(getattr(shelf, verb)(*words))
