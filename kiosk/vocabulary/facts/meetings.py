"""Meetings of a hall's team."""

import datetime
from typing import Literal

from kiosk.vocabulary.facts.fact import Fact

Meeting = Literal["morning"]


class MeetingHeld(Fact, frozen=True, tag="meeting_held"):
    """The manager recorded a meeting of the team on the day `held_on`: who was `present`, by badge,
    with a `note`; `by` is a badge. Of several records of one meeting the last one holds; all of
    them stay readable (P28)."""

    mark: Meeting
    held_on: datetime.date
    present: tuple[str, ...]
    by: str
    note: str = ""
