"""A program that reads cards on and on gets each of them, whatever arrives meanwhile."""

import pytest

from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.cards import CARDS
from kiosk.records.exchange.feed.in_order import Place
from kiosk.records.feedback import thanks
from kiosk.rules.ledger.undo import void_id
from tests.cast import FORM, HERE, NOON, THERE, WANG, ZHAO, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.exchange.feed.cast import LATER, read
from tests.records.exchange.test_arrivals import batch, card, take
from tests.records.feedback.cast import rate
from tests.sync.cast import alarms, tap


@pytest.mark.both
@pytest.mark.parametrize("most", [1, 500])
def test_each_card_is_given_once_while_others_arrive(
    hall: Machine, office: Machine, another_hall, time: Time, monkeypatch: pytest.MonkeyPatch,
    most: int,
):  # fmt: skip
    monkeypatch.setattr(in_order, "MOST", most)
    monkeypatch.setattr(in_order, "BATCHES", most)
    other = another_hall("other", THERE)
    place, seen = Place(), []
    for n in range(1, 9):
        machine, badge = (hall, WANG) if n % 3 else (other, ZHAO)
        tap(machine, n, badge)
        rate(machine, 100 + n, "5", badge)
        if n % 2:
            sync_round(machine, office)
        time.pass_by(20_000)
        part = in_order.after(office.db, CARDS, place, time().utc)
        seen, place = seen + part.rows, part.place
    for machine in (hall, other):
        sync_round(machine, office)
    time.pass_by(LATER)
    rest, place = read(office, CARDS, place, time().utc)
    found = [(one.branch, one.event_id) for one in seen + rest]
    assert len(found) == len(set(found)) == 8 and {one for one, _ in found} == {HERE, THERE}
    assert read(office, CARDS, place, time().utc)[0] == []


def test_a_card_that_was_taken_back_comes_again(hall: Machine, office: Machine, time: Time):
    tap(hall, 1)
    sync_round(hall, office)
    time.pass_by(LATER)
    (given,), place = read(office, CARDS, Place(), time().utc)
    assert (given.mark, given.clerk, given.entry, given.withdrawn) == (
        "polite", WANG, "screen", False,
    )  # fmt: skip
    tap(hall, 2)
    visit = by_visit(hall.db, hall.time(), "v1")
    thanks.undo(hall.db, visit, FORM, k(2))
    sync_round(hall, office)
    time.pass_by(LATER)
    (taken_back,), _ = read(office, CARDS, place, time().utc)
    assert taken_back.withdrawn


def test_a_withdrawal_that_does_not_count_takes_nothing_back(office: Machine):
    name = k(1)
    late = {"boot": "b", "mono": 10**9}
    void = card(void_id(name), kind="voided", subject=name, clock=late)
    other = card(k(2), giver="colleague")
    take(office, batch(card(name), other, void))
    assert alarms(office) == {"void_refused"}
    rows, _ = read(office, CARDS, Place(), NOON + LATER)
    assert [(row.event_id, row.withdrawn) for row in rows] == [(name, False)]
