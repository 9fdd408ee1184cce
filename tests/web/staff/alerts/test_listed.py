"""The page of alerts at desk and office, and the menu's entry."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.alerts import listed
from kiosk.records.hall import help
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.alerts.deciding import HOUR_MS
from tests.cast import HERE, MANAGER, Machine, by_visit, sync_round
from tests.records.alerts.cast import look, rate
from tests.records.cases.cast import file
from tests.web.cast import at_desk, at_office, words


@pytest.fixture
def happened(hall: Machine, office: Machine) -> tuple[Machine, Machine]:
    """A low grade, a case about safety, a call, one about the manager, and an alarm."""
    rate(hall, 1)
    file(hall, 2, topics=["safety"])
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v"), f"{3:032x}")
    rate(hall, 4, "2", MANAGER)
    sync_round(hall, office)
    for machine in (hall, office):
        alarms.alarm(machine.db, ChainId(HERE, "s" * 24, 1), 1, "old_day", "", machine.time().utc)
        look(machine)
    return hall, office


def rows(page: str) -> list[str]:
    found = re.search(r'<ul class="alarm-list">(.*?)</ul>', page, re.S)
    return [words(one) for one in re.findall(r"<li>(.*?)</li>", found[1], re.S)] if found else []


def test_the_manager_sees_what_waits_safety_first(
    happened: tuple[Machine, Machine], manager: FlaskClient
):
    page = manager.get("/alerts").text
    said = rows(page)
    assert "安全事项" in said[0] and "新工单" in said[0]
    assert len(said) == 4 and sum("低分评价" in one for one in said) == 1
    assert re.search(r'class="count">4<', page) and "消息接收方" not in page


def test_head_office_sees_what_is_about_a_manager_too(
    happened: tuple[Machine, Machine], head: FlaskClient
):
    page = head.get("/alerts").text
    assert len(rows(page)) == 5 and all("皇姑" in one for one in rows(page))
    assert "消息接收方" in page
    assert len(rows(head.get("/alerts?event=low_grade").text)) == 2
    assert rows(head.get("/alerts?branch=sb02").text) == []


def test_no_row_names_a_clerk_or_quotes_a_customer(
    hall: Machine, office: Machine, manager: FlaskClient
):
    file(hall, 1, text="收了二十元没有收据")
    rate(hall, 2)
    look(hall)
    page = manager.get("/alerts").text
    assert "二十元" not in page and "王芳" not in page


def test_what_was_read_moves_to_the_other_list(
    happened: tuple[Machine, Machine], manager: FlaskClient
):
    hall, _ = happened
    name = listed.listed(hall.db).rows[0].name
    answer = manager.open("/alerts/seen", method="POST",
                          data={"key": "a" * 32, "which": "chosen", "alert": name})  # fmt: skip
    assert answer.status_code == 303
    assert len(rows(manager.get("/alerts").text)) == 3
    assert len(rows(manager.get("/alerts?state=seen").text)) == 1
    newest = hall.time().utc
    manager.post("/alerts/seen", data={"key": "b" * 32, "which": "all", "newest": str(newest)})
    assert rows(manager.get("/alerts").text) == []
    assert "没有未读的提醒" in manager.get("/alerts").text
    assert 'class="count"' not in re.sub(
        r"告警.*?</a>", "", manager.get("/alerts").text, flags=re.S
    )


def test_nothing_chosen_is_said(happened: tuple[Machine, Machine], manager: FlaskClient):
    answer = manager.post("/alerts/seen", data={"which": "chosen"})
    assert answer.status_code == 422 and "请先选择提醒" in answer.text


def test_each_leads_to_what_it_is_about(happened: tuple[Machine, Machine]):
    hall, office = happened
    office.time.pass_by(25 * HOUR_MS)
    look(office)
    leads: dict[str, set[str]] = {}
    for machine, browser in ((hall, at_desk(hall, MANAGER)), (office, at_office(office))):
        for one in listed.listed(machine.db).rows:
            answer = browser.get(f"/alerts/{one.branch or '-'}/{one.alert_id}")
            assert answer.status_code == 303
            leads.setdefault(one.event, set()).add(answer.location)
            assert browser.get(answer.location).status_code == 200
    case = next(one for one in leads["new_case"])
    assert case.startswith(f"/cases/{HERE}/")
    assert leads["alarm"] == {f"/alarms/old_day?branch={HERE}"}
    assert leads["silent_station"] == {f"/stations?branch={HERE}"}
    assert leads["help_call"] == {"/", "/help"}


def test_what_is_not_for_this_page_leads_to_the_list(
    happened: tuple[Machine, Machine], manager: FlaskClient
):
    hall, _ = happened
    hidden = hall.db.first(listed.Alert.select().where(listed.Alert.shown == 0))
    for name in (f"{HERE}/{hidden.alert_id}", f"{HERE}/{'0' * 32}", "-/x"):
        assert manager.get(f"/alerts/{name}").location == "/alerts"


def test_a_clerk_is_not_let_in_and_has_no_entry(clerk: FlaskClient):
    assert clerk.get("/alerts").status_code == 403
    assert "/alerts" not in clerk.get("/").text


def test_a_state_that_is_none_is_refused(manager: FlaskClient):
    assert manager.get("/alerts?state=other").status_code == 400


def test_a_rating_that_was_taken_back_says_so(hall: Machine, manager: FlaskClient):
    rate(hall, 1)
    look(hall)
    hall.db.run(listed.Alert.update(withdrawn_at=1))
    assert "顾客已撤回" in manager.get("/alerts").text
