"""The month of a hall as facts: visits, calls for help, shifts, and what the manager looked at."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.demo.hall import Act, Done, Hall, Written, key, past, written
from kiosk.demo.month import Call, Month, Shift, Thanks, Visit
from kiosk.demo.tickets import served
from kiosk.ground.db import Database
from kiosk.records.hall import help
from kiosk.records.ledger.writing import Author, at_station
from kiosk.records.people import authors
from kiosk.rules.feedback.remarks import remark_id
from kiosk.rules.ledger.time import local_date
from kiosk.rules.ledger.undo import void_id
from kiosk.rules.recognition.colleagues import giver
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CARD_KINDS

UNDONE_MS = 12_000
Answer = Callable[[Database, Author, str, str], None]
"""How a clerk answers a call for help: on the way, or there."""


def of_month(hall: Hall) -> Iterator[Act]:
    """All that happened in the hall in the last 30 days, without its cases."""
    others = [badge for badge in hall.roster if badge != hall.manager]
    month = Month(hall.branch, [*others, hall.manager], hall.today, hall.zone)
    yield from _visits(hall, month.visits())
    yield from thanks(hall, month.thanks())
    yield from _shifts(hall, month.shifts())
    yield from _calls(hall, month.calls())
    yield from served.of_month(hall, month)


def earlier(hall: Hall) -> Iterator[Act]:
    """What customers gave in the weeks before."""
    others = [badge for badge in hall.roster if badge != hall.manager]
    month = Month(hall.branch, [*others, hall.manager], hall.today, hall.zone)
    yield from _visits(hall, month.earlier())


def _visits(hall: Hall, visits: list[Visit]) -> Iterator[Act]:
    someone = at_station(hall.db, "customer", hall.now)
    manager = authors.at_desk(hall.db, hall.manager, hall.now)
    for n, visit in enumerate(visits):
        event_id = key(hall.branch, visit.at, n)
        customer = past(someone, visit.at, hall.zone)
        yield given(customer, event_id, visit)
        if visit.reasons or visit.service or (visit.words and visit.mark not in CARD_KINDS):
            yield _remarked(customer, event_id, visit)
        if visit.undone:
            at = visit.at + UNDONE_MS
            yield _undone(past(someone, at, hall.zone), event_id, visit)
        if visit.handled_at and visit.badge != hall.manager:  # those are head office's to handle
            author = past(manager, visit.handled_at, hall.zone)
            yield handled(author, event_id, visit.done, visit.note)


def thanks(hall: Hall, some: list[Thanks]) -> Iterator[Act]:
    """What clerks gave each other."""
    for n, one in enumerate(some):
        author = past(authors.at_desk(hall.db, one.by, hall.now), one.at, hall.zone)
        yield written(
            author, facts.CardGiven, key(hall.branch, "thanks", one.at, n), mark=one.mark,
            clerk=one.to, giver=giver(one.by == hall.manager, one.to == hall.manager),
            entry="screen", comment=one.words, by=one.by, deeds=one.deeds,
        )  # fmt: skip


def _shifts(hall: Hall, shifts: Iterator[Shift]) -> Iterator[Act]:
    for shift in shifts:
        staff = authors.at_desk(hall.db, shift.badge, hall.now)
        begun = shift.begun
        if local_date(begun, hall.zone) == hall.today:
            begun = min(begun, hall.utc)
        else:
            yield duty(past(staff, shift.ended, hall.zone), shift, on=False)
        yield duty(past(staff, begun, hall.zone), shift, on=True)


def _calls(hall: Hall, calls: list[Call]) -> Iterator[Act]:
    for n, call in enumerate(calls):
        event_id = key(hall.branch, "call", call.at, n)
        yield Done(call.at, partial(_ring, hall, call.at, event_id))
        for verb, seconds in ((help.taken, call.taken), (help.came, call.came)):
            if seconds is not None:
                at = call.at + seconds * 1000
                yield Done(at, partial(_answer, hall, verb, call.badge, at, event_id))


def _ring(hall: Hall, at: int, event_id: str) -> None:
    help.ring(hall.db, hall.customer(at), event_id)


def _answer(hall: Hall, verb: Answer, badge: str, at: int, event_id: str) -> None:
    verb(hall.db, hall.staff(badge, at), key(event_id, verb.__name__), event_id)


def given(author: Author, event_id: str, visit: Visit) -> Written:
    """The card or the grade of a visit."""
    said = {"mark": visit.mark, "clerk": visit.badge, "giver": "customer", "entry": "screen"}
    if visit.mark in CARD_KINDS:
        return written(author, facts.CardGiven, event_id, comment=visit.words, **said)
    return written(author, facts.Rated, event_id, **said)


def _remarked(author: Author, event_id: str, visit: Visit) -> Written:
    return written(
        author, facts.Remarked, remark_id(event_id), subject=event_id, clerk=visit.badge,
        reasons=visit.reasons, service=visit.service, comment=visit.words,
    )  # fmt: skip


def _undone(author: Author, event_id: str, visit: Visit) -> Written:
    return written(
        author, facts.Voided, void_id(event_id), subject=event_id, mark=visit.mark,
        clerk=visit.badge, giver="customer", entry="screen",
    )  # fmt: skip


def handled(author: Author, event_id: str, done: facts.Outcome, note: str = "") -> Written:
    """The author looked at a piece of feedback, and did this about it."""
    return written(
        author, facts.FeedbackHandled, key(event_id, "handled"), subject=event_id, mark=done,
        role=author.role, by=author.by, note=note,
    )  # fmt: skip


def duty(author: Author, shift: Shift, *, on: bool) -> Written:
    """A clerk begins a shift, or ends it."""
    return written(
        author, facts.DutyChanged, key(shift.badge, author.day, on), mark="on" if on else "off",
        clerk=shift.badge, window=shift.window if on else "",
    )  # fmt: skip
