"""Head office's users keep one another's accounts, each time with the own password."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from kiosk.records.people import users
from tests.cast import Machine, Time
from tests.web.cast import PASSWORD, at_office

OWN = {"own": PASSWORD}


@pytest.fixture
def anna(office: Machine) -> FlaskClient:
    return at_office(office)


@pytest.fixture
def bert(office: Machine) -> FlaskClient:
    return at_office(office, "bert")


def password_in(page: str) -> str:
    found = re.search(r"<output>([a-z2-7-]{19})</output>", page)
    assert found is not None
    return found.group(1)


def sign_in(browser: FlaskClient, name: str, password: str) -> int:
    return browser.post("/sign-in", data={"name": name, "password": password}).status_code


def logged(office: Machine) -> list[tuple[str, str, str]]:
    doors = ("sign_in", "sign_out", "sign_in_failed", "refused")
    rows = security_log.every(office.db)
    return [(row.who, row.action, row.subject) for row in rows if row.action not in doors]


@pytest.mark.parametrize("path", ["/users", "/users/passwords/" + "a" * 32])
def test_nobody_sees_them_without_signing_in(office: Machine, path: str):
    assert office.browser("office").get(path).location == "/sign-in"


def test_a_user_is_added_with_a_drawn_password_that_is_shown_for_a_while(
    anna: FlaskClient, bert: FlaskClient, office: Machine, time: Time
):
    added = anna.post("/users", data={"name": " Carla ", "role": "admin", "key": "c" * 32} | OWN)
    again = anna.post("/users", data={"name": "carla", "role": "admin", "key": "c" * 32} | OWN)
    assert added.location == again.location == "/users/passwords/" + "c" * 32
    password = password_in(anna.get(added.location).text)
    assert bert.get(added.location).status_code == 410
    assert sign_in(office.browser("office"), "ＣＡＲＬＡ", password) == 303
    time.pass_by(users.SHOWN_MS)
    assert anna.get(added.location).status_code == 410
    assert "carla" in anna.get("/users").text
    assert logged(office) == [("anna", "user_added", "carla")]


@pytest.mark.parametrize("name, status", [("bert", 409), ("a b", 422), ("", 422), ("x" * 41, 422)])
def test_a_name_that_is_taken_or_has_another_shape_is_refused(
    anna: FlaskClient, bert: FlaskClient, office: Machine, name: str, status: int
):
    assert anna.post("/users", data={"name": name, "role": "admin"} | OWN).status_code == status
    assert len(users.every(office.db)) == 2 and logged(office) == []


def test_every_step_takes_the_own_password_and_is_slowed_down(
    anna: FlaskClient, bert: FlaskClient, office: Machine
):
    doors = ["/users", *(f"/users/bert/{step}" for step in ("password", "block", "remove"))]
    for path in [*doors, "/users/bert/unblock"]:
        answer = anna.post(path, data={"name": "carla", "role": "admin", "own": "a guess"})
        assert answer.status_code == 403 and "您的密码有误" in answer.text
    waits = anna.post("/users/bert/remove", data=OWN | {"own": PASSWORD})
    assert waits.status_code == 429 and PASSWORD not in waits.text
    assert [user.state for user in users.every(office.db)] == ["active", "active"]
    assert bert.get("/users").status_code == 200


def test_a_blocked_user_is_out_at_once_and_comes_back(
    anna: FlaskClient, bert: FlaskClient, office: Machine
):
    for _ in range(2):
        form = {"key": "d" * 32} | OWN
        assert anna.post("/users/bert/block", data=form).location == "/users"
    assert bert.get("/users").location == "/sign-in"
    assert sign_in(bert, "bert", PASSWORD) == 403
    assert anna.post("/users/bert/unblock", data=OWN).status_code == 303
    assert sign_in(bert, "bert", PASSWORD) == 303
    assert logged(office) == [("anna", "user_blocked", "bert"), ("anna", "user_unblocked", "bert")]


def test_a_removed_user_stays_in_the_list_and_can_do_nothing(
    anna: FlaskClient, bert: FlaskClient, office: Machine
):
    anna.post("/users/bert/remove", data=OWN)
    assert bert.get("/").location == "/sign-in"
    page = anna.get("/users").text
    assert "bert" in page and "已移除" in page and "/users/bert/" not in page
    assert anna.post("/users/bert/unblock", data=OWN).status_code == 409


@pytest.mark.parametrize("step", ["block", "remove"])
def test_no_one_is_asked_to_remove_the_own_account(anna: FlaskClient, bert: FlaskClient, step: str):
    assert f"/users/anna/{step}" not in anna.get("/users").text
    assert anna.post(f"/users/anna/{step}", data=OWN).status_code == 409
    assert anna.post(f"/users/nobody/{step}", data=OWN).status_code == 404
    assert anna.post("/users/bert/promote", data=OWN).status_code == 404


def test_an_own_new_password_ends_all_other_sessions_and_goes_on_here(
    anna: FlaskClient, office: Machine
):
    other = office.browser("office")
    sign_in(other, "anna", PASSWORD)
    drawn = anna.post("/users/anna/password", data=OWN)
    password = password_in(anna.get(drawn.location).text)
    assert other.get("/users").location == "/sign-in"
    assert sign_in(other, "anna", PASSWORD) == 403
    assert sign_in(other, "anna", password) == 303


def test_with_two_persons_no_user_makes_the_second_one(
    anna: FlaskClient, bert: FlaskClient, office: Machine
):
    office.config.two_person_release = True
    added = anna.post("/users", data={"name": "carla", "role": "admin"} | OWN)
    page = anna.get(added.location).text
    assert "须由另一位用户确认" in page
    carla, password = office.browser("office"), password_in(page)
    assert sign_in(carla, "carla", password) == 403
    assert "/users/carla/confirm" not in anna.get("/users").text
    assert anna.post("/users/carla/confirm", data=OWN).status_code == 403
    assert bert.post("/users/carla/confirm", data=OWN).status_code == 303
    assert sign_in(carla, "carla", password) == 303


def test_a_user_reads_how_many_tries_were_wrong(anna: FlaskClient, office: Machine):
    for _ in range(2):
        sign_in(office.browser("office"), "anna", "a guess")
    sign_in(anna, "anna", PASSWORD)
    assert "有 2 次以您的名义登录失败" in anna.get("/").text
