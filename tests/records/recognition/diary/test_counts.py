"""A month's numbers, reported once it is over: by type, without names, few not at all."""

import re

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.diary import counts
from kiosk.records.recognition.diary.store import DiaryCount
from kiosk.rules.recognition.diary.counts import Reported
from tests.cast import HERE, LI, THERE, WANG, Machine, Time, by_machine, sync_round
from tests.records.recognition.diary.cast import begin, write

DAY_MS = 86_400_000


def report(hall: Machine) -> int:
    return counts.report(hall.db, by_machine(hall.db, hall.time()))


def a_month(hall: Machine) -> None:
    for badge in (WANG, LI):
        begin(hall, badge)
    for number in range(1, 6):
        write(hall, number, counted=True, badge=WANG if number % 2 else LI)
    write(hall, 6, mark="praise", counted=True)
    write(hall, 7, mark="deed")


def test_a_month_is_told_once_it_is_over_and_once(hall: Machine, office: Machine, time: Time):
    a_month(hall)
    assert report(hall) == 0 and counts.months(hall.db, [HERE], hall.today()) == []
    month = hall.today().replace(day=1)
    time.pass_by(15 * DAY_MS)
    assert report(hall) == 1 and report(hall) == 0
    assert hall.db.rows(DiaryCount.select()) == []
    reported = Reported({"hurt": 5}, ("praise",))
    sync_round(hall, office)
    for machine in (hall, office):
        (found,) = counts.months(machine.db, [HERE, THERE], machine.today())
        assert found == (month, reported, {HERE: reported})


def test_the_fact_names_no_one_and_no_moment_of_writing(hall: Machine, time: Time):
    a_month(hall)
    time.pass_by(15 * DAY_MS)
    report(hall)
    (row,) = hall.db.rows(Ledger.select().where(Ledger.kind == "diary_counted"))
    body = bytes(row.body).decode()
    assert not {WANG, LI} & set(re.findall(r"\w+", body)) and row.clerk == ""
    assert row.day == hall.today() and "2026-11-21" not in body


def test_an_entry_that_comes_after_its_month_was_told_is_not_told(hall: Machine, time: Time):
    a_month(hall)
    time.pass_by(15 * DAY_MS)
    report(hall)
    time.step(-15 * DAY_MS)
    row = {"branch": HERE, "month": "2026-11-01", "mark": "hurt", "n": 9}
    hall.db.run(DiaryCount.insert(row))
    time.step(15 * DAY_MS)
    assert report(hall) == 1 and hall.db.rows(DiaryCount.select()) == []
    (found,) = counts.months(hall.db, [HERE], hall.today())
    assert found.all == Reported({"hurt": 5}, ("praise",))
