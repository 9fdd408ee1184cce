"""Users of head office sign in by the organisation's own sign-in, where there is one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.ledger import security_log
from kiosk.records.people import second_factor, users
from kiosk.records.people.provider import accounts, discovery
from tests.cast import Machine, Time, refusal_in
from tests.records.people.provider.cast import There, configured, provider
from tests.web.cast import PASSWORD, at_office, words

BACK = "/sign-in/provider/return"


@pytest.fixture
def there() -> Iterator[There]:
    with provider() as made:
        yield made


@pytest.fixture
def head(office: Machine, there: There, tmp_path: Path) -> Machine:
    """Head office with a provider; Anna has an address there, Bert has none."""
    office.config.oidc = configured(there, tmp_path)
    for name in ("anna", "bert"):
        users.set_password(office.db, office.keys, name, PASSWORD)
    accounts.describe(office.db, "anna", "安娜", "anna@example.cn")
    return office


def comes_back(browser: FlaskClient, there: There) -> TestResponse:
    """The whole way: to the provider, signed in there, and back."""
    return browser.get(there.signs_in(browser.get("/sign-in/provider").location))


def code_of(answer: TestResponse) -> str:
    return refusal_in(answer.text)


def test_a_user_signs_in_by_the_provider_and_out_of_both(head: Machine, there: There):
    browser = head.browser("office")
    assert "用单位账号登录" in browser.get("/sign-in").text
    page = comes_back(browser, there)
    assert page.status_code == 200 and 'content="0;url=/"' in page.text
    assert "安娜" not in browser.get("/sign-in").text
    assert browser.get("/users").status_code == 200
    assert users.find(head.db, "anna").subject == "s-anna"
    left = browser.post("/sign-out")
    assert left.location == "/sign-in?out=yes"
    assert f"{there.issuer}/leave?client_id=office" in browser.get(left.location).text
    assert browser.get("/users").location == "/sign-in"
    rows = [(row.who, row.action) for row in security_log.every(head.db)]
    assert rows == [("anna", "provider_named"), ("anna", "sign_in"), ("anna", "sign_out")]


def test_no_form_leads_elsewhere_and_the_cookie_comes_back(head: Machine):
    answer = head.browser("office").get("/sign-in/provider")
    assert "form-action 'self';" in answer.headers["Content-Security-Policy"]
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "ts_office_provider=" in cookie and "SameSite=Lax" in cookie and "HttpOnly" in cookie
    said = parse_qs(urlsplit(answer.location).query)
    assert not any(said[one][0] in cookie for one in ("state", "nonce")), (
        "neither state nor nonce is in it"
    )


def test_an_answer_to_no_question_of_this_browser_opens_nothing(
    head: Machine, there: There, time: Time
):
    browser, other = head.browser("office"), head.browser("office")
    back = there.signs_in(browser.get("/sign-in/provider").location)
    assert code_of(other.get(back)) == "provider_expired", "no cookie"
    theirs = there.signs_in(other.get("/sign-in/provider").location)
    assert code_of(browser.get(theirs)) == "provider_expired", "another browser's state"
    for forged in (back.split("&state=")[0], back[:-1] + ("0" if back[-1] != "0" else "1")):
        assert code_of(browser.get(forged)) == "provider_expired"
    browser.set_cookie("ts_office_provider", "9" * 15 + "~x")
    assert code_of(browser.get(back)) == "provider_expired"
    late = there.signs_in(other.get("/sign-in/provider").location)
    time.pass_by(600_000)
    assert code_of(other.get(late)) == "provider_expired"
    assert "/token" not in there.asked, "the provider is not even asked"


def test_an_answer_opens_once(head: Machine, there: There):
    browser = head.browser("office")
    go = browser.get("/sign-in/provider")
    back = there.signs_in(go.location)
    assert browser.get(back).status_code == 200
    assert code_of(browser.get(back)) == "provider_expired", "the cookie is gone"
    copied = head.browser("office")
    cookie = go.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    copied.set_cookie("ts_office_provider", cookie)
    assert code_of(copied.get(back)) == "provider_refused", "the code was used"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"nonce": "another"}, "provider_refused"), ({"aud": "another"}, "provider_refused"),
        ({"exp": 1}, "provider_refused"), ({"email": "eve@example.cn"}, "provider_unknown"),
        ({"email_verified": False}, "provider_unknown"), ({"email": None}, "provider_unknown"),
    ],
)  # fmt: skip
def test_who_is_not_named_by_a_good_token_is_not_let_in(
    head: Machine, there: There, said: dict[str, Any], code: str
):
    there.says |= said
    browser = head.browser("office")
    assert code_of(comes_back(browser, there)) == code
    assert browser.get("/users").location == "/sign-in"
    assert [one.name for one in users.every(head.db)] == ["anna", "bert"], "no one is made"
    (row,) = security_log.every(head.db, "sign_in_failed")
    assert (row.who, row.detail) == ("", code)


def test_a_removed_user_and_another_account_of_the_name_stay_out(head: Machine, there: There):
    comes_back(head.browser("office"), there)
    there.says["sub"] = "s-other"
    assert code_of(comes_back(head.browser("office"), there)) == "provider_other"
    there.says["sub"] = "s-anna"
    browser = head.browser("office")
    comes_back(browser, there)
    users.change(head.db, "anna", "remove", "bert")
    assert browser.get("/users").location == "/sign-in"
    assert code_of(comes_back(browser, there)) == "provider_unknown"


def test_a_user_who_gave_up_there_is_led_back(head: Machine, there: There):
    browser = head.browser("office")
    state = parse_qs(urlsplit(browser.get("/sign-in/provider").location).query)["state"][0]
    answer = browser.get(f"{BACK}?error=access_denied&state={state}")
    assert code_of(answer) == "provider_refused" and "/token" not in there.asked


@pytest.mark.parametrize("wrong", ["silent", "slow", "huge", "no JSON", "elsewhere"])
def test_while_it_is_down_the_password_still_opens(
    head: Machine, there: There, wrong: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discovery, "SECONDS", 0.4)
    there.wrong = wrong
    browser = head.browser("office")
    down = browser.get("/sign-in/provider")
    assert (down.status_code, code_of(down)) == (503, "provider_down")
    assert "管理员可以用密码登录" in down.text
    said = {"name": "anna", "password": PASSWORD}
    assert browser.post("/sign-in", data=said).location == "/"


def test_passwords_can_be_for_admins_alone(head: Machine):
    assert head.config.oidc is not None
    head.config.oidc.passwords = "admins"
    users.assign(head.db, "bert", "viewer", users.EVERYWHERE, "anna")
    browser = head.browser("office")
    refused = browser.post("/sign-in", data={"name": "bert", "password": PASSWORD})
    assert code_of(refused) == "provider_needed" and "只供管理员使用" in refused.text
    assert browser.get("/users").location == "/sign-in"
    wrong = browser.post("/sign-in", data={"name": "bert", "password": "a guess"})
    assert code_of(wrong) == "wrong_pin", "who guesses does not learn the role"
    assert at_office(head, "anna").get("/users").status_code == 200


def test_the_code_of_the_phone_is_asked_unless_the_providers_own_counts(
    head: Machine, there: There
):
    head.config.second_factor = True
    browser = head.browser("office")
    assert 'content="0;url=/sign-in/set-up"' in comes_back(browser, there).text
    page = words(browser.get("/sign-in/set-up").text)
    secret = page.split("手工输入： ")[1][:39].replace(" ", "")
    said = {"code": pyotp.TOTP(secret).at(head.time.utc // 1000)}
    assert browser.post("/sign-in/set-up", data=said).location.startswith("/second-factor/codes/")
    assert second_factor.find(head.db, "anna").since is not None
    again = head.browser("office")
    assert 'content="0;url=/sign-in/code"' in comes_back(again, there).text
    assert again.get("/users").location == "/sign-in"
    assert head.config.oidc is not None
    head.config.oidc.second_factor = ["otp"]
    there.says["amr"] = ["pwd", "otp"]
    browser = head.browser("office")
    assert 'content="0;url=/"' in comes_back(browser, there).text
    assert browser.get("/users").status_code == 200


def test_without_a_provider_there_is_no_such_way(office: Machine):
    browser = office.browser("office")
    assert "单位账号" not in browser.get("/sign-in").text
    for path in ("/sign-in/provider", BACK):
        assert browser.get(path).status_code == 404
