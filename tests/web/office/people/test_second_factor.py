"""Where the organisation asks for it, head office opens with a password and a phone's code."""

import re

import pyotp
import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from kiosk.records.people import second_factor, users
from tests.cast import Machine, Time
from tests.web.cast import PASSWORD, at_office, words

OWN = {"own": PASSWORD}


@pytest.fixture
def anna(office: Machine) -> FlaskClient:
    """Her browser, the password given and no phone set up yet."""
    boss = at_office(office, "boss")
    assert boss.get("/users").status_code == 200
    office.config.second_factor = True
    users.set_password(office.db, office.keys, "anna", PASSWORD)
    return password_given(office)


def password_given(office: Machine) -> FlaskClient:
    browser = office.browser("office")
    browser.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    return browser


def secret_in(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found is not None
    return found.group(1).replace(" ", "")


def code(secret: str, office: Machine) -> str:
    return pyotp.TOTP(secret).generate_otp(office.time().utc // 30_000)


def set_up(browser: FlaskClient, office: Machine, key: str = "a" * 32) -> str:
    secret = secret_in(browser.get("/sign-in/set-up").text)
    said = {"code": code(secret, office), "key": key}
    assert browser.post("/sign-in/set-up", data=said).location == f"/second-factor/codes/{key}"
    return secret


def enter(browser: FlaskClient, typed: str) -> int:
    return browser.post("/sign-in/code", data={"code": typed}).status_code


def test_the_first_time_the_phone_is_set_up_and_codes_are_shown(
    anna: FlaskClient, office: Machine, time: Time
):
    assert anna.get("/").location == "/sign-in"
    set_up(anna, office)
    page = anna.get("/second-factor/codes/" + "a" * 32)
    assert len(set(re.findall(r"<code>[a-z2-7]{5}-[a-z2-7]{5}</code>", page.text))) == 10
    assert anna.get("/").status_code == 200
    time.pass_by(users.SHOWN_MS)
    assert anna.get("/second-factor/codes/" + "a" * 32).status_code == 410
    assert [row.who for row in security_log.listed(office.db, "factor_set").rows] == ["anna"]


def test_the_same_form_twice_sets_it_up_once(anna: FlaskClient, office: Machine):
    said = {"code": code(secret_in(anna.get("/sign-in/set-up").text), office), "key": "a" * 32}
    cookie = anna.get_cookie("ts_office_half")
    assert cookie is not None
    first = anna.post("/sign-in/set-up", data=said)
    anna.set_cookie("ts_office_half", cookie.value)
    assert anna.post("/sign-in/set-up", data=said).location == first.location


def test_a_password_alone_opens_nothing(anna: FlaskClient, office: Machine, time: Time):
    secret = set_up(anna, office)
    time.pass_by(60_000)
    thief = password_given(office)
    for path in ("/", "/users", "/second-factor", "/second-factor/codes/" + "a" * 32):
        assert thief.get(path).location == "/sign-in"
    assert thief.get("/sign-in/set-up").location == "/sign-in"
    wrong = thief.post("/sign-in/code", data={"code": "abcdefghij"})
    assert wrong.status_code == 403 and "验证码有误" in wrong.text
    assert enter(thief, code(secret, office)) == 303
    assert thief.get("/").status_code == 200
    assert enter(password_given(office), code(secret, office)) == 403  # used a moment ago


def test_a_recovery_code_opens_once_and_leads_to_what_is_left(anna: FlaskClient, office: Machine):
    set_up(anna, office)
    (one, *_) = second_factor.codes(office.db, office.keys, "anna", "a" * 32, office.time().utc)
    browser = password_given(office)
    assert browser.post("/sign-in/code", data={"code": one}).location == "/second-factor"
    assert "还有 9 个恢复码" in words(browser.get("/second-factor").text)
    assert enter(password_given(office), one) == 403
    drawn = browser.post("/second-factor", data=OWN | {"key": "c" * 32})
    assert drawn.location == "/second-factor/codes/" + "c" * 32
    assert browser.post("/second-factor", data={"own": "a guess"}).status_code == 403


def test_an_admin_takes_it_away_and_both_read_who_did(anna: FlaskClient, office: Machine):
    set_up(anna, office)
    office.config.second_factor = False  # the boss has no phone
    boss = at_office(office, "boss")
    assert "已设置二次验证" in boss.get("/users").text
    assert boss.post("/users/anna/second-factor", data=OWN).location == "/users"
    assert boss.post("/users/anna/second-factor", data=OWN).status_code == 409
    assert "二次验证由 boss 于" in words(boss.get("/users").text)
    assert anna.get("/").location == "/sign-in"
    office.config.second_factor = True
    again = password_given(office)
    assert "您的二次验证已由 boss 于" in words(again.get("/sign-in/set-up").text)
    set_up(again, office, "e" * 32)
    (row,) = security_log.listed(office.db, "factor_taken").rows
    assert (row.who, row.subject) == ("boss", "anna")


def test_where_it_is_not_asked_for_the_password_is_enough(office: Machine):
    assert at_office(office).get("/").status_code == 200
    assert "没有设置" in at_office(office).get("/second-factor").text
