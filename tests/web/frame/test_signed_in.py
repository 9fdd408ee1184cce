"""How long somebody is signed in, and where."""

from flask.testing import FlaskClient

from kiosk.web.frame import signed_in
from tests.cast import LI, WANG, Machine, Time
from tests.web.cast import give_pin, sign_in


def test_a_session_ends_idle_and_at_last(desk: FlaskClient, time: Time):
    sign_in(desk)
    time.pass_by(179_000)
    assert desk.get("/").status_code == 200
    time.step(10**10)
    assert desk.get("/").status_code == 200
    time.pass_by(181_000)
    assert desk.get("/").status_code == 303
    sign_in(desk)
    for _ in range(18):
        time.pass_by(99_000)
        assert desk.get("/").status_code == 200
    time.pass_by(20_000)
    assert desk.get("/").status_code == 303


def test_how_long_the_desk_idles_is_a_setting(desk: FlaskClient, hall: Machine, time: Time):
    hall.config.desk_idle_seconds = 60
    sign_in(desk)
    time.pass_by(61_000)
    assert desk.get("/").status_code == 303


def test_a_page_left_open_keeps_nobody_signed_in(desk: FlaskClient, time: Time):
    """It asks for calls every two seconds; that is nobody's touch."""
    sign_in(desk)
    for _ in range(6):
        time.pass_by(29_000)
        assert desk.get("/calls", headers={"HX-Request": "true"}).status_code == 200
    time.pass_by(29_000)
    answer = desk.get("/calls", headers={"HX-Request": "true"})
    assert (answer.text, answer.headers["HX-Redirect"]) == ("", "/sign-in?ended=yes")
    assert desk.get("/").status_code == 303


def test_signing_out_ends_every_session_of_that_person(desk: FlaskClient, hall: Machine):
    other, colleague = hall.browser("desk"), hall.browser("desk")
    sign_in(other)
    sign_in(colleague, LI)
    sign_in(desk)
    desk.post("/sign-out")
    assert other.get("/").status_code == 303
    assert colleague.get("/").status_code == 200
    assert desk.post("/sign-out").status_code == 303, "a second time"


def test_a_new_pin_ends_the_sessions_of_that_clerk(desk: FlaskClient, hall: Machine):
    sign_in(desk)
    colleague = hall.browser("desk")
    sign_in(colleague, LI)
    give_pin(hall, WANG)
    assert desk.get("/").status_code == 303 and colleague.get("/").status_code == 200


def test_a_browser_is_remembered_by_a_cookie_of_that_person(desk: FlaskClient, hall: Machine):
    sign_in(desk)
    marks = [c for c in desk._cookies.values() if c.key.startswith("ts_desk_known_")]
    assert len(marks) == 1 and marks[0].http_only and marks[0].same_site == "Strict"
    assert marks[0].max_age == signed_in.KNOWN_S and WANG not in marks[0].key


def test_the_cookie_of_before_opens_nothing(desk: FlaskClient):
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
