"""Events in the hall: calls for help, clerks on and off duty, screens paired and unpaired."""

from typing import Literal

from kiosk.vocabulary.facts.fact import Fact


class HelpCalled(Fact, frozen=True, tag="help"):
    """A customer called for help (P46)."""

    mark: Literal["help"] = "help"


class HelpTaken(Fact, frozen=True, tag="help_taken"):
    """A clerk is on the way to a customer who had called; `subject` is the call's event_id."""

    subject: str
    clerk: str


class HelpCame(Fact, frozen=True, tag="help_came"):
    """A clerk came to a customer who had called; `subject` is the call's event_id."""

    subject: str
    clerk: str


class DutyChanged(Fact, frozen=True, tag="duty"):
    """A clerk came on duty at a window, or left."""

    mark: Literal["on", "off"]
    clerk: str
    window: str = ""


class ScreenPaired(Fact, frozen=True, tag="screen_paired"):
    """A screen was paired with the station, by a code that the manager `clerk` had made: from then
    on it is what `mark` says, without anyone signed in: a wall that shows calls for help, or a
    tablet at which customers give feedback, at `window` if it belongs to one. `subject` is the
    pairing's id, `name` what people call the screen."""

    subject: str
    clerk: str
    name: str
    mark: Literal["wall", "tablet"] = "wall"
    window: str = ""


class ScreenUnpaired(Fact, frozen=True, tag="screen_unpaired"):
    """The manager `clerk` ended a pairing; `subject` is its id."""

    subject: str
    clerk: str
