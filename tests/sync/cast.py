"""Taps, what they count to, and the alarms they raise."""

from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms as raised
from tests.cast import WANG, Machine, by_visit


def tap(station: Machine, n: int, badge: str = WANG, mark: str = "polite") -> None:
    cards.give(station.db, by_visit(station.db, station.time(), "v1"), f"{n:032x}", badge, mark, "")


def counts(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["branch", "clerk", "kind"])


def alarms(machine: Machine) -> set[str]:
    return {alarm.code for alarm in machine.db.rows(raised.Alarm.select())}
