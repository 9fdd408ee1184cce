"""What a message says: what happened, in which hall, when, and where to look. It names no person,
quotes no one and holds no number of a customer; who may read more follows the link and signs in.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kiosk.vocabulary.alerts import EVENTS, MESSAGE, Event

MOST_ITEMS = 20
"""Alerts that a digest names one by one."""
MOST_BYTES = 2_000
"""Of a text: robots of 企业微信 take 2048 bytes."""
Say = Callable[[str], str]
"""Gives a message id's wording in the receiver's language."""


class Item(NamedTuple):
    """One alert: the hall's name in the receiver's language, and when it happened (UTC ms)."""

    event: Event
    branch: str
    hall: str
    at: int
    zone: str
    urgent: bool = False


class Message(NamedTuple):
    """A message about `number` alerts, the first of which are `items`; `kind` is alert, digest or
    test. `link` leads to the alert or to all of them: an address, a path where this machine knows
    no address of its own, '' for readers at a branch, whose pages are at their desk."""

    kind: str
    event_id: str
    items: Sequence[Item]
    number: int
    link: str


def subject(message: Message, say: Say) -> str:
    """One line: of an e-mail its subject, of a robot's message the first line."""
    return say(MESSAGE["subject"]) % {"what": _headline(message, say)}


def _headline(message: Message, say: Say) -> str:
    if message.kind == "test":
        return say(MESSAGE["test"])
    if message.kind == "digest":
        return say(MESSAGE["digest"]) % {"n": message.number}
    return _title(message.items[0], say)


def _title(item: Item, say: Say) -> str:
    title = say(EVENTS[item.event])
    return say(MESSAGE["urgent"]) % {"what": title} if item.urgent else title


def text(message: Message, say: Say) -> str:
    """The whole message in words, at most MOST_BYTES; a digest that is longer names fewer
    alerts."""
    for most in range(min(len(message.items), MOST_ITEMS), -1, -1):
        found = "\n".join(_lines(message, say, most))
        if len(found.encode()) <= MOST_BYTES:
            break
    return found


def _lines(message: Message, say: Say, most: int) -> list[str]:
    lines = [subject(message, say)]
    if message.kind == "digest":
        lines += [
            f"· {_title(item, say)} · {plain(item.hall)} · {_clock(item)}"
            for item in message.items[:most]
        ]
        if message.number > most:
            lines.append(say(MESSAGE["more"]) % {"n": message.number - most})
    elif message.kind == "alert":
        (item, *_) = message.items
        if item.branch:
            lines.append(say(MESSAGE["branch"]) % {"name": plain(item.hall)})
        lines.append(say(MESSAGE["when"]) % {"when": _clock(item)})
    if message.link:
        lines.append(say(MESSAGE["look"]) % {"link": message.link})
    elif message.kind != "test":
        lines.append(say(MESSAGE["at_desk"]))
    return [*lines, say(MESSAGE["number"]) % {"id": message.event_id[:8]}]


def plain(name: str) -> str:
    """A name on one line and without what robots read as a command: 飞书 calls everyone in a group
    at <at user_id="all">."""
    printed = "".join(one if one.isprintable() else " " for one in name)
    return printed.translate({ord("<"): "＜", ord(">"): "＞"})


def _clock(item: Item) -> str:
    return f"{_local(item.at, item.zone):%Y-%m-%d %H:%M}"


def _local(at: int, zone: str) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def body(message: Message) -> bytes:
    """The message for a program: the JSON of a webhook (docs/alerts.md)."""
    said: dict[str, Any] = {"id": message.event_id, "kind": message.kind}
    if message.kind == "alert":
        said |= _said(message.items[0])
    elif message.kind == "digest":
        said |= {
            "number": message.number,
            "alerts": [_said(item) for item in message.items[:MOST_ITEMS]],
        }
    return msgspec.json.encode(said | {"link": message.link})


def _said(item: Item) -> dict[str, Any]:
    when = _local(item.at, item.zone).isoformat(timespec="seconds")
    return {
        "event": item.event,
        "branch": item.branch,
        "hall": item.hall,
        "when": when,
        "urgent": item.urgent,
    }
