"""Events in the hall: calls for help, clerks on and off duty, customers served, screens paired and
unpaired, ticket systems connected."""

from typing import Literal

from kiosk.vocabulary.facts.fact import Fact, Utc


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
    on it shows what `mark` says, without anyone signed in. `subject` is the pairing's id, `name`
    what people call the screen."""

    subject: str
    clerk: str
    name: str
    mark: Literal["wall"] = "wall"


class ScreenUnpaired(Fact, frozen=True, tag="screen_unpaired"):
    """The manager `clerk` ended a pairing; `subject` is its id."""

    subject: str
    clerk: str


Way = Literal["api", "folder", "table", "import", "button"]

"""How a hall learns that a customer was served: the ticket system reports it, leaves a file in a
watched folder, or is asked for a table; an administrator imports a month; a clerk presses a
button."""


class Served(Fact, frozen=True, tag="served"):
    """A clerk served a customer at a window. `ended` is when, as its reporter says
    (UTC ms), and `day` the local date of that moment; `at` is when the station learned of it.
    `subject` is the ticket's number, '' where there are none, `service` the service item's document
    key, `system` the ticket system that reported it."""

    clerk: str
    ended: Utc
    way: Way
    subject: str = ""
    window: str = ""
    service: str = ""
    system: str = ""
    mark: Literal["served"] = "served"


class TicketSystemChanged(Fact, frozen=True, tag="ticket_system"):
    """The manager `clerk` let a ticket system report who was served, or ended that; `subject` is
    its id, `name` what people call it."""

    mark: Literal["on", "off"]
    subject: str
    clerk: str
    name: str
