"""What the tests of alerts share: a look at what happened, receivers, and what they were sent."""

import msgspec

from kiosk.records.alerts import deliveries, noticing, outbox, receivers, states
from kiosk.records.alerts.deliveries import Delivery
from kiosk.records.alerts.halls import Halls
from kiosk.records.alerts.listed import Alert
from kiosk.records.alerts.receivers import Typed
from kiosk.records.exchange import joining
from kiosk.records.feedback import ratings
from kiosk.records.publishing import documents
from kiosk.rules.alerts.deciding import Chosen
from kiosk.vocabulary.documents import ALERTS, AlertPolicy, Publication
from tests.cast import START_2014, WANG, Machine, by_visit

URL = "https://gateway.example.com/hook?key=geheim-4711"
SECRET = "whsec-0123456789"


def halls(machine: Machine) -> Halls:
    at_office = machine.config.role == "office"
    alone = not at_office and joining.is_standalone(machine.db)
    return Halls(machine.db, machine.time().utc, at_office=at_office, alone=alone)


def look(machine: Machine, silence: bool = True) -> list[Alert]:
    """Notices everything that is new; returns all alerts, in the order of their times."""
    now = halls(machine)
    while noticing.in_facts(machine.db, now):
        pass
    states.notice(machine.db, now, silence=silence)
    if now.sends:
        outbox.release(machine.db, now)
    return machine.db.rows(Alert.select().order_by(Alert.at, Alert.alert_id))


def rate(hall: Machine, number: int, grade: str = "1", badge: str = WANG) -> str:
    author = by_visit(hall.db, hall.time(), "v")
    return ratings.rate(hall.db, author, f"{number:032x}", badge, grade).fact.event_id


def typed(
    name: str = "值班群", address: str = URL, secret: str = SECRET, **chosen: object
) -> Typed:
    said = {"way": "webhook", "reader": "office"} | chosen
    return Typed(name, Chosen(**said), "zh", address, secret)  # type: ignore[arg-type]


def receiver(machine: Machine, number: int = 1, **more: object) -> str:
    """Adds a receiver; returns its key."""
    key = f"{0xEC << 112 | number:032x}"
    receivers.add(machine.db, machine.keys, key, typed(**more), "admin", 1)  # type: ignore[arg-type]
    return key


def publish(machine: Machine, scope: str = "", **said: object) -> None:
    policy = AlertPolicy(**said)  # type: ignore[arg-type]
    key = f"{ALERTS}@{scope}" if scope else ALERTS
    documents.publish(machine.db, [Publication(key, policy, START_2014)], "test", 1)


def sent(machine: Machine) -> list[tuple[str, int]]:
    """The kind of each message that was queued, and how many alerts it is about."""
    rows = machine.db.rows(Delivery.select().order_by(Delivery.made_at, Delivery.delivery_id))
    return [(row.kind, row.number) for row in rows]


def queued(machine: Machine) -> list[Delivery]:
    """What can be tried now, in its order: taken out one by one, and put back."""
    found = []
    for receiver in deliveries.waited_for(machine.db):
        while one := deliveries.due(machine.db, receiver, machine.time().utc):
            found.append(one)
            of_it = Delivery.delivery_id == one.delivery_id
            machine.db.run(Delivery.update(state="aside").where(of_it))
    machine.db.run(Delivery.update(state="waiting").where(Delivery.state == "aside"))
    return found


def named(one: Delivery) -> list[list[str]]:
    found: list[list[str]] = msgspec.json.decode(one.alerts)
    return found


def events(found: list[Alert]) -> list[str]:
    return [alert.event for alert in found]
