"""Events about staff: new PINs, and the time as a manager confirmed it."""

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
