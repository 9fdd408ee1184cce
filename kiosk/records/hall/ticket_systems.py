"""Ticket systems that report who was served and how many wait. The manager connects each by a key
of its own, and can end that at any time."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.queries import Prepared, slot
from kiosk.ground.tables import Local
from kiosk.records.hall import ticket_feeds
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author, writing
from kiosk.rules.feedback import words
from kiosk.rules.hall import tickets as rule
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal

NAME_LIMIT = 20
QUEUE_MS = 10 * 60_000
"""How many wait is shown for so long after it was reported."""


class TicketSystem(Local):
    """A ticket system by its id, the key of the form that made it; `key_hash` is that of its API
    key, '' once it was ended. `new` and `refused` count its reports, `refused_for` and `field` say
    why the last one was refused. Times are UTC ms."""

    system = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    clerk = peewee.TextField()
    key_hash = peewee.TextField()
    made_at = peewee.BigIntegerField()
    seen_at = peewee.BigIntegerField(null=True)
    new = peewee.IntegerField()
    refused = peewee.IntegerField()
    refused_for = peewee.TextField()
    refused_at = peewee.BigIntegerField(null=True)

    class Meta:
        indexes = ((("key_hash",), False),)


class QueueNow(Local):
    """How many customers wait, as a ticket system last reported, at `at` (UTC ms); `windows` is the
    JSON of a list of AtWindow."""

    system = peewee.TextField(primary_key=True)
    waiting = peewee.IntegerField()
    windows = peewee.TextField()
    at = peewee.BigIntegerField()


class AtWindow(msgspec.Struct, frozen=True):
    """How many wait for a window."""

    window: str
    waiting: int


class Queue(NamedTuple):
    """How many customers wait in the hall, and for each window that is reported."""

    waiting: int
    windows: tuple[AtWindow, ...]


def connect(db: Database, author: Author, keys: Keys, key: str, name: str) -> str:
    """The manager connects a ticket system; returns its API key, the same for the same form.

    Raises Refusal `missing_key`, `not_manager`, `text_required`, `long_comment` or `odd_comment`.
    """
    _check_manager(author)
    called = words.needed(name, NAME_LIMIT, "name")
    api_key = f"tsk_{keys.peppered(f'ticket system {key}')[:40]}"
    with writing(db, author, key) as entry:
        if entry.known:
            return api_key
        db.run(
            TicketSystem.insert(
                system=key, name=called, clerk=author.by, key_hash=_hash(api_key),
                made_at=author.at, new=0, refused=0, refused_for="",
            )
        )  # fmt: skip
        entry.write(facts.TicketSystemChanged, mark="on", subject=key, clerk=author.by, name=called)
        ticket_feeds.refresh(db, author.branch, [key])
        by = Actor("desk", author.by, author.now)
        security_log.write(db, by, "api_key_drawn", called, key=key)
    return api_key


def end(db: Database, author: Author, key: str, system: str) -> None:
    """The manager ends a ticket system's key; its reports are refused from now on.

    Raises Refusal `missing_key`, `not_manager` or `no_system`.
    """
    _check_manager(author)
    with writing(db, author, key, hashlib.sha256(b"ended" + system.encode()).hexdigest()) as entry:
        found = db.first(TicketSystem.select().where(TicketSystem.system == system))
        if found is None:
            raise Refusal("no_system")
        db.run(TicketSystem.update(key_hash="").where(TicketSystem.system == system))
        db.run(QueueNow.delete().where(QueueNow.system == system))
        if entry.known:
            return
        entry.write(
            facts.TicketSystemChanged,
            mark="off",
            subject=system,
            clerk=author.by,
            name=found.name,
        )
        ticket_feeds.refresh(db, author.branch, [system])
        by = Actor("desk", author.by, author.now)
        security_log.write(db, by, "api_key_ended", found.name, key=key)


def _check_manager(author: Author) -> None:
    if author.role != "manager":
        raise Refusal("not_manager")


def _hash(api_key: str) -> str:
    return hashlib.sha256(api_key.encode()).hexdigest()


def of_key(db: Database, branch: str, api_key: str) -> TicketSystem:
    """The system with this API key. One that was ended stays so, even where an older backup of this
    database brings its key back. Raises Refusal `bad_api_key`."""
    same = TicketSystem.key_hash == _hash(api_key)
    found: TicketSystem | None = db.first(TicketSystem.select().where(same)) if api_key else None
    if found is not None:
        feed = ticket_feeds.feed(db, branch, found.system)
        if feed is not None and feed["is_on"]:
            return found
    raise Refusal("bad_api_key")


def listed(db: Database) -> Sequence[TicketSystem]:
    """All systems, those in use first, then the newest."""
    order = (TicketSystem.key_hash == "", TicketSystem.made_at.desc())
    found: Sequence[TicketSystem] = db.rows(TicketSystem.select().order_by(*order))
    return found


def note_taken(db: Database, system: str, at: int, *, new: bool) -> None:
    """Stores that a report was taken at `at` (UTC ms)."""
    same = TicketSystem.system == system
    db.run(TicketSystem.update(seen_at=at, new=TicketSystem.new + int(new)).where(same))


def note_refused(db: Database, system: str, at: int, refusal: Refusal) -> None:
    """Stores that a report was refused, and why: the manager's page shows it."""
    said = f"{refusal.code} {refusal.field}".strip()
    counted = TicketSystem.update(
        seen_at=at, refused=TicketSystem.refused + 1, refused_for=said, refused_at=at
    )
    db.run(counted.where(TicketSystem.system == system))


# How many wait -----------------------------------------------------------------------


def note_queue(
    db: Database, author: Author, system: str, waiting: int, at_windows: Sequence[AtWindow]
) -> None:
    """A ticket system reports how many wait. Raises Refusal `odd_window`."""
    tidied = [AtWindow(rule.window(one.window), one.waiting) for one in at_windows]
    row = {
        "system": system, "waiting": waiting, "at": author.at,
        "windows": msgspec.json.encode(tidied).decode(),
    }  # fmt: skip
    kept = [QueueNow.waiting, QueueNow.windows, QueueNow.at]
    with db.writing():
        db.run(QueueNow.insert(row).on_conflict(conflict_target=[QueueNow.system], preserve=kept))
        db.run(TicketSystem.update(seen_at=author.at).where(TicketSystem.system == system))


def reports(db: Database) -> Sequence[QueueNow]:
    """The last report of each system that says how many wait, however old."""
    found: Sequence[QueueNow] = db.rows(QueueNow.select().order_by(QueueNow.system))
    return found


_FRESH = Prepared(
    QueueNow.select()
    .where(QueueNow.at.between(slot("since"), slot("until")))
    .order_by(QueueNow.system)
)


def queue(db: Database, now: int) -> Queue | None:
    """How many wait at this moment (UTC ms), in all queues together; None if no system has said so
    lately."""
    rows: list[QueueNow] = db.ask(_FRESH, since=now - QUEUE_MS, until=now + rule.AHEAD_MS)
    if not rows:
        return None
    windows = [one for row in rows for one in msgspec.json.decode(row.windows, type=list[AtWindow])]
    return Queue(sum(row.waiting for row in rows), tuple(windows))
