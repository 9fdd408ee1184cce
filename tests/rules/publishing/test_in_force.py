"""Which version applies on a day."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.publishing.in_force import ENDED, in_force, of_scopes
from kiosk.vocabulary.documents import Version

dates_of_2026 = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 20))


@given(st.lists(dates_of_2026, max_size=12), dates_of_2026)
def test_the_version_in_force_is_the_one_a_plain_reading_gives(dates, today):
    """Read out aloud: go through the versions in the order they were
    published; on each date the newest word for that date holds, from there on
    until the next date that has one."""
    versions = [Version("fees", "k", n, day, str(n)) for n, day in enumerate(dates, 1)]
    calendar: dict[datetime.date, Version] = {}
    for version in versions:
        calendar[version.in_force] = version
    plain = None
    for day in sorted(calendar):
        if day <= today:
            plain = calendar[day]
    assert in_force(versions, today) == plain


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


DAY = datetime.date(2026, 11, 21)
ONE = datetime.timedelta(1)
OWN = [
    Version("fees", "k@branch.b", 1, DAY, "own"),
    Version("fees", "k@branch.b", 2, DAY + ONE, ENDED),
]
WIDE = [Version("fees", "k", 1, DAY - ONE, "a"), Version("fees", "k", 2, DAY, "b")]


@pytest.mark.parametrize(
    ("day", "since", "found"),
    [
        (DAY - ONE, None, "a"),
        (DAY, None, "own"),
        (DAY + ONE, None, "b"),  # its own has ended
        (DAY, DAY - ONE, "a"),
        (DAY - ONE, DAY, "own"),  # the narrower one of that day
        (DAY, DAY + ONE, None),
        (DAY - 2 * ONE, None, None),
    ],
)
def test_of_several_scopes_the_narrowest_that_has_one(
    day: datetime.date, since: datetime.date | None, found: str | None
):
    version = of_scopes([OWN, WIDE], day, since)
    assert (version.sha256 if version else None) == found
    assert of_scopes([], day, since) is None
