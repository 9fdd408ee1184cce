"""When a report is due it is issued, and queued for each subscription once."""

import datetime

import pytest

from kiosk.records.alerts import deliveries, reports, subscriptions
from kiosk.records.alerts.deliveries import Delivery
from kiosk.records.reports.periods import issued
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, NORTH, Machine
from tests.records.alerts.test_subscriptions import add, key

D = datetime.date


def at(said: str) -> int:
    return round(datetime.datetime.fromisoformat(f"{said}+08:00").timestamp() * 1000)


def queued(office: Machine) -> list[Delivery]:
    return office.db.rows(Delivery.select().order_by(Delivery.made_at, Delivery.delivery_id))


@pytest.mark.both
def test_it_is_due_on_the_first_working_day_after_at_its_hour(office: Machine):
    add(office)  # on Saturday, 21 November
    assert reports.queue(office.db, at("2026-12-01 07:59")) == 0
    assert reports.queue(office.db, at("2026-12-01 08:00")) == 1
    (one,) = queued(office)
    assert (one.kind, one.receiver, one.state) == ("report", key(1), "waiting")
    row = reports.of_delivery(office.db, one)
    assert row is not None and (row.first, row.last) == (D(2026, 11, 1), D(2026, 11, 30))
    assert row.issued_by == "" and row.issued_at == at("2026-12-01 08:00")


@pytest.mark.both
def test_it_is_queued_once_whatever_is_asked_again(office: Machine):
    add(office)
    for said in ("2026-12-01 08:00", "2026-12-01 08:00", "2026-12-01 08:30", "2026-12-20 12:00"):
        reports.queue(office.db, at(said))
    assert len(queued(office)) == 1
    deliveries.purge(office.db, at("2027-06-01 00:00"))
    (one,) = reports.sent(office.db)
    assert one.row.first == D(2026, 11, 1)
    assert reports.queue(office.db, at("2026-12-31 12:00")) == 0
    assert reports.queue(office.db, at("2027-01-04 08:00")) == 1


def test_only_periods_count_that_became_due_after_subscribing(office: Machine):
    add(office, period="week", scope=HERE, hour=17)
    assert reports.queue(office.db, at("2026-11-23 12:00")) == 0  # Friday's was before
    assert reports.queue(office.db, at("2026-11-27 16:59")) == 0
    assert reports.queue(office.db, at("2026-11-27 17:00")) == 1
    assert [one.of.scope for one in issued.listed(office.db).rows] == [HERE]


def test_an_office_that_was_off_catches_up_oldest_first(office: Machine):
    add(office, period="week")
    assert reports.queue(office.db, at("2026-12-20 12:00")) == 4
    firsts = [one.row.first for one in reports.sent(office.db)]
    assert sorted(firsts) == [D(2026, 11, 20), D(2026, 11, 27), D(2026, 12, 4), D(2026, 12, 11)]


def test_one_that_ended_or_whose_halls_are_gone_gets_nothing(office: Machine):
    add(office, 1)
    add(office, 2, scope=f"region.{NORTH}")
    add(office, 3, scope="region.gone")
    subscriptions.end(office.db, key(1), "anna", at("2026-11-25 00:00"))
    assert reports.queue(office.db, at("2026-12-01 08:00")) == 1
    assert subscriptions.find(office.db, key(3)).state == "ended"


def test_a_user_has_the_newest_sent_at_once(office: Machine):
    add(office)
    now = at("2026-11-24 10:00")
    for _ in range(2):
        reports.send_now(office.db, key(1), key(7), "anna", now)
    (one,) = queued(office)
    row = reports.of_delivery(office.db, one)
    assert row is not None and (row.first, row.issued_by) == (D(2026, 10, 1), "anna")
    subscriptions.end(office.db, key(1), "anna", now)
    with pytest.raises(Refusal, match="subscription_ended"):
        reports.send_now(office.db, key(1), key(8), "anna", now)
