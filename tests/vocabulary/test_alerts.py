"""The list of what an alert can be about, and its words."""

from kiosk.rules.spreadsheets.columns import HEADERS, LAYOUTS
from kiosk.vocabulary.alerts import EVENTS, EVERYWHERE, READERS, TOLD, WAYS
from kiosk.vocabulary.documents import AlertPolicy


def test_the_policy_and_its_table_have_a_column_for_each_event():
    assert set(EVENTS) <= set(AlertPolicy.__struct_fields__)
    assert set(EVENTS) <= set(LAYOUTS["alerts"].columns)
    assert [HEADERS[event] for event in EVENTS] == list(EVENTS.values())


def test_without_a_policy_everything_is_announced_everywhere():
    assert set(EVERYWHERE) == set(TOLD)
    assert all(getattr(AlertPolicy(), event) == EVERYWHERE for event in EVENTS)


def test_head_office_is_asked_first_and_every_way_has_a_name():
    assert next(iter(READERS)) == "office" and all(WAYS.values())
