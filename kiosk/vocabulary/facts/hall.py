"""Events in the hall: calls for help, clerks on and off duty."""

from typing import Literal

from kiosk.vocabulary.facts.fact import Fact


class HelpCalled(Fact, frozen=True, tag="help"):
    """A customer called for help (P46)."""

    mark: Literal["help"] = "help"


class HelpCame(Fact, frozen=True, tag="help_came"):
    """A clerk came to a customer who had called; `subject` is the call's event_id."""

    subject: str
    clerk: str


class DutyChanged(Fact, frozen=True, tag="duty"):
    """A clerk came on duty at a window, or left."""

    mark: Literal["on", "off"]
    clerk: str
    window: str = ""
