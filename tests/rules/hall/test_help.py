"""How long customers wait, and how fast they are answered."""

import datetime

import pytest

from kiosk.rules.hall import help as rule
from kiosk.vocabulary.facts import HelpCalled, Moment, Standing

CALL = HelpCalled(
    event_id="c" * 32, branch="sb01", day=datetime.date(2026, 11, 21), at=1_000_000,
    clock=Standing("boot1", 50_000),
)  # fmt: skip


@pytest.mark.parametrize(
    ("boot", "mono", "at", "waited"),
    [
        ("boot1", 90_000, 1_000_000, 40_000),
        ("boot1", 90_000, 9_000_000, 40_000),  # the wall clock was put forward
        ("boot1", 90_000, 1, 40_000),  # and back
        ("boot2", 5, 1_030_000, 30_000),  # after a restart, or another machine's call
        ("boot2", 5, 1, 0),
    ],
)
def test_a_wait_goes_by_the_clock_that_no_one_moves(boot: str, mono: int, at: int, waited: int):
    assert rule.waited(CALL, Moment(at, mono, boot), at) == waited
    later = HelpCalled(event_id="d", branch="sb01", day=CALL.day, at=at, clock=Standing(boot, mono))
    assert rule.between(CALL, later) == waited


@pytest.mark.parametrize(
    ("waited", "taken_after", "late"),
    [
        (0, None, False), (59_999, None, False), (60_000, None, True), (10**9, None, True),
        (60_000, 20_000, False), (199_999, 20_000, False), (200_000, 20_000, True),
    ],
)  # fmt: skip
def test_a_minute_without_an_answer_is_too_long(waited: int, taken_after: int | None, late: bool):
    assert rule.is_late(waited, taken_after) is late


def test_the_facts_of_a_call_have_ids_of_their_own():
    ids = {rule.taken_id("a"), rule.came_id("a"), rule.case_key("a"), rule.taken_id("b")}
    assert len(ids) == 4
    assert len(rule.case_key("a")) == 32


def test_figures_of_no_calls_are_none():
    assert rule.figures([]) == rule.Figures(
        0, 0, 0, rule.Times(0, None, None), rule.Times(0, None, None)
    )


def test_half_and_nine_tenths_of_the_calls_are_answered_within_so_long():
    answers = [(n * 1_000, n * 2_000) for n in range(1, 11)]
    assert rule.figures(answers) == rule.Figures(
        10, 10, 0, rule.Times(10, 5_000, 9_000), rule.Times(10, 10_000, 18_000)
    )


def test_a_call_is_answered_by_whatever_comes_first():
    answers = [(None, None), (None, 30_000), (90_000, None), (70_000, 20_000)]
    found = rule.figures(answers)
    assert (found.calls, found.prompt, found.unanswered) == (4, 2, 1)
    assert (found.taken.number, found.came.number) == (2, 2)
    assert found.came == rule.Times(2, 20_000, 30_000)
