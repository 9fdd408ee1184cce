"""What is taken back in time is as if it had never been published."""

import contextlib
import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.ground.db import Database
from kiosk.records.publishing import documents, releases, withdrawing
from kiosk.vocabulary.documents import Ended, Publication, Service
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, Time, sync_round
from tests.records.publishing.cast import name_on, released, service


def test_what_is_not_in_force_yet_can_be_withdrawn(office: Machine, hall: Machine):
    today = office.today()
    later = today + datetime.timedelta(5)
    released(office, service("洗车", today))
    release = released(office, service("洗车加打蜡", later), service("新项", later, "new"))
    assert name_on(office, later) == "洗车加打蜡"
    assert withdrawing.withdraw(office.db, release, "anna", 3, today) == 2
    sync_round(hall, office)
    for machine in (office, hall):
        assert name_on(machine, later) == "洗车"
        assert documents.read(machine.db, "service", "new", later) is None
    assert len(documents.history(office.db, "service", "wash")) == 2, "nothing is removed"
    assert [row.version for row in documents.history(hall.db, "service", "wash")] == [1]
    assert documents.history(hall.db, "service", "new") == [], "halls show only what counts"


def test_what_is_in_force_stays(office: Machine):
    release = released(office, service("洗车", office.today()))
    with pytest.raises(Refusal, match="in_force_already"):
        withdrawing.withdraw(office.db, release, "anna", 3, office.today())
    assert name_on(office, office.today()) == "洗车"


def test_all_days_of_a_withdrawn_release_are_taken_back(office: Machine):
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today))
    release = released(office, service("2", first), service("3", tenth))
    assert withdrawing.withdraw(office.db, release, "anna", 3, today) == 2
    assert {name_on(office, day) for day in (today, first, tenth, datetime.date.max)} == {"1"}


def test_of_a_release_that_has_begun_the_later_day_is_taken_back(office: Machine):
    today = office.today()
    first, tenth = today + datetime.timedelta(1), today + datetime.timedelta(10)
    released(office, service("1", today))
    release = released(office, service("2", first), service("3", tenth))
    assert withdrawing.withdraw(office.db, release, "anna", 3, first) == 1
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
    assert withdrawing.withdraw(office.db, second, "anna", 3, today) == 1, "the new one alone"
    with pytest.raises(Refusal, match="in_force_already"):
        withdrawing.withdraw(office.db, first, "anna", 4, today)
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
                releases.publish(
                    db, str(at), "anna", at, two_persons=False, today=today, mostly_new=True
                )
                for key, day, name in sorted(step, key=lambda word: word[:2]):
                    if plain()[key, day] != name:
                        live.append((str(at), key, day, name))
                published.append(str(at))
            elif step[0] < len(published):
                release = published.pop(step[0])
                today = max(today, step[1])
                with contextlib.suppress(Refusal):
                    withdrawing.withdraw(db, release, "anna", at, today)
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
    withdrawing.withdraw(office.db, first, "anna", time().utc + 1, today)
    assert [name_on(office, day) for day in (fifth, tenth)] == ["3", "3"]
    withdrawing.withdraw(office.db, second, "anna", time().utc + 2, today)
    assert [name_on(office, day) for day in (fifth, tenth)] == ["1", "1"]
    time.pass_by(10)
    released(office, service("4", fifth))
    assert [name_on(office, day) for day in (fifth, tenth)] == ["4", "4"], "withdrawn is gone"
