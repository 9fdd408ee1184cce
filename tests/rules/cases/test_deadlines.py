"""Golden dates of the State Council's notices for 2014, and what is not known."""

import datetime

import pytest

from kiosk.rules.cases.deadlines import DEFAULTS, Calendar, Due, due, is_working, known
from kiosk.vocabulary.documents import CLASSES, Deadline
from kiosk.vocabulary.facts import CASE_KINDS

NOTHING = Calendar({})
D = datetime.date.fromisoformat


def test_an_organisation_that_has_published_none_has_these():
    assert {name: (one.days, one.working) for name, one in DEFAULTS.items()} == {
        "general": (2, True), "special": (5, True), "contact": (1, True), "closing": (5, True),
        "ruling": (10, True), "extension": (15, True), "erasure": (15, True), "idea": (5, True),
        "support": (1, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    "start, days, last",
    [
        ("2014-09-26", 2, "2014-09-29"),  # Sunday the 28th is worked
        ("2014-09-26", 5, "2014-10-09"),
        ("2014-09-30", 1, "2014-10-08"),
        ("2014-09-30", 2, "2014-10-09"),
        ("2014-09-30", 3, "2014-10-10"),
        ("2014-09-30", 5, "2014-10-13"),  # Saturday the 11th is worked
        ("2014-01-30", 2, "2014-02-08"),
        ("2014-01-30", 5, "2014-02-12"),
        ("2014-04-30", 1, "2014-05-04"),
    ],
)
def test_working_days_follow_the_moved_calendar(start: str, days: int, last: str):
    assert due(D(start), Deadline(days=days), NOTHING) == Due(D(last), sure=True)


@pytest.mark.parametrize("days, last", [(7, "2014-10-03"), (15, "2014-10-11"), (30, "2014-10-26")])
def test_natural_days_look_at_no_calendar(days: int, last: str):
    assert due(D("2014-09-26"), Deadline(days=days, working=False), NOTHING) == Due(D(last), True)


@pytest.mark.parametrize(
    "name, last",
    [
        ("general", "2014-09-29"),
        ("special", "2014-10-09"),
        ("contact", "2014-09-28"),
        ("closing", "2014-10-09"),
        ("ruling", "2014-10-15"),
        ("extension", "2014-10-22"),
    ],
)
def test_every_class_has_its_days(name: str, last: str):
    assert due(D("2014-09-26"), DEFAULTS[name], NOTHING).day == D(last)


def test_a_deadline_can_be_published_for_every_step_and_kind_of_case():
    assert set(CLASSES) == {*DEFAULTS, *CASE_KINDS, "help"}


def test_a_year_that_nobody_published_is_said_to_be_unsure():
    assert known(2026, NOTHING) and not known(2031, NOTHING)
    unsure = due(D("2030-12-30"), Deadline(days=2), NOTHING)
    assert unsure == Due(D("2031-01-02"), sure=False)  # the law's own holiday is known
    assert due(D("2026-11-25"), Deadline(days=2), NOTHING).sure


def test_what_the_office_publishes_wins_and_a_year_is_known_once_it_says_so():
    days = {D("2030-12-31"): False, D("2031-01-04"): True}
    assert not known(2031, Calendar(days)), "one published day makes no year known"
    said = Calendar(days, frozenset({2030, 2031}))
    assert known(2031, said) and not is_working(D("2030-12-31"), said)
    assert is_working(D("2031-01-04"), said), "a Saturday, worked"
    assert due(D("2030-12-30"), Deadline(days=2), said) == Due(D("2031-01-03"), sure=True)
