"""Events about staff and about time: new PINs, the time as a manager confirmed it, and the days
that head office corrected."""

import datetime

from kiosk.vocabulary.facts.fact import Fact, Utc


class PinChanged(Fact, frozen=True, tag="pin_changed"):
    """A clerk's PIN changed. The event is synced, the PIN never is.

    `one_time` is True for a PIN that was issued and opens once; else the clerk chose it. `by` is
    the badge of the manager who issued it, '' where the clerk chose it or the machine's command
    line reset it.
    """

    clerk: str
    one_time: bool = False
    by: str = ""


class TimeConfirmed(Fact, frozen=True, tag="time_confirmed"):
    """The manager confirmed a clock that was in doubt: `confirmed` is the time confirmed (UTC
    ms), `believed` the time that fees and rosters went by until then."""

    clerk: str
    confirmed: Utc
    believed: Utc


class DaysCorrected(Fact, frozen=True, tag="days_corrected"):
    """The facts with these event_ids claim a day that can't be; they count for `counted_for`. Of
    two corrections of one fact, the later one in the office's chain holds."""

    counted_for: datetime.date
    events: tuple[str, ...]
