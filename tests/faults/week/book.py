"""What people and the ticket system know: the oracle of the week."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Book:
    """`thanked` are the facts (event_ids) that a page or an answer acknowledged, each with what it
    is, `undone` those that were then taken back; `odd` are answers that no one expects, `did`
    counts what was done, `silences` how often the ticket system fell silent."""

    thanked: dict[str, str] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    odd: list[str] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    silences: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def thank(self, event_id: str, what: str) -> None:
        with self.lock:
            self.thanked.setdefault(event_id, what)

    def undo(self, event_id: str) -> None:
        with self.lock:
            self.undone.add(event_id)

    def note(self, what: str) -> None:
        with self.lock:
            self.did[what] += 1

    def expect(self, what: str, status: int, *wanted: int, said: str = "") -> bool:
        """Whether an answer is one of those that are expected; else it is noted, with what it
        `said`."""
        if status not in wanted:
            with self.lock:
                self.odd.append(f"{what}: {status} {said[:300]}")
        return status in wanted
