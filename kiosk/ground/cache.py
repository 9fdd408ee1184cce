"""A cache that is bounded by the bytes of what it holds."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """Values by key, shared by all threads; those used least recently go first once their sizes
    add up to more than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def __len__(self) -> int:
        return len(self._held)

    def has(self, key: Hashable) -> bool:
        """Whether there is a value, which may be None."""
        return key in self._held

    def get(self, key: Hashable) -> T | None:
        """The value of a key, or None."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keeps a value of this size, unless it alone is larger than all that may be kept."""
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self.size -= before
            if size > self._most:
                return
            self._held[key] = value, size
            self.size += size
            while self.size > self._most:
                _, (_, gone) = self._held.popitem(last=False)
                self.size -= gone
