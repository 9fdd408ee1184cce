"""The list of alerts: what is new, and who has seen it."""

import pytest

from kiosk.records.alerts import listed
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, MANAGER, Machine
from tests.records.alerts.cast import look, rate
from tests.records.cases.cast import file


@pytest.fixture
def some(hall: Machine) -> Machine:
    rate(hall, 1)
    hall.time.pass_by(1_000)
    file(hall, 2, topics=["safety"])
    hall.time.pass_by(1_000)
    rate(hall, 3)
    rate(hall, 4, "1", MANAGER)  # not for this page
    look(hall)
    return hall


def events(machine: Machine, **which: object) -> list[str]:
    return [one.event for one in listed.listed(machine.db, **which).rows]  # type: ignore[arg-type]


def test_safety_comes_first_then_the_newest(some: Machine):
    assert events(some) == ["new_case", "low_grade", "low_grade"]
    newest = listed.listed(some.db).rows
    assert newest[1].at > newest[2].at
    assert listed.unseen(some.db) == 3


def test_it_is_filtered_by_branch_and_event(some: Machine):
    assert events(some, event="new_case") == ["new_case"]
    assert events(some, branch="sb02") == [] and len(events(some, branch=HERE)) == 3


def test_what_was_seen_is_on_the_other_list_with_who_and_when(some: Machine):
    first = listed.listed(some.db).rows[0]
    listed.see(some.db, [first.name, "sb01/none", "nonsense"], MANAGER, 77)
    assert len(events(some)) == 2 and events(some, seen=True) == ["new_case"]
    seen = listed.find(some.db, first.branch, first.alert_id)
    assert seen is not None and (seen.seen_by, seen.seen_at) == (MANAGER, 77)
    listed.see(some.db, [first.name], "0318", 99)
    again = listed.find(some.db, first.branch, first.alert_id)
    assert again is not None and again.seen_by == MANAGER, "the first one counts"
    with pytest.raises(Refusal, match="no_alert"):
        listed.see(some.db, [], MANAGER, 77)


def test_all_that_were_shown_are_seen_and_no_newer_ones(some: Machine):
    newest = listed.listed(some.db).rows[1].at
    listed.see_all(some.db, newest - 1, MANAGER, 77)
    assert events(some) == ["low_grade"]
    listed.see_all(some.db, newest, MANAGER, 77, event="new_case")
    assert events(some) == ["low_grade"]
    listed.see_all(some.db, newest, MANAGER, 77, branch=HERE, event="low_grade")
    assert events(some) == []


def test_what_is_not_shown_here_is_not_seen_here(some: Machine):
    listed.see_all(some.db, some.time().utc, MANAGER, 77)
    hidden = some.db.rows(listed.Alert.select().where(listed.Alert.shown == 0))
    assert [one.seen_at for one in hidden] == [None]


def test_the_menu_counts_to_a_bound(hall: Machine, monkeypatch: pytest.MonkeyPatch):
    for number in range(listed.MOST_COUNTED + 5):
        rate(hall, number)
    look(hall)
    assert listed.unseen(hall.db) == listed.MOST_COUNTED
