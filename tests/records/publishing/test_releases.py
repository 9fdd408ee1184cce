"""Releases: looked at, released by the right person, decided once."""

import datetime

import pytest

from kiosk.records.publishing import releases
from kiosk.rules.publishing.comparing import Cell
from kiosk.rules.publishing.scopes import Scoped
from kiosk.vocabulary.documents import Ended, Publication
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, NORTH, THERE, Machine, sync_round
from tests.records.publishing.cast import name_on, proposed, released, service

pytestmark = pytest.mark.both


def test_a_preview_says_what_is_added_changed_the_same_and_ended(office: Machine):
    today = office.today()
    tomorrow = today + datetime.timedelta(1)
    released(office, service("洗车", today, "a"), service("擦窗", today, "b"),
             service("倒水", today, "c"))  # fmt: skip
    wanted = [
        service("洗车", tomorrow, "a"),
        service("擦玻璃", tomorrow, "b"),
        Publication("c", Ended(), tomorrow, "service"),
        service("打伞", tomorrow, "d"),
        service("旧事", today, "b"),
    ]
    found = releases.changes(office.db, wanted, today)
    assert [(c.effect.what, c.effect.cells, c.effect.late) for c in found] == [
        ("same", (), False),
        ("changed", (Cell("", "name", "旧事", "擦玻璃"),), False),
        ("ended", (Cell("", "ended", "", "是"),), False),
        ("added", (Cell("", "name", "", "打伞"),), False),
        ("changed", (Cell("", "name", "擦窗", "旧事"),), True),
    ]  # fmt: skip


def test_a_release_that_goes_back_to_what_held_says_so(office: Machine):
    """From the 1st "2" and from the 10th "1" again, handed in in either order."""
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today), service("1", today, "other"))
    wanted = [service("1", tenth), service("1", tenth, "other"), service("2", first)]
    found = releases.changes(office.db, wanted, today)
    assert [(c.publication, c.effect.what) for c in found] == list(
        zip(wanted, ["changed", "same", "changed"], strict=True)
    )
    released(office, *wanted)
    assert [name_on(office, day) for day in (today, first, tenth)] == ["1", "2", "1"]


def test_of_one_day_said_twice_in_a_release_the_later_word_holds(office: Machine):
    today = office.today()
    first = today + datetime.timedelta(1)
    released(office, service("1", today))
    released(office, service("2", first), service("1", first))
    assert name_on(office, first) == "1"


def test_a_new_document_with_a_history_changes_no_past(office: Machine):
    long_ago, today = datetime.date(2020, 1, 1), office.today()
    wanted = [service("旧", long_ago, "n"), service("新", today, "n"), service("新", today, "n")]
    found = releases.changes(office.db, wanted, today)
    assert [(c.effect.what, c.effect.late) for c in found] == [
        ("added", False), ("changed", False), ("same", False),
    ]  # fmt: skip


def test_nothing_is_published_before_it_is_released(office: Machine, hall: Machine):
    release = proposed(office, service("洗车", office.today()))
    sync_round(hall, office)
    assert name_on(hall, hall.today()) is None
    assert (
        releases.publish(office.db, release, "anna", office.time().utc, False, office.today()) == 1
    )
    sync_round(hall, office)
    assert name_on(hall, hall.today()) == "洗车"


def test_where_two_are_wanted_the_proposer_alone_can_not(office: Machine):
    today = office.today()
    release = proposed(office, service("洗车", office.today()))
    with pytest.raises(Refusal, match="second_person"):
        releases.publish(office.db, release, "anna", 1, two_persons=True, today=today)
    assert name_on(office, office.today()) is None
    assert releases.publish(office.db, release, "bert", 1, two_persons=True, today=today) == 1


@pytest.mark.parametrize("decide", [releases.publish, releases.drop])
def test_a_release_is_decided_once(office: Machine, decide):
    release = proposed(office, service("洗车", office.today()))
    releases.drop(office.db, release, "anna", 1, office.today())
    more = (False,) if decide is releases.publish else ()
    with pytest.raises(Refusal, match="release_decided"):
        decide(office.db, release, "anna", 2, *more, office.today())


def test_what_a_release_changed_is_said_for_ever(office: Machine):
    today = office.today()
    first, second = today + datetime.timedelta(1), today + datetime.timedelta(2)
    released(office, service("洗车", today))
    release = proposed(office, service("打蜡", first))
    before = releases.reviewed(office.db, releases.find(office.db, release), today)
    releases.publish(office.db, release, "bert", office.time().utc, True, today)
    released(office, service("抛光", first), service("晾干", second))
    assert releases.reviewed(office.db, releases.find(office.db, release), second) == before
    assert [change.effect.cells for change in before] == [(Cell("", "name", "洗车", "打蜡"),)]


def test_what_a_dropped_release_would_have_changed_is_kept_too(office: Machine):
    today = office.today()
    released(office, service("洗车", today))
    release = proposed(office, service("打蜡", today))
    releases.drop(office.db, release, "anna", 1, today)
    released(office, service("打蜡", today))
    (change,) = releases.reviewed(office.db, releases.find(office.db, release), today)
    assert change.effect == releases.Effect("changed", True, (Cell("", "name", "洗车", "打蜡"),))


def test_the_first_of_a_scope_is_compared_with_what_its_halls_show(office: Machine):
    today = office.today()
    wide, north = service("洗车", today), service("打蜡", today, Scoped("wash", region=NORTH).full)
    here = service("抛光", today, Scoped("wash", branch=HERE).full)
    there = service("抛光", today, Scoped("wash", branch=THERE).full)
    released(office, wide)
    (change,) = releases.changes(office.db, [north], today)
    assert change.effect.what == "added" and change.effect.cells[0].before == "洗车"
    released(office, north)
    found = releases.changes(office.db, [here, there], today)
    assert [change.effect.cells[0].before for change in found] == ["打蜡", "洗车"]
