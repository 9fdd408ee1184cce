"""Head office confirms a manager's key by its fingerprint."""

import re

from flask.testing import FlaskClient

from kiosk.records.cases import seal_keys
from tests.cast import HERE, Machine, sync_round
from tests.records.cases.cast import make_key
from tests.web.cast import at_office, form_key


def test_a_key_is_confirmed_once_its_fingerprint_was_read_out(
    head: FlaskClient, hall: Machine, office: Machine
):
    keys = make_key(hall)
    sync_round(hall, office)
    page = head.get("/seal-keys").text
    assert " ".join(re.findall("....", keys.fingerprint)) in page and "等待总部确认" in page
    (action,) = re.findall(r'action="(/seal-keys/[^"]+)"', page)
    key = form_key(head, "/seal-keys")
    wrong = head.post(action, data={"key": key, "fingerprint": "a" * 24})
    assert wrong.status_code == 404 and seal_keys.counting(office.db, HERE) is None
    assert head.post("/seal-keys/nowhere/x", data={"key": key}).status_code == 404
    done = head.post(action, data={"key": key, "fingerprint": keys.fingerprint})
    assert done.location == "/seal-keys"
    page = head.get("/seal-keys").text
    assert "正在使用" in page and "等待总部确认" not in page
    sync_round(hall, office)
    counting = seal_keys.counting(hall.db, HERE)
    assert counting is not None and counting.public == keys.public


def test_an_office_without_keys_says_so(office: Machine):
    assert "还没有网点设定口令" in at_office(office).get("/seal-keys").text


def test_nobody_else_sees_the_page(office: Machine):
    assert office.browser("office").get("/seal-keys").location == "/sign-in"
