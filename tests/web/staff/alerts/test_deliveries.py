"""The log of messages: each with its tries, and sent again by hand."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.alerts import deliveries
from kiosk.records.alerts.deliveries import Delivery, Tried
from tests.cast import HERE, Machine, sync_round
from tests.records.alerts.cast import look, queued, rate, receiver


@pytest.fixture
def failed(hall: Machine, office: Machine) -> Delivery:
    """A message that was given up."""
    receiver(office)
    rate(hall, 1)
    sync_round(hall, office)
    look(office)
    (one,) = queued(office)
    number = deliveries.begin_try(office.db, one, 1, 0.0)
    deliveries.end_try(office.db, one, number, Tried("refused", 500), 2)
    office.db.run(Delivery.update(state="failed", ended_at=2))
    return deliveries.find(office.db, one.delivery_id)


def test_what_was_given_up_is_shown_with_its_tries(head: FlaskClient, failed: Delivery):
    listed = head.get("/deliveries?state=failed").text
    assert "低分评价" in listed and "未送达" in listed and "值班群" in listed
    assert "没有发送记录" in head.get("/deliveries?state=sent").text
    page = head.get(f"/deliveries/{failed.delivery_id}").text
    assert "对方拒收" in page and "500" in page and failed.event_id in page


def test_it_is_sent_again_once_a_form(office: Machine, head: FlaskClient, failed: Delivery):
    for _ in range(2):
        answer = head.open(f"/deliveries/{failed.delivery_id}/resend", method="POST",
                           data={"key": "d" * 32})  # fmt: skip
        assert answer.location == f"/deliveries/{'d' * 32}"
    assert deliveries.listed(office.db).number == 2
    assert deliveries.find(office.db, "d" * 32).event_id == failed.event_id
    assert "等待发送" in head.get(answer.location).text


def test_what_waits_is_not_sent_twice(office: Machine, head: FlaskClient, failed: Delivery):
    office.db.run(Delivery.update(state="waiting"))
    answer = head.post(f"/deliveries/{failed.delivery_id}/resend")
    assert answer.status_code == 409 and "发送中" in answer.text


def test_a_digest_names_its_alerts(office: Machine, head: FlaskClient, failed: Delivery):
    (alert,) = deliveries.about(office.db, failed)
    named = [(HERE, alert.alert_id)]
    deliveries.put(office.db, failed.receiver, "digest", "e" * 32, named, 7, 5)
    assert "提醒汇总，共 7 条" in head.get("/deliveries").text
    waiting = deliveries.listed(office.db, state="waiting").rows[0]
    assert "皇姑" in head.get(f"/deliveries/{waiting.delivery_id}").text


def test_what_is_not_there_is_refused(head: FlaskClient):
    assert head.get("/deliveries/none").status_code == 404
    assert head.get("/deliveries?state=lost").status_code == 400
    assert head.post("/deliveries/none/resend").status_code == 404
