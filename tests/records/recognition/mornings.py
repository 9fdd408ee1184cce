"""Meetings of the cast's hall, and what was agreed at them."""

import datetime

from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions
from kiosk.rules.recognition import meetings as rule
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary.facts import TeamMeeting
from tests.cast import LI, MANAGER, WANG, Machine
from tests.records.cases.cast import desk, k


def meet(
    hall: Machine,
    number: int = 1,
    present: tuple[str, ...] = (LI, MANAGER),
    note: str = "",
    held_on: datetime.date | None = None,
) -> None:
    """The manager records a meeting, today's unless another day is named."""
    of = desk(hall)
    meetings.record(hall.db, of, k(7_000 + number), held_on or of.day, present, note)


def term(hall: Machine, kind: TeamMeeting = "weekly") -> Term:
    """The present weekly or monthly meeting."""
    return rule.term(kind, hall.today(), 1)


def meet_weekly(
    hall: Machine, number: int = 1, note: str = "", kind: TeamMeeting = "weekly"
) -> Term:
    """The manager records the present weekly or monthly meeting, held today."""
    of, due = desk(hall), term(hall, kind)
    meetings.record(hall.db, of, k(7_100 + number), of.day, (LI, MANAGER), note, due)
    return due


def agree(
    hall: Machine, number: int = 1, owner: str = LI, days: int = 3, text: str = "多开一个窗口"
) -> str:
    """An action of the present weekly meeting, due in so many days; returns its event_id."""
    of, key = desk(hall), k(7_200 + number)
    due = of.day + datetime.timedelta(days)
    actions.agree(hall.db, of, key, term(hall), owner, due, text)
    return key


def act(hall: Machine) -> str:
    """An action that was moved to another owner, who did it; returns its event_id."""
    event_id, of = agree(hall), desk(hall)
    later = of.day + datetime.timedelta(9)
    actions.move(hall.db, of, k(7_301), event_id, WANG, later, "李敏休假")
    actions.finish(hall.db, desk(hall, WANG), k(7_302), event_id, "已换牌")
    return event_id
