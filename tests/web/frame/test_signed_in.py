"""How long somebody is signed in, and where."""

from flask.testing import FlaskClient

from tests.cast import Machine, Time
from tests.web.cast import sign_in


def test_a_session_ends_idle_and_at_last(desk: FlaskClient, time: Time):
    sign_in(desk)
    time.pass_by(179_000)
    assert desk.get("/").status_code == 200
    time.step(10**10)
    assert desk.get("/").status_code == 200
    time.pass_by(181_000)
    assert desk.get("/").status_code == 303
    sign_in(desk)
    for _ in range(6):
        time.pass_by(99_000)
        assert desk.get("/").status_code == 200
    time.pass_by(10_000)
    assert desk.get("/").status_code == 303


def test_a_page_left_open_keeps_nobody_signed_in(desk: FlaskClient, time: Time):
    """It asks for calls every two seconds; that is nobody's touch."""
    sign_in(desk)
    for _ in range(6):
        time.pass_by(29_000)
        assert desk.get("/calls", headers={"HX-Request": "true"}).status_code == 200
    time.pass_by(29_000)
    answer = desk.get("/calls", headers={"HX-Request": "true"})
    assert (answer.text, answer.headers["HX-Redirect"]) == ("", "/sign-in")
    assert desk.get("/").status_code == 303


def test_signing_out_ends_the_session_at_once(desk: FlaskClient):
    sign_in(desk)
    cookie = desk.get_cookie("ts_desk")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    desk.post("/sign-out")
    desk.set_cookie("ts_desk", cookie.value)
    assert desk.get("/").status_code == 303


def test_a_desk_session_opens_no_other_screen(desk: FlaskClient, office: Machine, hall: Machine):
    sign_in(desk)
    cookie = desk.get_cookie("ts_desk")
    assert cookie is not None
    there = office.browser("office")
    there.set_cookie("ts_office", cookie.value)
    assert there.get("/").status_code == 303
