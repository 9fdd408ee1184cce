"""Clerks who give each other cards."""

import datetime

from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors, pins
from kiosk.records.publishing import documents
from kiosk.records.recognition import colleagues
from kiosk.records.recognition.colleagues import Card
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import POLICY, AnyContent, Clerk, Policy, Publication
from tests.cast import HERE, LI, MANAGER, WANG, Machine, by_machine, sync_round

PIN = "482915"
FOURTH, FIFTH = "0321", "0322"
"""Two more clerks, where a test needs them."""


def with_pins(hall: Machine, *badges: str) -> None:
    for badge in badges or (WANG, LI, MANAGER):
        author = by_machine(hall.db, hall.time())
        pins.set_pin(hall.db, author, hall.keys, hall.new_id(), badge, PIN)


def give(
    hall: Machine, n: int, by: str, to: str, mark: str = "polite", pin: str = PIN,
    deeds: tuple[str, ...] = ("warm",), words: str = "",
) -> None:  # fmt: skip
    author = authors.at_desk(hall.db, by, hall.time())
    card = Card(to, mark, deeds, words)
    colleagues.give(hall.db, author, hall.keys, f"{n:032x}", card, pin)


def publish(office: Machine, hall: Machine, key: str, content: AnyContent) -> None:
    day = datetime.date(2026, 11, 1)
    documents.publish(office.db, [Publication(key, content, day)], "t", office.time.utc)
    sync_round(hall, office)


def allow(office: Machine, hall: Machine, most: int) -> None:
    """So many cards a day for each clerk."""
    publish(office, hall, POLICY, Policy(colleague_cards=most))


def more_clerks(office: Machine, hall: Machine) -> None:
    for badge, name in ((FOURTH, "周雪"), (FIFTH, "吴江")):
        publish(office, hall, badge, Clerk(name=name, name_en="", branch=HERE))


def written(machine: Machine) -> list[facts.CardGiven]:
    """All cards in a machine's ledger."""
    read = [ledger.read(row) for row in machine.db.rows(Ledger.select().order_by(Ledger.seq))]
    return [one for one in read if isinstance(one, facts.CardGiven)]
