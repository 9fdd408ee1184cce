"""Median, 90th percentile and share on time, worked out by hand."""

import pytest

from kiosk.rules.cases.answering import Answering, summed

HOUR = 3_600_000


def of(cases: list[tuple[int | None, bool | None]]) -> Answering:
    times, judged = sorted(ms for ms, _ in cases if ms is not None), [one for _, one in cases]
    return summed(times, len(cases), judged.count(True), judged.count(False))


@pytest.mark.parametrize(
    "cases, expected",
    [
        ([], Answering(0, 0, 0, 0, None, None)),
        ([(None, None)], Answering(1, 0, 0, 0, None, None)),
        ([(2 * HOUR, True)], Answering(1, 1, 1, 0, 2.0, 2.0)),
        ([(HOUR, True), (3 * HOUR, False), (None, None)], Answering(3, 2, 1, 1, 2.0, 3.0)),
        ([(n * HOUR, n < 10) for n in range(1, 11)], Answering(10, 10, 9, 1, 5.5, 9.0)),
        ([(n * HOUR, True) for n in range(1, 12)], Answering(11, 11, 11, 0, 6.0, 10.0)),
    ],
)
def test_hours_to_the_first_answer(cases: list[tuple[int, bool]], expected: Answering):
    assert of(cases) == expected


def test_unanswered_cases_are_never_counted_as_good():
    assert of([(None, None), (HOUR, True)]).share == 1.0
    assert of([(None, None)]).share is None
    assert of([(None, False), (HOUR, True)]).share == 0.5, "late without an answer is late"
