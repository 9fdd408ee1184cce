"""Who can pause, and how long a pause lasts."""

import datetime

import pytest

from kiosk.rules.hall import pauses as rule
from kiosk.rules.hall.pauses import Asked
from kiosk.vocabulary.documents import Policy
from kiosk.vocabulary.facts import Moment, PauseBegun, PauseEnded, Standing

MINUTE = 60_000
BEGUN = PauseBegun(
    event_id="c" * 32, branch="sb01", day=datetime.date(2026, 11, 21), at=10 * MINUTE,
    clock=Standing("boot1", 50_000), clerk="0317", window="3", minutes=5, waiting=5,
    counter="clerk",
)  # fmt: skip
FREE = Asked(at_window=True, paused=False, used=0, others=1, waiting=0)
BELOW = Policy(pause_below=True)


@pytest.mark.parametrize(
    ("asked", "policy", "reason"),
    [
        (FREE, Policy(), None),
        (FREE._replace(waiting=5), Policy(), None),  # 以下 includes the number
        (FREE._replace(waiting=6), Policy(), "queue"),
        (FREE._replace(waiting=4), BELOW, None),
        (FREE._replace(waiting=5), BELOW, "queue"),
        (FREE._replace(waiting=0), Policy(pause_waiting=0), None),
        (FREE._replace(waiting=1), Policy(pause_waiting=0), "queue"),
        (FREE._replace(used=1), Policy(), None),
        (FREE._replace(used=2), Policy(), "used_up"),  # the third of the day
        (FREE._replace(used=2), Policy(pause_most=3), None),
        (FREE, Policy(pause_most=0), "switched_off"),
        (FREE._replace(others=0), Policy(), "alone"),
        (FREE._replace(at_window=False), Policy(), "off_duty"),
        (FREE._replace(paused=True, used=1), Policy(), "paused"),
        (FREE._replace(waiting=None), Policy(), None),  # the clerk is asked
        (FREE._replace(waiting=None, others=0), Policy(), "alone"),
    ],
)
def test_a_pause_must_not_disturb_business(asked: Asked, policy: Policy, reason: str | None):
    assert rule.refused(asked, policy) == reason


@pytest.mark.parametrize(
    ("ago", "fresh"), [(0, True), (120_000, True), (120_001, False), (-1, False)]
)
def test_an_old_number_of_waiting_customers_is_not_believed(ago: int, fresh: bool):
    assert rule.is_fresh(1_000_000, 1_000_000 + ago) is fresh


@pytest.mark.parametrize(
    ("boot", "mono", "at", "left"),
    [
        ("boot1", 50_000, 10 * MINUTE, 5 * MINUTE),
        ("boot1", 50_000 + 2 * MINUTE, 12 * MINUTE, 3 * MINUTE),
        ("boot1", 50_000 + 5 * MINUTE - 1, 15 * MINUTE, 1),
        ("boot1", 50_000 + 5 * MINUTE, 15 * MINUTE, 0),
        ("boot1", 50_000 + 2 * MINUTE, 1, 3 * MINUTE),  # the wall clock was put back
        ("boot1", 50_000 + 2 * MINUTE, 99 * MINUTE, 3 * MINUTE),  # and ahead
        ("boot2", 5, 12 * MINUTE, 3 * MINUTE),  # after a restart
        ("boot2", 5, 15 * MINUTE, 0),
        ("boot2", 5, 10 * MINUTE - 1, 5 * MINUTE),  # believed time lost a little
        ("boot2", 5, 5 * MINUTE, 5 * MINUTE),
        ("boot2", 5, 5 * MINUTE - 1, 0),  # no clock makes a pause last
    ],
)
def test_a_pause_ends_by_itself(boot: str, mono: int, at: int, left: int):
    assert rule.left(BEGUN, Moment(at, mono, boot), at) == left


@pytest.mark.parametrize(
    ("after", "lasted"), [(None, 5 * MINUTE), (90_000, 90_000), (9 * MINUTE, 5 * MINUTE)]
)
def test_a_pause_that_was_ended_early_was_shorter(after: int | None, lasted: int):
    ended = after and PauseEnded(
        event_id=rule.ended_id(BEGUN.event_id), branch="sb01", day=BEGUN.day, clerk="0317",
        at=BEGUN.at + after, clock=Standing("boot1", 50_000 + after), subject=BEGUN.event_id,
    )  # fmt: skip
    assert rule.lasted(BEGUN, ended or None) == lasted


@pytest.mark.parametrize(("ms", "minutes"), [(1, 1), (MINUTE, 1), (MINUTE + 1, 2), (300_000, 5)])
def test_the_last_minute_begun_is_shown(ms: int, minutes: int):
    assert rule.minutes(ms) == minutes
