"""Events about staff: new PINs, and the time as a manager confirmed it."""

from kiosk.vocabulary.facts.fact import Fact, Utc


class PinChanged(Fact, frozen=True, tag="pin_changed"):
    """A clerk was given a new PIN. The event is synced, the PIN never is."""

    clerk: str


class TimeConfirmed(Fact, frozen=True, tag="time_confirmed"):
    """The manager confirmed a clock that was in doubt: `confirmed` is the time confirmed (UTC
    ms), `believed` the time that fees and rosters went by until then."""

    clerk: str
    confirmed: Utc
    believed: Utc
