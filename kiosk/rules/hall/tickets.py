"""Tickets of a queue: what a number looks like, which reports of a served customer are believed and
which are the same, and for how long the lobby offers to rate the service."""

import datetime
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from kiosk.rules.input.folding import squeezed
from kiosk.vocabulary.facts import Served, Way
from kiosk.vocabulary.refusals import Refusal

_TICKET = re.compile(r"[A-Z]{0,3}-?[0-9]{1,5}(-[0-9]{1,2})?")
"""A023, V1007, 88, A-023, and A023-2 where numbers start again within a day. No telephone or
identity number fits, and no name: a wrongly connected system can't send any."""
WINDOW_LIMIT = 8
AHEAD_MS = 5 * 60_000
"""So far ahead of the station a report's clock may be."""
SAME_MS = 3 * 60_000
"""Reports of one ticket at one window by one clerk within so long are the same."""
NEAR_MS = 10 * 60_000
"""So long after its end a service is offered to be rated; a report that comes later belongs to a
customer who has left the hall."""
RATED_WITHIN_MS = 30 * 60_000
"""So long a page that was opened by the offer can still be used."""
_DAY_MS = 86_400_000
BACK_MS: dict[Way, int] = {
    "api": 7 * _DAY_MS, "folder": 7 * _DAY_MS, "table": 7 * _DAY_MS, "import": 93 * _DAY_MS,
    "button": 0,
}  # fmt: skip
"""How far back a report can reach: a system that was silent for days delivers what it has kept; an
import can bring the months of a quarter."""


class Said(NamedTuple):
    """A report: a customer with a ticket ('' for none) was served at a window by a clerk ('' for
    the one on duty there), for a service item ('' for none), until `ended` (UTC ms)."""

    ticket: str
    window: str
    clerk: str
    service: str
    ended: int


def ticket(typed: str) -> str:
    """A ticket's number in its normal form; raises Refusal `odd_ticket`."""
    plain = squeezed(typed[:40]).upper()
    if len(typed) > 40 or not _TICKET.fullmatch(plain):
        raise Refusal("odd_ticket", field="ticket")
    return plain


def window(typed: str) -> str:
    """A window's number in its normal form; raises Refusal `odd_window`."""
    plain = squeezed(typed[:40])
    if not plain or len(typed) > 40 or len(plain) > WINDOW_LIMIT or not plain.isalnum():
        raise Refusal("odd_window", field="window")
    return plain


def served_id(branch: str, number: str, day: datetime.date, at_window: str) -> str:
    """The event_id of the only fact that this ticket was served at this window on this day."""
    return _name("served", branch, number, day.isoformat(), at_window)


def key(fact: Served) -> str:
    """What a rating is bound to within its branch: the ticket on its day, at whichever windows it
    was served; without a ticket, the one service. It stays the same if the hall joins an office
    under another id."""
    if not fact.subject:
        return _name("service", fact.event_id)[:32]
    return _name("ticket", fact.subject, fact.day.isoformat())[:32]


def _name(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def check_time(way: Way, ended: int, now: int) -> None:
    """Raises Refusal `served_ahead` or `served_long_ago` for a moment that can't be, or is too far
    back to be taken this way; both in UTC ms, `now` as the station believes it."""
    if ended > now + AHEAD_MS:
        raise Refusal("served_ahead", f"{(ended - now) // 1000} s ahead", field="at")
    if ended < now - BACK_MS[way]:
        days = (now - ended) // _DAY_MS
        raise Refusal("served_long_ago", f"{days} days ago", field="at")


def is_same(known: Served, said: Said) -> bool:
    """Whether a report under a known id says the same, as a repeat does. Where it does not, the
    system has given the number twice."""
    return say_the_same(Said("", "", known.clerk, "", known.ended), said)


def say_the_same(first: Said, second: Said) -> bool:
    """Whether two reports of one ticket, day and window are about one service."""
    same_clerk = second.clerk in ("", first.clerk)
    return same_clerk and abs(first.ended - second.ended) <= SAME_MS


def is_offered(ended: int, now: int) -> bool:
    """Whether a service that ended then (UTC ms) is offered to be rated now."""
    return -AHEAD_MS <= now - ended <= NEAR_MS


def can_be_rated(ended: int, now: int) -> bool:
    """Whether a page opened by the offer can still bind a rating to that service."""
    return -AHEAD_MS <= now - ended <= NEAR_MS + RATED_WITHIN_MS


def silent_since(last: datetime.date, busy: Iterable[datetime.date]) -> datetime.date | None:
    """The first day after the `last` one with a report on which the hall was at work, None if
    there is none."""
    return min((day for day in busy if day > last), default=None)
