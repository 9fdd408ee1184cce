"""Attacks on cards among colleagues: at a desk left signed in, and beyond a day's number."""

import contextlib
import threading
from pathlib import Path
from unittest import mock

from kiosk.records.people import authors, pins
from kiosk.records.recognition import colleagues
from kiosk.records.recognition.colleagues import Card
from kiosk.rules.recognition import colleagues as rule
from kiosk.vocabulary.refusals import Refusal
from tests.cast import LI, MANAGER, WANG, Machine
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.people import PIN, cast, enter, quickly
from tests.records.recognition.gifts import allow, written

HOURS, A_TIME = 6, 25
"""So many hours a desk is left signed in, and so many tries at once in each of them."""


def left_signed_in(folder: Path) -> Outcome:
    """A passer-by guesses PINs at Wang's desk, whose session is kept alive, and never the right
    one; and sends forms without any."""
    tried = 0
    with quickly(), cast(folder) as (_, hall, time):
        desk = hall.browser("desk")
        for hour in range(HOURS):
            enter(desk, WANG, PIN)
            for n in range(A_TIME):
                tried += 1
                guess = {} if n % 4 == 0 else {"pin": f"{7_000 * hour + n:06}"}
                said = {"card": "polite", "tag": "warm", **guess}
                desk.post(f"/colleagues/give/{LI}", data=said)
            time.pass_by(3_600_000)
        given = [f"to {card.clerk}" for card in written(hall)]
    return Outcome(tried, given)


def at_the_same_moment(folder: Path) -> Outcome:
    """Wang may give one card a day, and sends two at the same moment, from two browsers."""
    tried, through = 0, []
    both = threading.Barrier(2)
    after_the_pin = mock.patch.object(pins, "confirm", lambda *_said: both.wait(60))
    with quickly(), cast(folder) as (office, hall, time), after_the_pin:
        allow(office, hall, 1)
        for day in range(8):
            tried += 2
            before = len(written(hall))
            sending = [
                threading.Thread(target=_give, args=(hall, f"{2 * day + n:032x}", to))
                for n, to in enumerate((LI, MANAGER), 1)
            ]
            for one in sending:
                one.start()
            for one in sending:
                one.join(60)
            if (given := len(written(hall)) - before) > 1:
                through.append(f"{given} cards on day {day}")
            time.pass_by(86_400_000)
    return Outcome(tried, through)


def _give(hall: Machine, key: str, to: str) -> None:
    hall.db.connect()
    author = authors.at_desk(hall.db, WANG, hall.time())
    with contextlib.suppress(Refusal):
        colleagues.give(hall.db, author, hall.keys, key, Card(to, "polite", ["warm"], ""), PIN)


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "a desk that was left signed in gives cards",
        left_signed_in,
        lambda: replaced((pins, "confirm", lambda *_said: None)),
    ),
    Attack(
        "two cards at one moment where a day has one",
        at_the_same_moment,
        lambda: replaced((rule, "refused", lambda *_said: "")),
    ),
)
