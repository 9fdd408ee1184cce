"""The manager issues a PIN that opens once; the clerk replaces it before anything else."""

import re
import secrets

import pytest
from flask.testing import FlaskClient

from kiosk.records.people import pins
from tests.cast import LI, MANAGER, WANG, ZHAO, Machine
from tests.web.cast import PIN, at_desk, sign_in

CHOSEN = "482915"


def issue(manager: FlaskClient, badge: str = WANG) -> str:
    page = manager.post(f"/pins/{badge}").text
    found = re.search(r"<output>(\d{6})</output>", page)
    assert found is not None
    return found.group(1)


def choose(clerk: FlaskClient, new: str = CHOSEN, again: str = "", old: str = ""):
    key = secrets.token_hex(16)
    return clerk.post("/pin", data={"key": key, "new": new, "again": again or new, "old": old})


@pytest.fixture
def newcomer(manager: FlaskClient, hall: Machine) -> FlaskClient:
    """Wang's browser, signed in with the one-time PIN."""
    browser = hall.browser("desk")
    assert sign_in(browser, WANG, issue(manager)).location == "/"
    return browser


def test_the_page_says_of_every_clerk_what_became_of_the_pin(manager: FlaskClient, hall: Machine):
    hall.db.run(pins.Pin.delete().where(pins.Pin.badge == LI))
    issue(manager)
    page = manager.get("/pins").text
    assert "尚无密码" in page and "已发放，待本人登录" in page and "本人已设" in page
    assert "2026-11-24 12:00 前有效" in page
    assert f"/pins/{MANAGER}" not in page, "one's own is not issued"


def test_a_drawn_pin_is_shown_once_and_in_no_address(manager: FlaskClient):
    answer = manager.open("/pins/0317", method="POST", data={"key": "c" * 32})
    page = manager.get(answer.location).text
    pin = re.search(r"<output>(\d{6})</output>", page).group(1)  # type: ignore[union-attr]
    assert pin not in answer.location and pin not in manager.get("/pins").text
    again = manager.post("/pins/0317", data={"key": "c" * 32})
    assert again.status_code == 410 and "<output>" not in again.text


def test_before_anything_else_the_clerk_chooses_another_one(newcomer: FlaskClient):
    for path in ("/", "/cases", "/counter", "/passphrase", "/calls", "/print", "/pins"):
        assert newcomer.get(path).location == "/pin", path
    for path in ("/duty", "/counter", "/passphrase", "/clock", f"/pins/{LI}"):
        assert newcomer.post(path, data={"state": "on"}).location == "/pin", path
    page = newcomer.get("/pin").text
    assert "请设自己的六位密码" in page and 'name="old"' not in page and "/cases" not in page
    assert choose(newcomer).location == "/"
    assert newcomer.get("/").status_code == 200


def test_the_one_that_was_issued_is_dead_by_then(newcomer: FlaskClient, hall: Machine):
    choose(newcomer)
    assert sign_in(hall.browser("desk"), WANG, CHOSEN).status_code == 303
    assert sign_in(hall.browser("desk"), WANG).status_code == 403


def test_used_once_it_opens_nothing_though_none_was_chosen(manager: FlaskClient, hall: Machine):
    pin = issue(manager)
    assert sign_in(hall.browser("desk"), WANG, pin).status_code == 303
    answer = sign_in(hall.browser("desk"), WANG, pin)
    assert answer.status_code == 403 and "已使用或已过期" in answer.text


@pytest.mark.parametrize(
    "new, again, says",
    [("765432", "", "太容易被猜到"), ("480317", "", "不能含有工号"), ("4829", "", "六位数字"),
     (CHOSEN, "482916", "不一致")],
)  # fmt: skip
def test_a_weak_one_is_refused_with_its_reason(
    newcomer: FlaskClient, new: str, again: str, says: str
):
    answer = choose(newcomer, new, again)
    assert answer.status_code == 422 and says in answer.text and new not in answer.text
    assert newcomer.get("/").location == "/pin"


def test_a_clerk_changes_the_own_pin_at_any_time_with_the_old_one(clerk: FlaskClient):
    assert choose(clerk).status_code == 403
    assert choose(clerk, old=PIN).location == "/"
    assert clerk.get("/").status_code == 200, "in this browser the session goes on"
    assert sign_in(clerk, WANG, CHOSEN).status_code == 303


def test_nobody_but_the_manager_issues_and_to_nobody_elsewhere(manager: FlaskClient, hall: Machine):
    clerk = at_desk(hall, WANG)
    assert clerk.get("/pins").status_code == 403
    assert clerk.post(f"/pins/{LI}").status_code == 403
    assert manager.post(f"/pins/{MANAGER}").status_code == 403
    for badge in (ZHAO, "9999"):
        assert manager.post(f"/pins/{badge}").status_code in (404, 410)


def test_a_one_time_pin_is_no_key_to_the_lobbys_own_cards(manager: FlaskClient, hall: Machine):
    answer = hall.browser("lobby").post("/mine", data={"badge": WANG, "pin": issue(manager)})
    assert answer.status_code == 403 and "请先到柜台登录" in answer.text


def test_in_a_hall_alone_the_manager_issues_too(alone_manager: FlaskClient, alone: Machine):
    pin = issue(alone_manager, LI)
    assert sign_in(alone.browser("desk"), LI, pin).status_code == 303
    assert at_desk(alone, LI).get("/").status_code == 200
