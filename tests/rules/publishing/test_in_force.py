"""Which version applies on a day."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary.documents import Version

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
