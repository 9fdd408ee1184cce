"""What the office found out about facts that had arrived."""

import datetime

from kiosk.vocabulary.facts.fact import Fact


class DaysCorrected(Fact, frozen=True, tag="days_corrected"):
    """The facts with these event_ids claim a day that can't be; they count for `counted_for`. Of
    two corrections of one fact, the later one in the office's chain holds."""

    counted_for: datetime.date
    events: tuple[str, ...]
