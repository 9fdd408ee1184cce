"""The policy of a day; the defaults where nothing is published."""

import datetime

import msgspec
import pytest

from kiosk.records.publishing import documents, policies
from kiosk.vocabulary.documents import MOST_DAYS, POLICY, Ended, Policy, Publication, decode, encode
from tests.cast import Machine, sync_round

DAY = datetime.date(2026, 11, 21)
ONE = datetime.timedelta(1)


def test_where_nothing_is_published_the_defaults_hold(hall: Machine):
    assert policies.of_day(hall.db, DAY) == Policy()


def test_each_day_has_the_policy_that_is_in_force_on_it(hall: Machine, office: Machine):
    wanted = [Publication(POLICY, Policy(stale_days=3), DAY),
              Publication(POLICY, Policy(stale_days=5), DAY + ONE),
              Publication(POLICY, Ended(), DAY + 2 * ONE, kind="policy")]  # fmt: skip
    documents.publish(office.db, wanted, "t", 1)
    sync_round(hall, office)
    for machine in (office, hall):
        found = [policies.of_day(machine.db, DAY + n * ONE).stale_days for n in (-1, 0, 1, 2)]
        assert found == [Policy().stale_days, 3, 5, Policy().stale_days]


def test_a_policy_of_an_earlier_program_is_read_and_keeps_its_hash():
    """What is at its default is left out, so that no hash changes; and a program that does not know
    a field skips it."""
    before = b'{"kind":"policy","contact_days":30}'
    assert decode(before) == Policy(contact_days=30)
    assert encode(Policy(contact_days=30)) == before
    assert decode(b'{"kind":"policy","contact_days":30,"later":1}') == Policy(contact_days=30)
    assert decode(before) == Policy(
        contact_days=30, pause_minutes=5, pause_most=2, pause_waiting=5, pause_below=False
    )
    for days in (0, MOST_DAYS + 1):
        with pytest.raises(msgspec.ValidationError):
            decode(b'{"kind":"policy","contact_most_days":%d}' % days)
