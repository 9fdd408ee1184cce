"""A program that reads ratings on and on gets each of them, whatever arrives meanwhile."""

import pytest

from kiosk.records.exchange import revocation
from kiosk.records.exchange.feed import in_order
from kiosk.records.exchange.feed.evaluations import RATINGS
from kiosk.records.exchange.feed.in_order import Place
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, THERE, ZHAO, Machine, Time, sync_round
from tests.records.exchange.feed.cast import LATER, read
from tests.records.feedback.cast import rate, remark
from tests.sync.cast import tap


def grades(rows: list[FeedbackNow]) -> list[str]:
    return [row.mark for row in rows]


@pytest.mark.parametrize("most", [1, 2, 500])
def test_each_rating_is_given_once_while_others_arrive(
    hall: Machine, office: Machine, another_hall, time: Time, monkeypatch: pytest.MonkeyPatch,
    most: int,
):  # fmt: skip
    monkeypatch.setattr(in_order, "MOST", most)
    monkeypatch.setattr(in_order, "BATCHES", most)
    other = another_hall("other", THERE)
    place, seen = Place(), []
    for n in range(1, 9):
        machine, badge = (hall, "0317") if n % 3 else (other, ZHAO)
        rate(machine, n, str(n % 5 + 1), badge)
        tap(machine, 100 + n, badge)
        if n % 2:
            sync_round(machine, office)
        time.pass_by(20_000)
        part = in_order.after(office.db, RATINGS, place, time().utc)
        seen, place = seen + part.rows, part.place
    for machine in (hall, other):
        sync_round(machine, office)
    time.pass_by(LATER)
    rest, place = read(office, RATINGS, place, time().utc)
    ids = [row.event_id for row in seen + rest]
    everything = office.db.rows(FeedbackNow.select().where(FeedbackNow.kind == "rating"))
    assert sorted(ids) == sorted(row.event_id for row in everything) and len(ids) == 8
    assert read(office, RATINGS, place, time().utc)[0] == []


def test_a_rating_comes_again_when_the_customer_adds_to_it(
    hall: Machine, office: Machine, time: Time
):
    given = rate(hall, 1, "2")
    sync_round(hall, office)
    time.pass_by(LATER)
    rows, place = read(office, RATINGS, Place(), time().utc)
    assert [(row.mark, row.reasons) for row in rows] == [("2", "")]
    remark(hall, 1, reasons=["fee"])
    sync_round(hall, office)
    time.pass_by(LATER)
    rows, _ = read(office, RATINGS, place, time().utc)
    assert [(row.event_id, row.reasons.strip(",")) for row in rows] == [(given.event_id, "fee")]


def test_what_a_revoked_station_sent_comes_once_it_is_released(
    hall: Machine, office: Machine, time: Time
):
    name = hall.keys.fingerprint
    revocation.revoke(office.db, name, "anna", "报失", time().utc)
    rate(hall, 1, "5")
    with pytest.raises(Refusal, match="revoked"):
        sync_round(hall, office)
    time.pass_by(LATER)
    rows, place = read(office, RATINGS, Place(), time().utc)
    assert rows == []
    author = authors.at_office(office.db, HERE, "anna", office.time())
    revocation.release(office.db, author, name, "已核实")
    time.pass_by(LATER)
    assert grades(read(office, RATINGS, place, time().utc)[0]) == ["5"]
