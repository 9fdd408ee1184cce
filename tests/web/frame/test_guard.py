"""A form is taken from a page of this very screen only."""

import io
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.web.frame import guard
from tests.cast import WANG, Machine

KEY = "0123456789abcdef0123456789abcdef"


def counted(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["clerk", "kind"])


def test_a_form_from_another_site_is_refused(hall: Machine):
    stranger = hall.app("lobby").test_client()
    data = {"key": KEY, "card": "polite"}
    for headers in [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8081"},
    ]:
        answer = stranger.post(f"/clerks/{WANG}/cards", data=data, headers=headers)
        assert answer.status_code == 403
    assert counted(hall) == {}
    own = stranger.post(f"/clerks/{WANG}/cards", data=data, headers={"Origin": "http://localhost"})
    assert own.status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 303),
        ({"Referer": "http://localhost/clerks/0317?a=b"}, 303),
        ({"Origin": "https://lobby.example.com:8443"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, 303),
        ({"Origin": "null", "Referer": "http://localhost/"}, 403),
        ({"Origin": "", "Referer": "http://localhost/"}, 403),
        ({"Origin": "http://evil.example", "Referer": "http://localhost/"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "https://lobby.example.com"}, 403),
        ({"Origin": "http://lobby.example.com:8443"}, 403),
        ({"Referer": "http://localhost.evil.example/"}, 403),
        ({"Referer": "http://evil.example/http://localhost/"}, 403),
        ({"Referer": "http://user@localhost/"}, 403),
        ({"Referer": "http://[localhost/"}, 403),
        ({"Referer": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/"}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": "http://localhost"}, 403),
    ],
    ids=str,
)
def test_a_browser_that_says_only_where_it_comes_from_is_believed(
    hall: Machine, headers: dict[str, str], status: int
):
    hall.config.lobby.public_url = "https://lobby.example.com:8443"
    browser = hall.app("lobby").test_client()
    assert browser.post("/mode", data={"mode": "elder"}, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fees?q=" + "a" * guard.QUERY, 414),
        ("/fees?" + "a&" * guard.QUERY, 414),
        ("/clerks/" + "9" * guard.PATH, 414),
        ("/clerks/" + "9" * 900, 404),
        ("/fees?q=" + "a" * 1_900, 200),
    ],
)
def test_an_address_longer_than_any_page_has_is_refused(
    hall: Machine, customer: FlaskClient, path: str, status: int
):
    answer = customer.get(path)
    assert answer.status_code == status
    if status == 414:
        assert "网址过长" in answer.text
        assert "a" * 2_000 not in answer.text and "9" * 1_000 not in answer.text
        assert hall.browser("desk").get(path).status_code == 414


def test_more_cookies_than_all_screens_have_are_refused(hall: Machine):
    browser = hall.app("lobby").test_client(use_cookies=False)
    for length, status in ((guard.COOKIES + 1, 413), (guard.COOKIES, 200)):
        headers = {"Cookie": "a=" + "b" * (length - 2)}
        assert browser.get("/", headers=headers).status_code == status


def test_a_form_has_as_many_fields_as_a_form_can_have(customer: FlaskClient):
    for number, status in ((guard.FIELDS + 1, 413), (guard.FIELDS, 303)):
        body = "language=en" + "&a=1" * (number - 1)
        answer = customer.post(
            "/language", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == status, number


def test_files_are_taken_only_where_they_are_asked_for(
    hall: Machine, customer: FlaskClient, publisher: FlaskClient
):
    for client, path in ((customer, "/help"), (hall.browser("desk"), "/sign-in")):
        file = {"file": (io.BytesIO(b"x"), "x.csv")}
        answer = client.post(path, data=file, content_type="multipart/form-data")
        assert answer.status_code == 400, path
    several = {f"a{number}": "1" for number in range(guard.FIELDS + 1)}
    answer = publisher.post("/documents/fees", data=several, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_the_endpoints_of_uploads_are_those_with_a_field_for_a_file(office: Machine):
    known = {*office.app("office").view_functions, *office.app("desk").view_functions}
    assert set(guard.UPLOADS) <= known


@pytest.mark.parametrize("screen", ["lobby", "desk", "office"])
def test_a_screen_opens_under_its_own_names_alone(hall: Machine, office: Machine, screen: str):
    """Under any other, a page elsewhere whose name leads to this machine would read it."""
    machine = office if screen == "office" else hall
    getattr(machine.config, screen).hosts = ["192.168.1.10", ".example.cn"]
    browser = machine.app(screen).test_client()
    page = "/help" if screen == "lobby" else "/sign-in"
    for own in ("localhost", "127.0.0.1:8080", "[::1]:8080", "192.168.1.10", "LOCALHOST",
                "example.cn", "desk.example.cn:443"):  # fmt: skip
        assert browser.get(page, headers={"Host": own}).status_code == 200, own
    for other in ("evil.example", "localhost.evil.example", "evilexample.cn", "192.168.1.1",
                  "exa_mple", "a b", "x/y", "", "localhost:0", "[::1", ":8080"):  # fmt: skip
        answer = browser.get(page, headers={"Host": other})
        assert (answer.status_code, 'data-code="other_name"' in answer.text) == (400, True), other
        assert browser.get("/healthz", headers={"Host": other}).status_code == 400, other


def test_the_page_that_says_so_has_its_styles_and_other_language(hall: Machine):
    browser = hall.app("lobby").test_client()
    elsewhere = {"Host": "evil.example"}
    page = browser.get("/fees", headers=elsewhere).text
    assert 'lang="zh-Hans"' in page and 'href="/fees' not in page
    for style in re.findall(r'(?:href|src)="(/[^"]+)"', page):
        assert browser.get(style, headers=elsewhere).status_code == 200, style
    said = {"language": "en", "next": "/"}
    own = elsewhere | {"Sec-Fetch-Site": "same-origin"}
    browser.post("/language", data=said, headers=own, base_url="http://evil.example")
    page = browser.get("/", headers=elsewhere, base_url="http://evil.example").text
    assert 'lang="en"' in page and "be opened at this address" in page
