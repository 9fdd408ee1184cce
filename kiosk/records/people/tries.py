"""Wrong tries at secrets, counted across restarts, and the wait before the next one."""

import datetime

import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Local
from kiosk.rules.people import throttle
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import Refusal


class Throttle(Local):
    """Wrong tries on one screen for one name. `wrong` counts since the last right one, `today`
    those of `day`; `boot` and `mono` (ms) say when the last was."""

    screen = peewee.TextField()
    name = peewee.TextField()
    wrong = peewee.IntegerField()
    day = peewee.TextField()
    today = peewee.IntegerField()
    boot = peewee.TextField()
    mono = peewee.BigIntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("screen", "name")


def begin_try(
    db: Database, screen: str, name: str, day: datetime.date, now: Moment, a_day: int | None
) -> Throttle:
    """Counts a try before it is made; returns the state before it.

    Raises Refusal `wait` after too many wrong tries, or `a_day` today.
    """
    with db.writing():
        before = _tries(db, screen, name, day)
        _refuse_early(before, now, a_day)
        _note(db, before, wrong=before.wrong + 1, today=before.today + 1, now=now)
    return before


def begin_shared_try(db: Database, screen: str, day: datetime.date, now: Moment) -> Throttle:
    """The same for a screen that is open to anyone: no wait is longer than the time after which
    wrong tries are forgotten, so that no one can block the screen."""
    with db.writing():
        before = _tries(db, screen, "", day)
        if throttle.faded(_since(before, now)):
            before.wrong = 0
        before.wrong = min(before.wrong, throttle.MOST_COUNTED)
        _refuse_early(before, now, None)
        _note(db, before, wrong=before.wrong + 1, today=before.today + 1, now=now)
    return before


def was_right(db: Database, before: Throttle, now: Moment, wrong: int = 0) -> None:
    """The try was right; `wrong` wrong ones still count."""
    with db.writing():
        _note(db, before, wrong=wrong, today=before.today, now=now)


def _tries(db: Database, screen: str, name: str, day: datetime.date) -> Throttle:
    row = db.first(
        Throttle.select().where((Throttle.screen == screen) & (Throttle.name == name))
    ) or Throttle(screen=screen, name=name, wrong=0, today=0, boot="", mono=0)
    if row.day != day.isoformat():
        row.day, row.today = day.isoformat(), 0
    return row


def _since(tries: Throttle, now: Moment) -> int:
    # after a restart of the machine, the wait starts over with the boot
    return now.mono - tries.mono if tries.boot == now.boot else now.mono


def _refuse_early(tries: Throttle, now: Moment, a_day: int | None) -> None:
    left = throttle.wait(tries.wrong, _since(tries, now))
    if throttle.spent(tries.today, a_day):
        left = max(left, 3_600_000)
    if left:
        raise Refusal("wait", retry_after=-(-left // 1000))


def _note(db: Database, tries: Throttle, *, wrong: int, today: int, now: Moment) -> None:
    row = {
        "screen": tries.screen,
        "name": tries.name,
        "wrong": wrong,
        "day": tries.day,
        "today": today,
        "boot": now.boot,
        "mono": now.mono,
    }
    db.run(
        Throttle.insert(row).on_conflict(
            conflict_target=[Throttle.screen, Throttle.name],
            preserve=[Throttle.wrong, Throttle.day, Throttle.today, Throttle.boot, Throttle.mono],
        )
    )
