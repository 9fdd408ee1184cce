"""Morning meetings of the cast's hall."""

import datetime

from kiosk.records.recognition import meetings
from tests.cast import LI, MANAGER, Machine
from tests.records.cases.cast import desk, k


def meet(
    hall: Machine,
    number: int = 1,
    present: tuple[str, ...] = (LI, MANAGER),
    note: str = "",
    held_on: datetime.date | None = None,
) -> None:
    """The manager records a meeting, today's unless another day is named."""
    of = desk(hall)
    meetings.record(hall.db, of, k(7_000 + number), held_on or of.day, present, note)
