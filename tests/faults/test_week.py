"""Two short days of a hall lose nothing and leave nothing open; the judges see what they should."""

from pathlib import Path

import pytest

from kiosk.records.ledger.ledger import Ledger
from tests.faults.week import judging
from tests.faults.week.hall import founded
from tests.faults.week.measures import Day, State
from tests.faults.week.play import Week

MINUTES, FACTS = 30, 150


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """Here the machines' clocks go on."""


def test_two_short_days_lose_nothing_and_leave_nothing_open(tmp_path: Path):
    with founded(tmp_path) as hall:
        week = Week(hall, 7, FACTS, MINUTES)
        first, last = (week.play(number) for number in range(2))
        week.settle()
        wrong = judging.of_facts(hall, week.book)
        assert not any(wrong.values()), (wrong, week.book.odd[:10])
        assert judging.of_files(first, last) == []
        by_day = judging.facts_by_day(hall)
        assert len(by_day) == 2 and min(by_day.values()) > FACTS / 2, by_day
        _judges_see_what_is_lost_or_twice(hall, week)


def _judges_see_what_is_lost_or_twice(hall, week) -> None:
    week.book.thank("f" * 32, "card")
    with hall.station.database() as db:
        row = db.first(Ledger.select().where((Ledger.kind == "card") & (Ledger.counted == 1)))
        db.run(Ledger.insert(row.__data__ | {"epoch": 9}))
    wrong = judging.of_facts(hall, week.book)
    assert wrong["station: facts lost"] == wrong["office: facts lost"] == 1
    assert wrong["station: facts counted twice"] == 1 and wrong["office: facts counted twice"] == 0
    assert wrong["station: rows that differ from the ledger"] == 1


STATE = State(memory=100_000, descriptors=40, threads=16, cpu=1.0, database=1, wal=1, log=1,
              files=17, temporary=0)  # fmt: skip


def day(answers: dict[str, float], wal: int = 1, **said: int) -> Day:
    found = Day(0, after={"station": STATE._replace(**said)}, longest_wal={"station": wal})
    for who, ms in answers.items():
        found.measured.ms[who] = [ms] * 20
    return found


def test_what_grows_is_named():
    first = day({"customer": 20, "file": 4})
    assert judging.of_memory(first, day({}, memory=104_900)) == []
    assert judging.of_memory(first, day({}, memory=105_100)) != []
    for said in ({"descriptors": 49}, {"threads": 17}, {"files": 18}, {"temporary": 1},
                 {"log": 2_000}, {"wal": 20_000}):  # fmt: skip
        assert judging.of_files(first, first) == []
        assert len(judging.of_files(first, day({}, **said))) == 1, said


def test_answers_are_compared_with_a_file_that_needs_no_database():
    first = day({"customer": 20, "file": 4})
    assert judging.of_times(first, day({"customer": 29, "file": 4})) == []
    assert judging.of_times(first, day({"customer": 59, "file": 8})) == []
    assert len(judging.of_times(first, day({"customer": 31, "file": 4}))) == 1
    assert len(judging.of_times(first, day({"customer": 31, "file": 1}))) == 1
