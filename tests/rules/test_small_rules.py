"""Throttle, back-off, undo and in-force dates as tables."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.ledger import undo
from kiosk.rules.office import backoff
from kiosk.rules.people import throttle
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary.documents import Version
from kiosk.vocabulary.facts import Moment, Standing

MINUTE = 60_000


@pytest.mark.parametrize(
    ("wrong", "since", "left"),
    [(0, 0, 0), (4, 0, 0), (5, 0, MINUTE), (5, MINUTE, 0), (6, 0, 2 * MINUTE), (7, 0, 4 * MINUTE),
     (7, MINUTE, 3 * MINUTE), (6, -5, 2 * MINUTE)],
)  # fmt: skip
def test_after_five_wrong_tries_waits_double(wrong: int, since: int, left: int):
    assert throttle.wait(wrong, since) == left


def test_twenty_tries_are_a_days_share():
    a_day = throttle.DAY_TRIES
    assert [throttle.spent(n, a_day) for n in (19, 20, 21)] == [False, True, True]
    assert not throttle.spent(1_000, None)


@pytest.mark.parametrize(
    ("failures", "chance", "pause"),
    [(0, 0, 150), (0, 1, 300), (1, 0, 300), (1, 1, 600), (2, 1, 900), (9, 1, 900)],
)
def test_a_station_calls_later_after_each_failure(failures: int, chance: float, pause: float):
    assert backoff.next_call(300, failures, chance) == pause


def test_a_station_never_calls_before_the_office_asked_it_to():
    assert backoff.next_call(10, 0, 0, retry_after=60) == 60


@pytest.mark.parametrize(
    ("size", "successes", "failed", "then"),
    [(500, 0, True, 250), (1, 0, True, 1), (100, 3, False, 200), (100, 4, False, 100),
     (400, 6, False, 500), (100, 0, False, 100)],
)  # fmt: skip
def test_batches_halve_on_failure_and_double_after_three_successes(
    size: int, successes: int, failed: bool, then: int
):
    assert backoff.batch_size(size, successes, failed) == then


@pytest.mark.parametrize(
    ("boot", "mono", "left"),
    [("b1", 1_000, 30_000), ("b1", 30_999, 1), ("b1", 31_000, 0), ("b1", 999, 0), ("b2", 2_000, 0)],
)
def test_a_visit_has_30_seconds_of_the_same_boot(boot: str, mono: int, left: int):
    assert undo.left(Standing("b1", 1_000), Moment(0, mono, boot)) == left


days = st.dates(datetime.date(2014, 1, 1), datetime.date(2014, 2, 1))


@given(st.lists(days, max_size=6), days)
def test_in_force_is_the_latest_begun_and_of_equals_the_higher(
    begins: list[datetime.date], day: datetime.date
):
    versions = [Version("fee", "k", n, begin, str(n)) for n, begin in enumerate(begins, 1)]
    holding = None
    for version in versions:  # a plain reading: go through them, keep what beats it
        if version.in_force <= day and (holding is None or version.in_force >= holding.in_force):
            holding = version
    assert in_force(versions, day) == holding
