"""What is read on and on misses nothing that is still on its way."""

import pytest

from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.cards import CARDS
from kiosk.records.exchange.feed.evaluations import RATINGS
from kiosk.records.exchange.feed.in_order import Place
from kiosk.records.feedback import thanks
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Ledger
from kiosk.sync import rounds
from tests.cast import FORM, HERE, NOON, THERE, Machine, Time, by_visit, plant, sync_round, wire_to
from tests.records.cases.cast import k
from tests.records.exchange.feed.cast import LATER, read
from tests.records.exchange.test_arrivals import batch, card, take
from tests.records.feedback.cast import rate, remark
from tests.sync.cast import tap


def test_a_batch_that_may_still_be_overtaken_waits(hall: Machine, office: Machine, time: Time):
    rate(hall, 1, "5")
    sync_round(hall, office)
    settled = time().utc + 60_000
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


def test_a_page_has_500_items_and_looks_through_200_batches(office: Machine):
    """A program asks again for the rest."""
    many, now = batch(*(card(k(n)) for n in range(501))), NOON + LATER + 1_000
    take(office, many)
    first = in_order.after(office.db, CARDS, Place(), now)
    assert (len(first.rows), first.more) == (500, True)
    rest = in_order.after(office.db, CARDS, first.place, now)
    assert (len(rest.rows), rest.more) == (1, False)
    head, seq = many.head, 502
    for n in range(201):
        one = batch(card(k(1_000 + n)), first=seq, prev=head)
        take(office, one)
        head, seq = one.head, seq + 1
    part = in_order.after(office.db, CARDS, rest.place, now)
    assert (len(part.rows), part.more) == (200, True)
    assert len(in_order.after(office.db, CARDS, part.place, now).rows) == 1


def test_two_halls_facts_of_one_id_are_each_its_own(
    hall: Machine, office: Machine, another_hall, time: Time
):
    other = another_hall("other", THERE)
    rate(hall, 1, "5")
    (given,) = hall.db.rows(Ledger.select().where(Ledger.kind == "rating"))
    theirs = bytes(given.body).replace(HERE.encode(), THERE.encode()).replace(b'"5"', b'"1"')
    with other.db.writing():
        plant(other.db, identity.me(other.db).chain, [theirs])
    for machine in (hall, other):
        sync_round(machine, office)
    time.pass_by(LATER)
    rows, _ = read(office, RATINGS, Place(), time().utc)
    assert [(row.branch, row.mark) for row in rows] == [(HERE, "5"), (THERE, "1")]
