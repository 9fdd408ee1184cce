"""The log of security events: who signed in, was refused, drew a code, opened a number, published.

Nothing in it is changed or deleted: triggers refuse both, rows are chained by SHA-256, and `verify`
walks the chain. It belongs to this machine and never travels. It holds no secret, phone number or
text: names of staff, ids, counts and codes alone.

Where a verb knows its author, it writes here itself; otherwise the door does, in the verb's
transaction (`acting`).
"""

import contextlib
import hashlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import peewee

from kiosk.ground import paging
from kiosk.ground.db import Database
from kiosk.ground.paging import Page
from kiosk.ground.tables import Local
from kiosk.records.ledger import times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.verify import Finding
from kiosk.records.ledger.writing import KEY
from kiosk.rules.ledger import chain as rule
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.security import ACTIONS

log = logging.getLogger("tingsheng.security")
GENESIS = hashlib.sha256(b"tingsheng/security-log/1").digest()
SELDOM, WITHIN_MS = 5, 3_600_000
"""Of what anyone can cause at will, so many equal rows are written in so long."""
LONGEST = 200
"""Most characters of a subject or detail."""
TRIGGERS = ("security_log_appended", "security_log_kept", "security_log_unchanged")


class SecurityLog(Local):
    """An event: `at` (UTC ms) as this machine believed the time, on a `screen` (`lobby`, `desk`,
    `office`, or `command` for the command line), by `who`, '' if not signed in. `number` counts
    rows that were exported, or wrong tries. `form` is the key of the form, so that sending it twice
    is one event."""

    seq = peewee.BigIntegerField(primary_key=True)
    at = peewee.BigIntegerField()
    screen = peewee.TextField()
    who = peewee.TextField()
    action = peewee.TextField()
    subject = peewee.TextField()
    detail = peewee.TextField()
    number = peewee.IntegerField(null=True)
    form = peewee.TextField(null=True)
    hash = peewee.BlobField()

    class Meta:
        indexes = (
            (("action", "who", "subject", "seq"), False),
            (("action", "seq"), False),
            (("who", "seq"), False),
            (("form", "action"), True),
        )

    @property
    def body(self) -> bytes:
        """What is chained."""
        return msgspec.json.encode([getattr(self, name) for name in _SAID])


_SAID = ("at", "screen", "who", "action", "subject", "detail", "number", "form")


class SecurityLogHead(Local):
    """The last row's seq and hash; one row, so that a log without its end is noticed."""

    id = peewee.IntegerField(primary_key=True)
    seq = peewee.BigIntegerField()
    hash = peewee.BlobField()


class Actor(NamedTuple):
    """Who acts: a person's badge or name, '' if not known, on a screen, at a moment."""

    screen: str
    who: str
    now: Moment


# Writing ----------------------------------------------------------------------------


@contextlib.contextmanager
def acting(db: Database, by: Actor, action: str, subject: str = "", **said: Any) -> Iterator[None]:
    """A verb and its row in the log, in one transaction: both are stored or neither. `said` as in
    `write`."""
    with db.writing():
        yield
        write(db, by, action, subject, **said)


def write(
    db: Database,
    by: Actor,
    action: str,
    subject: str = "",
    *,
    detail: str = "",
    number: int | None = None,
    key: str = "",
) -> None:
    """Appends an event; `key` is the form's. Nothing is written on a disk that can only be read, or
    if this form was sent before. Raises KeyError for an action that is not on the list."""
    said = {
        "screen": by.screen, "who": by.who, "action": action, "subject": subject[:LONGEST],
        "detail": detail[:LONGEST], "number": number, "form": key if KEY.fullmatch(key) else None,
    }  # fmt: skip
    _ = ACTIONS[action]
    if db.read_only:
        return
    with db.writing():
        same = (SecurityLog.form == said["form"]) & (SecurityLog.action == action)
        if said["form"] and db.first(SecurityLog.select().where(same)):
            return
        before = _head(db)
        row = SecurityLog(seq=before.seq + 1, at=times.believed(db, by.now).utc, **said)
        row.hash = rule.link(bytes(before.hash), row.seq, row.body)
        db.run(SecurityLog.insert(row.__data__))
        db.run(
            SecurityLogHead.insert(id=1, seq=row.seq, hash=row.hash).on_conflict(
                conflict_target=[SecurityLogHead.id],
                preserve=[SecurityLogHead.seq, SecurityLogHead.hash],
            )
        )
    log.info("%s %s by %r: %s %s", by.screen, action, by.who, row.subject, row.detail)


def write_seldom(
    db: Database, by: Actor, action: str, subject: str = "", *, detail: str = "",
    number: int | None = None,
) -> None:  # fmt: skip
    """As `write`, for what anyone can cause again and again: at most SELDOM equal rows within an
    hour, so that a flood neither fills the disk nor pushes others out of sight."""
    same = (SecurityLog.action == action) & (SecurityLog.who == by.who)
    same &= (SecurityLog.subject == subject[:LONGEST]) & (SecurityLog.screen == by.screen)
    last = db.rows(SecurityLog.select().where(same).order_by(SecurityLog.seq.desc()).limit(SELDOM))
    at = times.believed(db, by.now).utc
    if len(last) < SELDOM or not 0 <= at - last[-1].at < WITHIN_MS:
        write(db, by, action, subject, detail=detail, number=number)


def write_once(db: Database, by: Actor, action: str, subject: str, detail: str) -> None:
    """As `write`, for what is seen by opening a page: at most one equal row within an hour."""
    same = (SecurityLog.action == action) & (SecurityLog.who == by.who)
    same &= (SecurityLog.subject == subject[:LONGEST]) & (SecurityLog.detail == detail[:LONGEST])
    last = db.first(SecurityLog.select().where(same).order_by(SecurityLog.seq.desc()))
    if last is None or not 0 <= times.believed(db, by.now).utc - last.at < WITHIN_MS:
        write(db, by, action, subject, detail=detail)


def _head(db: Database) -> SecurityLogHead:
    found: SecurityLogHead | None = db.first(SecurityLogHead.select())
    return found or SecurityLogHead(id=1, seq=0, hash=GENESIS)


# Reading ----------------------------------------------------------------------------


def listed(db: Database, action: str = "", who: str | None = None, page: int = 1) -> Page[Any]:
    """A page of the log, newest first: of an action and a person, or of any."""
    return paging.read(db, _wanted(action, who).order_by(SecurityLog.seq.desc()), page)


def every(db: Database, action: str = "", who: str | None = None) -> Iterator[SecurityLog]:
    """All rows of an action and a person, or of any, oldest first."""
    return db.stream(_wanted(action, who).order_by(SecurityLog.seq))


def about(db: Database, badge: str, exports: Sequence[str], page: int = 1) -> Page[Any]:
    """A page of what others saw or took out that is about a clerk, newest first: pages that name
    the clerk, and exports of these tables, which name all clerks."""
    looks = (SecurityLog.action == "clerk_viewed") & (SecurityLog.subject == badge)
    taken = (SecurityLog.action == "exported") & SecurityLog.subject.in_(exports)
    wanted = (looks | taken) & (SecurityLog.who != badge)
    return paging.read(
        db, SecurityLog.select().where(wanted).order_by(SecurityLog.seq.desc()), page
    )


def persons(db: Database) -> Sequence[str]:
    """Everyone who is named in the log, sorted."""
    query = SecurityLog.select(SecurityLog.who).distinct().order_by(SecurityLog.who)
    return [who for (who,) in db.rows(query.tuples()) if who]


def _wanted(action: str, who: str | None) -> Any:
    query = SecurityLog.select()
    if action:
        query = query.where(SecurityLog.action == action)
    if who is not None:
        query = query.where(SecurityLog.who == who)
    return query


# Checking ---------------------------------------------------------------------------


def findings(db: Database) -> Iterator[Finding]:
    """The first fault of the log, as `verify` reports it: a row that was changed, left out or cut
    off, or a guard that was taken away."""
    of, before, expected = ChainId("", "security_log", 1), GENESIS, 1
    for row in db.stream(SecurityLog.select().order_by(SecurityLog.seq)):
        if row.seq != expected:
            yield Finding(of, expected, "seq", f"entry {row.seq} in the place of entry {expected}")
            return
        if rule.link(before, row.seq, row.body) != bytes(row.hash):
            yield Finding(of, row.seq, "hash", "the entry does not follow from the one before")
            return
        before, expected = bytes(row.hash), expected + 1
    head = _head(db)
    if (head.seq, bytes(head.hash)) != (expected - 1, before):
        yield Finding(of, expected - 1, "seq", f"the log ends here, its head says {head.seq}")
    for name in sorted(set(TRIGGERS) - db.triggers()):
        yield Finding(of, 0, "trigger", f"{name} is missing: the log could be changed")
