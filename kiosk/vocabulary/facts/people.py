"""What clerks and managers confirm or are given."""

from kiosk.vocabulary.facts.fact import Fact


class PinChanged(Fact, frozen=True, tag="pin_changed"):
    """A clerk got a new PIN. That it happened travels, the PIN never does."""

    clerk: str


class TimeConfirmed(Fact, frozen=True, tag="time_confirmed"):
    """The manager said that the clock in doubt is right: `confirmed` is what
    time it is (UTC ms), `believed` what fees and rosters went by until then."""

    clerk: str
    confirmed: int
    believed: int
