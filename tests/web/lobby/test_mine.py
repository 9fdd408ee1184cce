"""A clerk's look at own cards on the lobby's screen."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.people import pins, sessions
from tests.cast import LI, WANG, Machine, Time, by_machine, by_visit
from tests.web.cast import PIN


@pytest.fixture
def known(hall: Machine) -> None:
    pins.set_pin(hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), WANG, PIN)
    for n, (badge, mark) in enumerate([(WANG, "polite"), (LI, "patient")], 1):
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), f"{n:032x}", badge, mark, "")


def test_own_cards_are_shown_for_30_seconds_and_no_session_begins(
    customer: FlaskClient, hall: Machine, known: None
):
    page = customer.post("/mine", data={"badge": WANG, "pin": PIN})
    assert page.status_code == 200 and "王芳" in page.text and "李敏" not in page.text
    assert 'content="30;url=/idle"' in page.text
    assert "本月 1 张" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert hall.db.rows(sessions.Session.select()) == []
    assert "王芳" not in customer.get("/mine").text


def test_a_wrong_pin_is_refused_and_slowed_down_on_this_screen_alone(
    customer: FlaskClient, hall: Machine, known: None
):
    for _ in range(5):
        assert customer.post("/mine", data={"badge": WANG, "pin": "1"}).status_code == 403
    assert customer.post("/mine", data={"badge": WANG, "pin": PIN}).status_code == 429
    desk = hall.browser("desk")
    assert desk.post("/sign-in", data={"badge": WANG, "pin": PIN}).status_code == 303


def test_the_pin_is_never_sent_back(customer: FlaskClient, hall: Machine, known: None):
    for _ in range(6):
        page = customer.post("/mine", data={"badge": WANG, "pin": "987654"})
    assert page.status_code == 429 and "987654" not in page.text


def test_badge_and_pin_typed_in_full_width_open_own_cards(
    customer: FlaskClient, hall: Machine, known: None
):
    wide = {ord(one): ord(one) + 0xFEE0 for one in "0123456789"}
    said = {"badge": WANG.translate(wide), "pin": PIN.translate(wide)}
    assert "王芳" in customer.post("/mine", data=said).text


def test_own_cards_are_in_no_page_that_reload_or_back_brings_after_half_a_minute(
    customer: FlaskClient, hall: Machine, known: None, time: Time
):
    answer = customer.open("/mine", method="POST", data={"badge": WANG, "pin": PIN})
    assert answer.status_code == 303 and WANG not in re.findall(r"\w+", answer.location)
    time.pass_by(20_000)
    page = customer.get(answer.location).text
    assert "王芳" in page and 'content="10;url=/idle"' in page
    time.pass_by(10_000)
    assert "王芳" not in customer.get(answer.location).text
