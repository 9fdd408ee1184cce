"""Whether an alert goes to a receiver now, or waits for the digest.

At most one message per subject and hour, and none in quiet hours, except for safety. What waits
follows as one digest, so that nothing is dropped in silence.
"""

import datetime
import hashlib
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kiosk.rules.input.numbers import digits
from kiosk.vocabulary.alerts import Event, Reader, Told, Way
from kiosk.vocabulary.documents import AlertPolicy

HOUR_MS = 3_600_000
STALE_DAYS = 7
"""What happened longer ago is history when it is first seen, and no alert: such as the facts with
which a hall joins."""
LATEST_MS = 25 * HOUR_MS
"""Nothing waits longer; what seems to is due, since the clock was put back."""


class Happening(NamedTuple):
    """What happened, and where. `urgent` for safety; `head_only` if it is about the branch or its
    manager, and head office alone is to read it."""

    event: Event
    branch: str
    subject: str
    urgent: bool = False
    head_only: bool = False


class Chosen(NamedTuple):
    """What a receiver was set up for; no branches are all of them, and no events likewise."""

    way: Way
    reader: Reader
    branches: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


def name(*parts: object) -> str:
    """The id of an alert or message, 32 hex digits: derived from what it is about, so that it is
    the same however often it is seen."""
    joined = "\0".join(map(str, parts))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def places(policy: AlertPolicy, event: Event) -> tuple[Told, ...]:
    """Where an event is announced under a policy."""
    found: tuple[Told, ...] = getattr(policy, event)
    return found


def is_for(chosen: Chosen, happening: Happening, policy: AlertPolicy) -> bool:
    """Whether a receiver gets this at all."""
    channel: Told = "email" if chosen.way == "email" else "webhook"
    return (
        channel in places(policy, happening.event)
        and (not chosen.branches or happening.branch in chosen.branches)
        and (not chosen.events or happening.event in chosen.events)
        and (not happening.head_only or chosen.reader == "office")
    )


def when(
    happening: Happening, policy: AlertPolicy, zone: str, told_at: int | None, now: int
) -> int:
    """The moment from which a message about this can go out, `now` for at once. `told_at` is when
    the receiver last got one on the same subject, None for never; all in UTC ms."""
    if happening.urgent:
        return now
    told = told_at is not None and 0 <= now - told_at < HOUR_MS
    at = told_at + HOUR_MS if told and told_at is not None else now
    return quiet_until(policy, zone, at)


def quiet_until(policy: AlertPolicy, zone: str, at: int) -> int:
    """The end of the quiet hours in which a moment lies, or the moment itself."""
    begin, end = policy.quiet_from, policy.quiet_to
    if not begin or not end or begin == end:
        return at
    there = datetime.datetime.fromtimestamp(at / 1000, ZoneInfo(zone))
    clock = f"{there:%H:%M}"
    quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not quiet:
        return at
    day = there.date() + datetime.timedelta(1 if clock >= end else 0)
    hour, minute = map(digits, end.split(":"))
    ends = datetime.datetime.combine(day, datetime.time(hour, minute), there.tzinfo)
    return max(at, round(ends.timestamp() * 1000))


def is_due(at: int, now: int) -> bool:
    """Whether what waits until `at` can go; also where the clock was put back meanwhile."""
    return at <= now or at > now + LATEST_MS
