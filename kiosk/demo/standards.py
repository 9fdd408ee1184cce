"""How a hall of the demo kept its standards in the last days, drawn by chance from a fixed seed."""

import datetime
from collections.abc import Iterator
from random import Random

from kiosk.demo.hall import Act, Hall, key, past, written
from kiosk.demo.month import OPEN, WEEK, moment
from kiosk.records.people import authors
from kiosk.records.standards import checks, rulebooks
from kiosk.records.standards.checks import Held
from kiosk.rules.standards import arrival, checking
from kiosk.vocabulary.facts import Answer, Arrived, Marked, RulebookRead

DAYS = 14
OPENS, BEFORE = "08:30", 30
STOCK = {"umbrella": 6, "pump": 1, "needles": 3, "raincoat": 4}
OUT_OF = "needles"
"""What had run out at the last check."""


def kept(hall: Hall) -> Iterator[Act]:
    """Who arrived when, checked what and read which rulebook, in the last DAYS days."""
    dice = Random(f"standards {hall.branch}")
    of = {one.key: one for one in checks.of_hall(hall.db, hall.today)}
    for back in range(DAYS, -1, -1):
        day = hall.today - datetime.timedelta(back)
        for n, badge in enumerate(hall.roster):
            if (day.toordinal() + n) % WEEK == 0:
                continue  # a day of rest
            at = moment(day, OPEN - 0.75 + dice.random() * 0.4, hall.zone)
            yield _arrived(hall, badge, at)
            if dice.random() < 0.85:
                yield _checked(hall, dice, of["uniform"], badge, at + 120_000)
        if back in (DAYS - 1, 5):
            yield _facilities(hall, of["facilities"], moment(day, OPEN, hall.zone), back == 5)
    yield from _read(hall, dice)


def _arrived(hall: Hall, badge: str, at: int) -> Act:
    author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
    minutes = round((at - moment(author.day, 0, hall.zone)) / 60_000)
    mark = arrival.judged(OPENS, f"{minutes // 60:02}:{minutes % 60:02}", BEFORE)
    said = {"mark": mark, "clerk": badge, "opens": OPENS, "before": BEFORE}
    return written(author, Arrived, key("arrived", badge, at), **said)


def _checked(hall: Hall, dice: Random, held: Held, badge: str, at: int) -> Act:
    author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
    answers = tuple(
        Answer(code=item.code, result="not_done" if dice.random() < 0.03 else "done")
        for item in checking.defined(held.standard)
    )
    return written(
        author, Marked, key("checked", badge, at), mark="self", subject=held.key,
        version=held.version, clerk=badge, by=badge, answers=answers,
    )  # fmt: skip


def _facilities(hall: Hall, held: Held, at: int, last: bool) -> Act:
    author = past(authors.at_desk(hall.db, hall.manager, hall.now), at, hall.zone)
    answers = tuple(
        Answer(
            code=item.code,
            result="done",
            stock=None if not item.counted else 0 if last and item.code == OUT_OF
            else STOCK.get(item.code, 1),
        )
        for item in checking.defined(held.standard)
    )  # fmt: skip
    return written(
        author, Marked, key("facilities", hall.branch, at), mark="hall", subject=held.key,
        version=held.version, by=hall.manager, answers=answers,
    )  # fmt: skip


def _read(hall: Hall, dice: Random) -> Iterator[Act]:
    for held in rulebooks.of_hall(hall.db, hall.today):
        for badge in hall.roster:
            if dice.random() < 0.75:
                day = hall.today - datetime.timedelta(dice.randint(1, DAYS))
                at = moment(day, OPEN + dice.random(), hall.zone)
                author = past(authors.at_desk(hall.db, badge, hall.now), at, hall.zone)
                yield written(
                    author, RulebookRead, key("read", held.of, badge), subject=held.of.key,
                    version=held.of.sha256, since=held.of.since, clerk=badge,
                )  # fmt: skip
