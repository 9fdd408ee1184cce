"""Customers who were served."""

from kiosk.records.hall import served, ticket_systems
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.rules.hall.tickets import Said
from tests.cast import MANAGER, WANG, Machine, by_machine

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
