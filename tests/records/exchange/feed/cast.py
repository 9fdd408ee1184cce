"""A program that reads a feed on and on."""

from typing import Any

from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.in_order import Place
from tests.cast import Machine

LATER = in_order.SETTLED_MS + 10  # batches of one ms follow each other


def read(office: Machine, feed: Any, place: Place, now: int) -> tuple[list[Any], Place]:
    """Everything that can be read after a place."""
    found: list[Any] = []
    for _ in range(200):
        part = in_order.after(office.db, feed, place, now)
        found, place = found + part.rows, part.place
        if not part.more:
            return found, place
    raise AssertionError("it never ends")
