"""Events in the hall: calls for help, clerks on and off duty, pauses, meetings, customers served,
screens paired and unpaired, ticket systems connected."""

import datetime
from typing import Annotated, Literal

import msgspec

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


People = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
Counter = Literal["system", "clerk"]
"""Who said how many customers wait: the hall's ticket system, or the clerk who asked for a pause;
'' where it was not asked."""


class PauseBegun(Fact, frozen=True, tag="pause_begun"):
    """A clerk on duty at a window began a pause of so many minutes (P07), while so many customers
    waited. It ends by itself, without another fact."""

    clerk: str
    window: str
    minutes: Annotated[int, msgspec.Meta(ge=1, le=60)]
    waiting: People
    counter: Counter


class PauseEnded(Fact, frozen=True, tag="pause_ended"):
    """A clerk ended a pause early, or left the window during it; `subject` is the event_id of its
    beginning."""

    subject: str
    clerk: str


PauseReason = Literal["switched_off", "off_duty", "paused", "used_up", "queue", "alone"]
"""Why a pause is refused (kiosk/rules/hall/pauses.py)."""


class PauseRefused(Fact, frozen=True, tag="pause_refused"):
    """A clerk asked for a pause when the rule did not allow one; `mark` says why. No name is shown
    with it but to the clerk."""

    mark: PauseReason
    clerk: str
    window: str = ""
    waiting: People | None = None
    counter: Literal[Counter, ""] = ""


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


Meeting = Literal["morning", "weekly", "monthly"]
TeamMeeting = Literal["weekly", "monthly"]
"""A meeting with an agenda, which looks back on a week or a month (P29)."""


class MeetingHeld(Fact, frozen=True, tag="meeting_held"):
    """The manager recorded a meeting of the team on the day `held_on`: who was `present`, by badge,
    with a `note`; `by` is a badge. `due_on` is the day on which a weekly or monthly meeting was due
    (kiosk/rules/recognition/meetings.py), None for a morning meeting, which is due on its own day.
    Of several records of one meeting the last one holds; all of them stay readable (P28, P29)."""

    mark: Meeting
    held_on: datetime.date
    present: tuple[str, ...]
    by: str
    note: str = ""
    due_on: datetime.date | None = None


class AgendaSet(Fact, frozen=True, tag="agenda_set"):
    """The manager wrote the hall's own lines on the agenda of the meeting due on `due_on`. Of
    several the last one holds; all stay readable (P29)."""

    mark: TeamMeeting
    due_on: datetime.date
    lines: tuple[str, ...]
    by: str


class ActionAgreed(Fact, frozen=True, tag="action_agreed"):
    """At the meeting due on `due_on` it was agreed that the clerk does something by the day `due`
    (P29)."""

    mark: TeamMeeting
    due_on: datetime.date
    clerk: str
    text: str
    due: datetime.date
    by: str


class ActionMoved(Fact, frozen=True, tag="action_moved"):
    """The manager gave an action, whose event_id is `subject`, another day, another owner, or both;
    from then on it is the clerk's, and `due` by that day."""

    subject: str
    clerk: str
    due: datetime.date
    reason: str
    by: str


class ActionDone(Fact, frozen=True, tag="action_done"):
    """The owner of an action, whose event_id is `subject`, did it, or the manager ticked it off for
    an owner who has left. Of several the earliest holds."""

    subject: str
    clerk: str
    note: str
    by: str
