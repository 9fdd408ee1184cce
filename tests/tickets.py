"""Customers who were served."""

from kiosk.records.feedback import ratings, thanks
from kiosk.records.hall import offers, served, ticket_systems
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.rules.hall.tickets import Said
from tests.cast import HERE, MANAGER, WANG, Machine, by_machine, by_visit

SYSTEM = "5" * 32


def report(
    hall: Machine,
    ticket: str = "A023",
    clerk: str = WANG,
    window: str = "3",
    ago: int = 0,
    **more: str,
) -> bool:
    """A ticket system reports a customer who was served so many ms ago."""
    author = by_machine(hall.db, hall.time())
    said = Said(ticket, window, clerk, more.get("service", ""), author.at - ago)
    way, system = more.get("way", "api"), more.get("system", SYSTEM)
    return served.enter(hall.db, author, way, system, said)  # type: ignore[arg-type]


def connect(hall: Machine, key: str = SYSTEM, name: str = "叫号机") -> str:
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    return ticket_systems.connect(hall.db, manager, hall.keys, key, name)


def kinds(machine: Machine) -> list[str]:
    return [row.kind for row in machine.db.rows(Ledger.select().where(Ledger.counted == 1))]


def open_now(hall: Machine) -> list[offers.Offer]:
    return offers.open_now(hall.db, HERE, hall.time().utc)


def rate(hall: Machine, number: int, event_id: str, badge: str = WANG) -> thanks.Thanks:
    author = by_visit(hall.db, hall.time(), "v1")
    key = f"{number:032x}"
    ticket = offers.ticket_of(hall.db, author, key, badge, event_id)
    return ratings.rate(hall.db, author, key, badge, "2", ticket)
