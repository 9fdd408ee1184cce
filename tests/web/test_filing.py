"""A customer files something, keeps the receipt, looks it up; rings for help."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.hall import help
from kiosk.records.ledger import ledger
from tests.cast import HERE, LI, Machine, Time, sync_round
from tests.web.test_desk import PIN, sign_in

pytest_plugins = ["tests.web.test_desk"]


def form_key(customer: FlaskClient, path: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{32})"', customer.get(path).text)
    assert found is not None
    return found.group(1)


def file(customer: FlaskClient, kind: str = "complaint", **said: object):  # type: ignore[no-untyped-def]
    data = {"key": form_key(customer, f"/feedback/{kind}"), "topic": ["waiting"]} | said
    return customer.post(f"/feedback/{kind}", data=data)


def code_on(page: str) -> str:
    found = re.search(r"<output>([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})</output>", page)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("kind", ["suggestion", "complaint", "praise", "question"])
def test_from_the_idle_page_to_a_receipt_without_typing(
    customer: FlaskClient, hall: Machine, kind: str
):
    assert 'href="/feedback"' in customer.get("/").text
    assert f'href="/feedback/{kind}"' in customer.get("/feedback").text
    answer = file(customer, kind)
    page = customer.get(answer.location).text
    assert answer.status_code == 303 and "<svg" in page
    found = customer.post("/look-up", data={"code": code_on(page).lower().replace("-", " ")}).text
    assert "本厅已收到" in found and "待上传总部" in found


def test_the_look_up_proves_arrival(customer: FlaskClient, hall: Machine, office: Machine):
    code = code_on(customer.get(file(customer).location).text)
    sync_round(hall, office)
    assert "收到，是第 1 条记录" in customer.post("/look-up", data={"code": code}).text


def test_a_re_sent_form_is_one_case_with_one_receipt(customer: FlaskClient, hall: Machine):
    key = form_key(customer, "/feedback/praise")
    pages = [
        customer.post("/feedback/praise", data={"key": key, "topic": "service"}).location
        for _ in range(3)
    ]
    assert len(set(pages)) == 1 and ledger.chains(hall.db, HERE)[0].seq == 1


def test_the_next_customer_cannot_see_the_receipt(customer: FlaskClient, hall: Machine):
    page = file(customer).location
    customer.get("/idle")
    customer.get("/")
    assert customer.get(page).status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [({"topic": []}, 422), ({"topic": ["weather"]}, 422), ({"text": "x" * 1001}, 422),
     ({"key": ""}, 422), ({"clerk": "9999"}, 404)],
)  # fmt: skip
def test_what_cannot_be_filed_gets_a_clear_page(
    customer: FlaskClient, hall: Machine, said: dict[str, object], status: int
):
    assert file(customer, **said).status_code == status
    assert ledger.chains(hall.db, HERE) == []


@pytest.mark.parametrize(("code", "status"), [("", 422), ("ABC", 422), ("2222-2222", 404)])
def test_a_wrong_code_gets_a_clear_page(customer: FlaskClient, code: str, status: int):
    assert customer.post("/look-up", data={"code": code}).status_code == status


def test_help_is_seen_at_the_desk_and_who_came_is_kept(
    customer: FlaskClient, desk: FlaskClient, hall: Machine, time: Time
):
    sign_in(desk, LI, PIN)
    seen = re.search(r'hx-get="/calls\?seen=(\w+)"', desk.get("/").text)
    assert seen is not None
    quiet = f"/calls?seen={seen.group(1)}"
    assert desk.get(quiet).status_code == 204
    customer.post("/help", data={"key": form_key(customer, "/help")})
    assert "马上就来" in customer.get("/help").text
    shown = desk.get(quiet)
    assert shown.status_code == 200 and "大厅有顾客需要帮助" in shown.text
    came = re.search(r'action="(/calls/\w+/came)"', shown.text)
    assert came is not None
    time.pass_by(25_000)
    desk.post(came.group(1))
    assert "李敏 已到场，用时 25 秒" in desk.get(quiet).text
    assert [(c.clerk, c.came - c.at) for c in help.calls(hall.db, hall.today())] == [(LI, 25_000)]


def test_a_call_that_is_none_cannot_be_answered(desk: FlaskClient):
    sign_in(desk)
    assert desk.post("/calls/" + "a" * 32 + "/came").status_code == 404
