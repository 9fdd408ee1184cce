"""Clerks of this branch: the roster in force, and their PINs."""

import contextlib
import datetime
from collections.abc import Iterable

import peewee

from kiosk.ground.db import Database, Local
from kiosk.ground.keys import Keys
from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.people import pins
from kiosk.records.publishing import documents
from kiosk.rules.ledger.time import Moment, believed, business_day, local_date
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal


class Pin(Local):
    """A clerk's PIN as a peppered argon2 hash; the PIN itself is never kept."""

    badge = peewee.TextField(primary_key=True)
    hash = peewee.TextField()


def hall(db: Database, day: datetime.date) -> vocabulary.Branch | None:
    """This station's branch document in force on `day`, None before the first sync."""
    return of_branch(db, identity.me(db).branch, day)


def of_branch(db: Database, branch: str, day: datetime.date) -> vocabulary.Branch | None:
    """A branch's document in force on `day`."""
    found = documents.read(db, "branch", branch, day)
    return found if isinstance(found, vocabulary.Branch) else None


def roster(db: Database, branch: str, day: datetime.date) -> dict[str, vocabulary.Clerk]:
    """The branch's clerks on that day by badge, in the order of their badges."""
    return {
        badge: clerk
        for badge, clerk in sorted(documents.read_all(db, "clerk", day, branch).items())
        if isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch
    }


def named(db: Database, badges: Iterable[str], day: datetime.date) -> dict[str, vocabulary.Clerk]:
    """These clerks as of `day`, or as last known before; unknown ones left out."""
    found = {}
    for badge in set(badges) - {""}:
        with contextlib.suppress(Refusal):
            found[badge] = remembered(db, badge, day)
    return found


def on_roster(db: Database, branch: str, badge: str, day: datetime.date) -> vocabulary.Clerk:
    """The clerk of that badge; raises Refusal `unknown_clerk` or `retired_clerk`."""
    clerk = documents.read(db, "clerk", badge, day)
    if clerk is None:
        raise Refusal("unknown_clerk", badge)
    if not isinstance(clerk, vocabulary.Clerk) or clerk.branch != branch:
        raise Refusal("retired_clerk", badge)
    return clerk


def is_manager(db: Database, branch: str, badge: str, day: datetime.date) -> bool:
    """Whether that clerk is in charge of the branch (网点负责人) on that day."""
    clerk = documents.read(db, "clerk", badge, day)
    return isinstance(clerk, vocabulary.Clerk) and clerk.branch == branch and clerk.manager


def remembered(db: Database, badge: str, day: datetime.date) -> vocabulary.Clerk:
    """The clerk of that badge as of `day`, or as last known before: whoever
    was thanked is named, also after leaving. Raises Refusal `unknown_clerk`."""
    known = documents.versions(db, "clerk", badge)
    for version in sorted(known, key=lambda v: (v.in_force <= day, v.in_force, v.version))[::-1]:
        body = documents.blob(db, version.sha256)
        content = vocabulary.decode(body) if body is not None else None
        if isinstance(content, vocabulary.Clerk):
            return content
    raise Refusal("unknown_clerk", badge)


def set_pin(db: Database, author: Author, keys: Keys, key: str, badge: str, pin: str) -> None:
    """Gives a clerk a new PIN (six random digits). That it changed is a fact.

    Raises Refusal `missing_key`, `unknown_clerk` or `retired_clerk`.
    """
    hashed = pins.hashed(keys, pin)
    with writing(db, author, key) as entry:
        on_roster(db, author.branch, badge, author.day)
        db.run(
            Pin.insert(badge=badge, hash=hashed).on_conflict(
                conflict_target=[Pin.badge], preserve=[Pin.hash]
            )
        )
        entry.write(facts.PinChanged, clerk=badge)


def sign_in(db: Database, keys: Keys, screen: str, badge: str, pin: str, now: Moment) -> None:
    """Checks badge and PIN; returns only when they are right.

    Raises Refusal `wrong_pin` (the same, and as slow, for an unknown badge)
    or `wait` after too many wrong tries on this screen.
    """
    me = identity.me(db)
    day = business_day(now, me.anchor, me.zone, None)
    row = db.first(Pin.select().where(Pin.badge == badge))
    time = believed(now, me.anchor, me.last_believed)  # a flat battery locks nobody out
    working = badge in roster(db, me.branch, local_date(time.utc, me.zone))
    pins.check(db, keys, screen, badge, pin, row.hash if row and working else None, day, now)
