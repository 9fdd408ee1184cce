"""Cards on paper, schemes and their evaluation, as the tests of this folder need them."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kiosk.records.feedback import paper
from kiosk.records.publishing import documents, presets
from kiosk.vocabulary.documents import Publication, Said, Scheme
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.schemes import Condition, Source
from tests.cast import NOON, START_2014, Machine, by_machine, paper_cards

FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
"""The year before the cast's."""


def give(
    hall: Machine, badge: str, each: int, more: int = 0, giver: str = "customer", day: str = "05-20"
) -> None:
    """Cards of 2025 on paper: of each kind so many, and `more` professional ones."""
    kinds = [*CARD_KINDS * each, *("professional",) * more]
    rows = "".join(f"2025-{day},{badge},{kind},{giver},\n" for kind in kinds)
    table = paper_cards(("date,badge,kind,giver,comment\n" + rows).encode())
    batch = f"{badge} {each} {more} {giver} {day}"
    author = by_machine(hall.db, hall.time())
    paper.import_cards(hall.db, author, table, batch, lambda _done, _all: None)


def publish(office: Machine, schemes: Mapping[str, Scheme]) -> None:
    wanted = [Publication(key, one, START_2014) for key, one in schemes.items()]
    documents.publish(office.db, wanted, "anna", NOON)


def tiers(office: Machine) -> None:
    """Publishes the three tiers of the preset."""
    tiers = presets.read_of_kind(office.db, "scheme", "tiers", START_2014)
    documents.publish(office.db, tiers, "anna", NOON)


def scheme(name: str = "5P铜牌", at_least: int = 5, **more: Any) -> Scheme:
    """A tier by the number of cards."""
    condition = Condition(Decimal(at_least), figure="cards", way="at_least")
    source = Source(Decimal(1), figure="cards", way="each")
    fields = {"name": Said(name, "5P bronze"), "level": 1, "months": 12}
    return Scheme(**fields | {"sources": (source,), "conditions": (condition,)} | more)
