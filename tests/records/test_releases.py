"""Releases: looked at, released by the right person, taken back in time."""

import contextlib
import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ground.db import Database
from kiosk.records.exchange import last_calls
from kiosk.records.publishing import documents, releases
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary.documents import Ended, Publication, Said, Service, Version
from kiosk.vocabulary.refusals import Refusal
from tests.conftest import HERE, WANG, Machine, Time, sync_round


def service(name: str, day: datetime.date, key: str = "wash") -> Publication:
    return Publication(key, Service(name=Said(name)), day)


def proposed(office: Machine, *wanted: Publication) -> str:
    release = office.new_id()
    releases.propose(office.db, release, "service", wanted, "anna", office.time().utc)
    return release


def released(office: Machine, *wanted: Publication) -> str:
    release = proposed(office, *wanted)
    releases.publish(office.db, release, "anna", office.time().utc, two_persons=False)
    return release


def name_on(machine: Machine, day: datetime.date) -> str | None:
    found = documents.read(machine.db, "service", "wash", day)
    return found.name.zh if isinstance(found, Service) else None


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
    assert [(c.what, c.fields, c.late) for c in found] == [
        ("same", (), False), ("changed", ("name",), False), ("ended", (), False),
        ("added", (), False), ("changed", ("name",), True),
    ]  # fmt: skip


def test_a_release_that_goes_back_to_what_held_says_so(office: Machine):
    """From the 1st "2" and from the 10th "1" again, handed in in either order."""
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today), service("1", today, "other"))
    wanted = [service("1", tenth), service("1", tenth, "other"), service("2", first)]
    found = releases.changes(office.db, wanted, today)
    assert [(c.publication, c.what) for c in found] == list(
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
    assert [(c.what, c.late) for c in found] == [
        ("added", False), ("changed", False), ("same", False),
    ]  # fmt: skip


def test_nothing_is_published_before_it_is_released(office: Machine, hall: Machine):
    release = proposed(office, service("洗车", office.today()))
    sync_round(hall, office)
    assert name_on(hall, hall.today()) is None
    assert releases.publish(office.db, release, "anna", office.time().utc, False) == 1
    sync_round(hall, office)
    assert name_on(hall, hall.today()) == "洗车"


def test_where_two_are_wanted_the_proposer_alone_can_not(office: Machine):
    release = proposed(office, service("洗车", office.today()))
    with pytest.raises(Refusal, match="second_person"):
        releases.publish(office.db, release, "anna", 1, two_persons=True)
    assert name_on(office, office.today()) is None
    assert releases.publish(office.db, release, "bert", 1, two_persons=True) == 1


@pytest.mark.parametrize("decide", [releases.publish, releases.drop])
def test_a_release_is_decided_once(office: Machine, decide):
    release = proposed(office, service("洗车", office.today()))
    releases.drop(office.db, release, "anna", 1)
    more = (False,) if decide is releases.publish else ()
    with pytest.raises(Refusal, match="release_decided"):
        decide(office.db, release, "anna", 2, *more)


def test_what_is_not_in_force_yet_can_be_withdrawn(office: Machine, hall: Machine):
    today = office.today()
    later = today + datetime.timedelta(5)
    released(office, service("洗车", today))
    release = released(office, service("洗车加打蜡", later), service("新项", later, "new"))
    assert name_on(office, later) == "洗车加打蜡"
    assert releases.withdraw(office.db, release, "anna", 3, today) == 2
    sync_round(hall, office)
    for machine in (office, hall):
        assert name_on(machine, later) == "洗车"
        assert isinstance(documents.read(machine.db, "service", "new", later), Ended)
    assert len(documents.versions(office.db, "service", "wash")) == 3, "nothing is removed"


def test_what_is_in_force_stays(office: Machine):
    release = released(office, service("洗车", office.today()))
    with pytest.raises(Refusal, match="in_force_already"):
        releases.withdraw(office.db, release, "anna", 3, office.today())
    assert name_on(office, office.today()) == "洗车"


def test_all_days_of_a_withdrawn_release_are_taken_back(office: Machine):
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today))
    release = released(office, service("2", first), service("3", tenth))
    assert releases.withdraw(office.db, release, "anna", 3, today) == 2
    assert {name_on(office, day) for day in (today, first, tenth, datetime.date.max)} == {"1"}


def test_of_a_release_that_has_begun_the_later_day_is_taken_back(office: Machine):
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today))
    release = released(office, service("2", first), service("3", tenth))
    assert releases.withdraw(office.db, release, "anna", 3, first) == 1
    assert [name_on(office, day) for day in (today, first, tenth)] == ["1", "2", "2"]


def test_what_another_release_said_too_is_not_taken_back(office: Machine, time: Time):
    today = office.today()
    tenth = today + datetime.timedelta(10)
    first = released(office, service("2", tenth))
    time.pass_by(1)
    second = released(office, service("2", tenth), service("新项", tenth, "new"))
    time.pass_by(1)
    released(office, service("3", tenth))
    time.pass_by(1)
    released(office, service("2", tenth))
    assert releases.withdraw(office.db, second, "anna", 3, today) == 1, "the new one alone"
    with pytest.raises(Refusal, match="in_force_already"):
        releases.withdraw(office.db, first, "anna", 4, today)
    assert name_on(office, tenth) == "2"


BEGIN = datetime.date(2026, 1, 1)
CALENDAR = [BEGIN + datetime.timedelta(n) for n in range(8)]
words = st.tuples(st.sampled_from("ab"), st.sampled_from(CALENDAR[1:7]), st.sampled_from("123-"))
steps = st.lists(
    st.one_of(
        st.lists(words, min_size=1, max_size=5),  # a release of (key, day, name), "-" to end
        st.tuples(st.integers(0, 5), st.sampled_from(CALENDAR)),  # (release, today) to withdraw
    ),
    min_size=1,
    max_size=8,
)


def said(calendar: dict[str, dict[datetime.date, str]]) -> dict[tuple[str, datetime.date], str]:
    """A plain reading: each word holds from its day until the next day that has one."""
    return {
        (key, day): next((words[d] for d in sorted(words, reverse=True) if d <= day), "-")
        for key, words in calendar.items()
        for day in CALENDAR
    }


def held(db: Database) -> dict[tuple[str, datetime.date], str]:
    found = {}
    for key in "ab":
        for day in CALENDAR:
            content = documents.read(db, "service", key, day)
            found[key, day] = content.name.zh if isinstance(content, Service) else "-"
    return found


@given(steps)
@settings(deadline=None)
def test_releases_and_withdrawals_say_what_a_plain_reading_says(everything):
    """All words that were said and not withdrawn before their day, in their
    order: on each day the last word for the latest day up to it holds. A word
    that changes nothing when it comes is not said."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(folder) / "office.db", pragmas={"synchronous": "off"})
        db.migrate()
        live: list[tuple[str, str, datetime.date, str]] = []
        published: list[str] = []
        today = BEGIN

        def plain() -> dict[tuple[str, datetime.date], str]:
            calendar: dict[str, dict[datetime.date, str]] = {"a": {}, "b": {}}
            for _, key, day, name in live:
                calendar[key][day] = name
            return said(calendar)

        for at, step in enumerate(everything, 1):
            if isinstance(step, list):
                wanted = [
                    Publication(key, Ended(), day, "service") if name == "-"
                    else service(name, day, key)
                    for key, day, name in step
                ]  # fmt: skip
                releases.propose(db, str(at), "service", wanted, "anna", at)
                releases.publish(db, str(at), "anna", at, two_persons=False)
                for key, day, name in sorted(step, key=lambda word: word[:2]):
                    if plain()[key, day] != name:
                        live.append((str(at), key, day, name))
                published.append(str(at))
            elif step[0] < len(published):
                release = published.pop(step[0])
                today = max(today, step[1])
                with contextlib.suppress(Refusal):
                    releases.withdraw(db, release, "anna", at, today)
                    live = [word for word in live if word[0] != release or word[2] <= today]
            assert held(db) == plain()
        db.close()


def test_withdrawals_of_several_releases_leave_nothing_behind(office: Machine, time: Time):
    today = office.today()
    fifth, tenth = today + datetime.timedelta(5), today + datetime.timedelta(10)
    released(office, service("1", today))
    time.pass_by(1)
    first = released(office, service("2", tenth))
    time.pass_by(1)
    second = released(office, service("3", fifth))
    releases.withdraw(office.db, first, "anna", time().utc + 1, today)
    assert [name_on(office, day) for day in (fifth, tenth)] == ["3", "3"]
    releases.withdraw(office.db, second, "anna", time().utc + 2, today)
    assert [name_on(office, day) for day in (fifth, tenth)] == ["1", "1"]
    time.pass_by(10)
    released(office, service("4", fifth))
    assert [name_on(office, day) for day in (fifth, tenth)] == ["4", "4"], "withdrawn is gone"


days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 20))


@given(st.lists(days, max_size=12), days)
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


def test_stations_say_what_they_lack(office: Machine, hall: Machine):

    sync_round(hall, office)
    assert [(s.branch, len(n)) for s, _, n in last_calls.missing_versions(office.db)] == [(HERE, 0)]
    released(office, service("洗车", office.today()), service("擦窗", office.today(), "b"))
    assert [(s.branch, len(n)) for s, _, n in last_calls.missing_versions(office.db)] == [(HERE, 2)]
    sync_round(hall, office)
    assert [(s.branch, len(n)) for s, _, n in last_calls.missing_versions(office.db)] == [(HERE, 0)]
    assert documents.newest(office.db, "clerk", WANG) is not None
