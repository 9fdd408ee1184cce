"""Customers' cards in the order in which they arrived, for other programs. What a customer wrote is
not among them."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.exchange.feed.in_order import List
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.rules.ledger.undo import void_id
from kiosk.vocabulary.facts import CardGiven


class Card(NamedTuple):
    """A card as it is now: of which kind, for whom, given where and when (UTC ms), counted on
    which day, and whether it was taken back."""

    branch: str
    event_id: str
    mark: str
    clerk: str
    entry: str
    at: int
    day: datetime.date
    withdrawn: bool


def _now(db: Database, rows: Sequence[Ledger]) -> list[Card]:
    names = list(dict.fromkeys(r.event_id if r.kind == "card" else r.subject for r in rows))
    every = [one for name in names for one in (name, void_id(name))]
    found: dict[str, Ledger] = {}
    for row in ledger.find(db, rows[0].branch, every):
        if row.counted and row.kind in ("card", "voided"):
            found.setdefault(row.event_id, row)
    cards = (found[name] for name in names if name in found and found[name].kind == "card")
    return [
        Card(row.branch, row.event_id, row.mark, row.clerk, row.entry, fact.at, row.counted_day,
             void_id(row.event_id) in found)
        for row in cards
        if row.giver == "customer" and isinstance(fact := ledger.read(row), CardGiven)
    ]  # fmt: skip


CARDS = List(("card", "voided"), _now)
"""A card comes again when the customer takes it back."""
