"""Receivers are set up by who sends, and show no secret once they are saved."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.alerts import deliveries, receivers
from kiosk.records.alerts.receivers import Address, Receiver
from kiosk.records.ledger import security_log
from tests.cast import HERE, WANG, Machine
from tests.records.alerts.cast import SECRET, URL, receiver
from tests.web.cast import at_desk

FORM = {
    "name": "值班群", "way": "webhook", "reader": "office", "language": "zh", "address": URL,
    "secret": SECRET, "events": ["low_grade", "new_case"], "branches": [HERE],
}  # fmt: skip


def only(machine: Machine) -> Receiver:
    (found,) = receivers.every(machine.db)
    return found


def test_head_office_adds_a_receiver(office: Machine, head: FlaskClient):
    answer = head.open("/receivers/new", method="POST", data=FORM | {"key": "a" * 32})
    assert answer.status_code == 303
    head.open("/receivers/new", method="POST", data=FORM | {"key": "a" * 32})
    found = only(office)
    assert found.chosen.events == ("low_grade", "new_case") and found.chosen.branches == (HERE,)
    assert receivers.address(office.keys, found) == Address(URL, SECRET)
    (logged,) = security_log.listed(office.db, "receiver_added").rows
    assert (logged.who, logged.subject) == ("admin", "值班群")


def test_no_page_shows_address_or_secret_once_they_are_saved(office: Machine, head: FlaskClient):
    key = receiver(office)
    deliveries.test(office.db, key, "b" * 32, 1)
    pages = ("/receivers", f"/receivers/{key}", "/deliveries", f"/deliveries/{'b' * 32}")
    for page in pages:
        text = head.get(page).text
        assert "geheim-4711" not in text and SECRET not in text
    assert "https://gateway.example.com/…" in head.get(f"/receivers/{key}").text


def test_a_refused_form_comes_back_without_its_secret(head: FlaskClient):
    answer = head.post("/receivers/new", data=FORM | {"address": "http://example.com/hook"})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert "http://example.com/hook" in answer.text and "值班群" in answer.text
    assert SECRET not in answer.text
    assert answer.text.count("checked") == 3


@pytest.mark.parametrize(
    "said, code",
    [
        ({"way": "pigeon"}, 400),
        ({"reader": "everyone"}, 400),
        ({"events": ["everything"]}, 400),
        ({"branches": ["sb99"]}, 404),
        ({"name": ""}, 422),
        ({"secret": ""}, 422),
        ({"key": "x"}, 422),
    ],
)
def test_what_can_not_be_is_refused(
    office: Machine, head: FlaskClient, said: dict[str, object], code: int
):
    assert head.post("/receivers/new", data=FORM | said).status_code == code
    assert receivers.every(office.db) == []


def test_a_receiver_is_changed_switched_off_and_on(office: Machine, head: FlaskClient):
    key = receiver(office)
    head.post(f"/receivers/{key}", data=FORM | {"name": "新名称", "address": "", "secret": ""})
    assert only(office).name == "新名称"
    assert receivers.address(office.keys, only(office)) == Address(URL, SECRET)
    for state in ("off", "on"):
        head.post(f"/receivers/{key}/switch", data={"state": state})
        assert only(office).state == state
    for action in ("receiver_changed", "receiver_off", "receiver_on"):
        assert security_log.listed(office.db, action).number == 1
    assert head.post("/receivers/none", data=FORM).status_code == 404


def test_a_test_message_is_queued_and_its_log_shown(office: Machine, head: FlaskClient):
    key = receiver(office)
    answer = head.open(f"/receivers/{key}/test", method="POST", data={"key": "c" * 32})
    assert answer.location == f"/deliveries?receiver={key}"
    assert "测试消息" in head.get(answer.location).text
    receivers.switch(office.db, key, False, "x", 1)
    assert head.post(f"/receivers/{key}/test").status_code == 409


def test_the_manager_of_a_hall_with_an_office_is_led_to_it(manager: FlaskClient):
    for page in ("/receivers", "/receivers/new", "/deliveries"):
        answer = manager.get(page)
        assert answer.status_code == 403 and "总部" in answer.text


def test_the_manager_of_a_hall_alone_sets_them_up(alone: Machine):
    desk = at_desk(alone, WANG)
    desk.post("/receivers/new", data={**FORM, "branches": []})
    assert only(alone).name == "值班群"
    assert "消息接收方" in desk.get("/alerts").text
    assert "值班群" in desk.get("/receivers").text


def test_a_clerk_sets_up_nothing(clerk: FlaskClient):
    assert clerk.get("/receivers").status_code == 403
