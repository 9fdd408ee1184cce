"""What is read on and on misses nothing that is still on its way."""

import pytest

from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.evaluations import RATINGS
from kiosk.records.exchange.feed.in_order import Place
from kiosk.records.feedback import thanks
from kiosk.sync import rounds
from tests.cast import FORM, Machine, Time, by_visit, sync_round, wire_to
from tests.records.cases.cast import k
from tests.records.exchange.feed.cast import LATER, read
from tests.records.feedback.cast import rate, remark
from tests.sync.cast import tap


def test_a_batch_that_may_still_be_overtaken_waits(hall: Machine, office: Machine, time: Time):
    rate(hall, 1, "5")
    sync_round(hall, office)
    settled = time().utc + in_order.SETTLED_MS
    assert in_order.after(office.db, RATINGS, Place(), settled - 1).rows == []
    found = in_order.after(office.db, RATINGS, Place(), settled + 10)
    assert [row.mark for row in found.rows] == ["5"] and not found.more
    assert in_order.after(office.db, RATINGS, found.place, settled + 10).rows == []


def test_what_follows_begins_after_the_last_item_of_before(
    hall: Machine, office: Machine, time: Time
):
    rate(hall, 1, "4")
    sync_round(hall, office)
    time.pass_by(LATER)
    first, place = read(office, RATINGS, Place(), time().utc)
    rate(hall, 2, "5")
    sync_round(hall, office)
    time.pass_by(LATER)
    second, _ = read(office, RATINGS, place, time().utc)
    assert [row.mark for row in first] == ["4"] and [row.mark for row in second] == ["5"]


def test_an_item_of_which_more_arrived_is_on_a_page_once(
    hall: Machine, office: Machine, time: Time
):
    given = rate(hall, 1, "2")
    sync_round(hall, office)
    remark(hall, 1, reasons=["fee"])
    sync_round(hall, office)
    time.pass_by(LATER)
    rows, _ = read(office, RATINGS, Place(), time().utc)
    assert [row.event_id for row in rows] == [given.event_id]


def test_batches_of_one_moment_are_read_on_each_from_its_own_place(
    hall: Machine, office: Machine, time: Time, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(in_order, "MOST", 1)
    for number in range(1, 6):
        rate(hall, number, str(number))
    rounds.run(hall.db, wire_to(office), hall.keys, hall.time, hall.new_id, size=2)
    time.pass_by(LATER)
    marks, place, more = [], Place(), True
    while more:
        part = in_order.after(office.db, RATINGS, place, time().utc)
        marks, place, more = [*marks, *(row.mark for row in part.rows)], part.place, part.more
    assert marks == ["1", "2", "3", "4", "5"]


def test_what_concerns_other_facts_is_passed_by(hall: Machine, office: Machine, time: Time):
    tap(hall, 1)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), FORM, k(1))
    rate(hall, 2, "4")
    sync_round(hall, office)
    time.pass_by(LATER)
    rows, _ = read(office, RATINGS, Place(), time().utc)
    assert [row.mark for row in rows] == ["4"]
