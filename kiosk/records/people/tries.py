"""Wrong tries at secrets, counted across restarts, and the wait before the next one
(SECURITY.md, "Guessing")."""

import zlib
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.rules.people import throttle
from kiosk.rules.people.throttle import SECRETS, Pace
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal

SLOTS = 64
"""Names that no one has share so many rows on a screen, so that a million made-up ones fill no
table."""


class Throttle(Local):
    """Wrong tries on one screen for one name; those from a browser in which that person signed in
    before are counted apart, so that no one else keeps the person waiting there.

    `boot` and `mono` (ms) say when the last wrong one was. `missed` counts those since the person
    last signed in, `missed_at` (UTC ms) is the last of them, 0 for none.
    """

    screen = peewee.TextField()
    name = peewee.TextField()
    browser = peewee.TextField()
    wrong = peewee.IntegerField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()
    missed = peewee.IntegerField()
    missed_at = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("screen", "name", "browser")


class Missed(NamedTuple):
    """How many wrong tries there were since a person last signed in, and when the last one was (UTC
    ms)."""

    number: int = 0
    at: int = 0


def unknown(name: str) -> str:
    """The name under which tries for a name are counted that no one has."""
    return f"?{zlib.crc32(name.encode()) % SLOTS}"


def begin(
    db: Database,
    screen: str,
    name: str,
    now: Moment,
    *,
    browser: str = "",
    pace: Pace = SECRETS,
    refusal: str = "wait",
) -> Throttle:
    """Counts a try as wrong before it is made, so that pulling the plug does not undo it; returns
    the state before it. Raises the refusal, with the seconds to wait, after too many wrong ones."""
    with db.writing():
        before = _find(db, screen, name, browser) or _none(screen, name, browser)
        since = _since(before, now)
        if left := throttle.wait(pace, before.wrong, since):
            raise Refusal(refusal, retry_after=-(-left // 1000))
        wrong = min(throttle.remembered(pace, before.wrong, since) + 1, pace.most)
        _store(db, before, wrong=wrong, boot=now.boot, mono=now.mono)
    return before


def was_right(db: Database, before: Throttle, now: Moment) -> None:
    """The try was right and does not count; those before it are as they were: only time forgets
    them, so that a person who signs in often gives no one else more tries."""
    with db.writing():
        row = _find(db, before.screen, before.name, before.browser)
        if row is None:
            return
        if (row.boot, row.mono) != (now.boot, now.mono):  # others tried meanwhile
            _store(db, row, wrong=max(0, row.wrong - 1), boot=row.boot, mono=row.mono)
        elif before.wrong or row.missed:
            _store(db, row, wrong=before.wrong, boot=before.boot, mono=before.mono)
        else:
            db.run(Throttle.delete().where(_of(before.screen, before.name, before.browser)))


def was_wrong(db: Database, tried: Throttle, at: int) -> int:
    """The try was wrong, at `at` (UTC ms); returns how many of this name were wrong since the
    person last signed in, on any screen; or of all names that no one has. Inside `db.writing()`."""
    counted = Throttle.update(missed=Throttle.missed + 1, missed_at=at)
    db.run(counted.where(_of(tried.screen, tried.name, tried.browser)))
    of_all = Throttle.name == tried.name
    if tried.name.startswith("?"):
        of_all = Throttle.name.startswith("?") & (Throttle.screen == tried.screen)
    return sum(row.missed for row in db.rows(Throttle.select().where(of_all)))


def take_missed(db: Database, name: str) -> Missed:
    """The wrong tries since this person last signed in, on all screens; from now on they are
    counted from here. Inside `db.writing()`."""
    rows = db.rows(Throttle.select().where((Throttle.name == name) & (Throttle.missed > 0)))
    db.run(Throttle.update(missed=0).where(Throttle.name == name))
    return Missed(sum(row.missed for row in rows), max((row.missed_at for row in rows), default=0))


def clear(db: Database, name: str) -> None:
    """Forgets the wrong tries of a name, which has a new PIN or password. Inside
    `db.writing()`."""
    db.run(Throttle.update(wrong=0).where(Throttle.name == name))


def _find(db: Database, screen: str, name: str, browser: str) -> Throttle | None:
    found: Throttle | None = db.first(Throttle.select().where(_of(screen, name, browser)))
    return found


def _of(screen: str, name: str, browser: str) -> peewee.Expression:
    of_name = (Throttle.screen == screen) & (Throttle.name == name)
    return of_name & (Throttle.browser == browser)


def _none(screen: str, name: str, browser: str) -> Throttle:
    return Throttle(
        screen=screen, name=name, browser=browser, wrong=0, boot="", mono=0, missed=0, missed_at=0
    )


def _since(tries: Throttle, now: Moment) -> int:
    # after a restart of the machine, the wait starts over with the boot
    return now.mono - tries.mono if tries.boot == now.boot else now.mono


def _store(db: Database, tries: Throttle, *, wrong: int, boot: str, mono: int) -> None:
    row = tries.__data__ | {"wrong": wrong, "boot": boot, "mono": mono}
    db.run(
        Throttle.insert(row).on_conflict(
            conflict_target=[Throttle.screen, Throttle.name, Throttle.browser],
            preserve=[Throttle.wrong, Throttle.boot, Throttle.mono],
        )
    )
