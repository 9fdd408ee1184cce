"""A hall with clerks at their windows, who ask for a pause."""

from kiosk.records.hall import duty, ticket_systems
from kiosk.records.hall.pauses import asking, running
from kiosk.records.hall.pauses.running import Running
from kiosk.records.hall.pauses.state import PauseNow
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import POLICY, Policy, Publication
from tests.cast import LI, START_2014, WANG, Machine, by_machine

KINDS = ("pause_begun", "pause_ended", "pause_refused")
SYSTEM = "5" * 32


def by(hall: Machine, badge: str = WANG) -> Author:
    return authors.at_desk(hall.db, badge, hall.time())


def on_duty(hall: Machine, badge: str, window: str = "", on: bool = True) -> None:
    duty.change(hall.db, by(hall, badge), hall.new_id(), on, window)


def open_windows(hall: Machine) -> None:
    """Wang is at window 3, Li at window 1."""
    on_duty(hall, WANG, "3")
    on_duty(hall, LI, "1")


def waiting(hall: Machine, number: int, system: str = SYSTEM) -> None:
    """A ticket system reports how many wait."""
    ticket_systems.note_queue(hall.db, by_machine(hall.db, hall.time()), system, number, [])


def pause(hall: Machine, badge: str = WANG, typed: str = "", key: str = "") -> str:
    """A clerk begins a pause; returns its id."""
    key = key or hall.new_id()
    asking.begin(hall.db, by(hall, badge), key, typed)
    return key


def paused(hall: Machine) -> dict[str, Running]:
    return running.of_day(hall.db, hall.today(), hall.time())


def published(machine: Machine, **said: int) -> None:
    wanted = [Publication(POLICY, Policy(**said), START_2014)]  # type: ignore[arg-type]
    documents.publish(machine.db, wanted, "test", 1)


def rows(machine: Machine) -> list[dict[str, object]]:
    found = machine.db.rows(PauseNow.select().order_by(PauseNow.at, PauseNow.event_id))
    return [row.__data__ for row in found]


def written(machine: Machine) -> list[facts.AnyFact | None]:
    found = machine.db.rows(Ledger.select().where(Ledger.kind.in_(KINDS)))
    return [ledger.read(row) for row in ledger.in_order(found)]
