"""A clerk signs in, waits after wrong tries, and is signed out."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import times
from kiosk.records.people import pins
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Ended, Publication
from tests.cast import LI, WANG, ZHAO, Machine, Time, by_machine, sync_round
from tests.web.cast import PIN, sign_in


def test_nobody_sees_the_desk_without_signing_in(desk: FlaskClient):
    answer = desk.get("/")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


@pytest.mark.parametrize(
    ("badge", "pin"), [(WANG, "000000"), (WANG, ""), (ZHAO, PIN), ("9999", PIN), ("", "")]
)
def test_a_wrong_pin_and_an_unknown_badge_look_the_same(desk: FlaskClient, badge: str, pin: str):
    answer = sign_in(desk, badge, pin)
    assert answer.status_code == 403
    assert "工号或密码有误" in answer.text
    assert desk.get("/").status_code == 303


def test_after_five_wrong_tries_one_waits_also_after_a_restart(
    desk: FlaskClient, hall: Machine, time: Time
):
    for _ in range(5):
        assert sign_in(desk, pin="000000").status_code == 403
    answer = sign_in(desk)
    assert answer.status_code == 429 and "请过 60 秒再试" in answer.text
    hall.apps.clear()  # the program restarts
    assert sign_in(hall.browser("desk")).status_code == 429
    time.step(86_400_000 // 2)  # the wall clock gains nothing
    assert sign_in(desk).status_code == 429
    assert sign_in(desk, LI).status_code == 303  # nobody else is locked out
    time.pass_by(60_001)
    assert sign_in(desk).status_code == 303
    time.reboot()
    for _ in range(5):
        sign_in(desk, pin="000000")
    time.reboot("boot3")  # pulling the plug does not shorten the wait
    assert sign_in(desk).status_code == 429


def test_an_attacker_who_never_rests_keeps_no_clerk_out_of_the_own_browser(
    desk: FlaskClient, hall: Machine, time: Time
):
    assert sign_in(desk).status_code == 303  # at least once before
    stranger, kept_out = hall.browser("desk"), 0
    for _ in range(3 * 96):
        answer = sign_in(stranger, pin="000000")
        kept_out += sign_in(desk).status_code != 303
        time.pass_by(1000 * int(answer.headers.get("Retry-After", 0)))
    assert kept_out == 0


def test_a_clerk_reads_how_many_tries_were_wrong_and_when(desk: FlaskClient, hall: Machine):
    sign_in(desk)
    assert "登录失败" not in desk.get("/").text
    stranger = hall.browser("desk")
    for _ in range(3):
        sign_in(stranger, pin="000000")
    hall.browser("lobby").post("/mine", data={"badge": WANG, "pin": "000000"})
    sign_in(desk)
    assert "有 4 次以您的名义登录失败，最近一次为 2026-11-21 12:00:00" in desk.get("/").text
    sign_in(desk)
    assert "登录失败" not in desk.get("/").text


def test_a_clerk_who_has_left_is_signed_out_at_once(
    desk: FlaskClient, hall: Machine, office: Machine
):
    sign_in(desk)
    left = Publication(WANG, Ended(), office.today(), kind="clerk")
    documents.publish(office.db, [left], "t", office.time.utc)
    sync_round(hall, office)
    for path in ("/", "/cases", "/counter"):
        assert desk.get(path).location == "/sign-in"
    assert sign_in(desk).status_code == 403


DAY_MS = 86_400_000


def test_a_flat_battery_locks_no_clerk_out(alone: Machine, time: Time):
    pins.set_pin(alone.db, by_machine(alone.db, time()), alone.keys, alone.new_id(), WANG, PIN)
    times.note_time(alone.db, time())
    time.reboot()
    time.step(-20_000 * DAY_MS)
    browser = alone.browser("desk")
    assert browser.post("/sign-in", data={"badge": WANG, "pin": PIN}).status_code == 303
    assert "系统时间可能有误" in browser.get("/").text


@pytest.mark.parametrize("badge", ["０３１７", " 0317\u200b", "03 17"])
def test_badge_and_pin_are_read_in_every_width(desk: FlaskClient, badge: str):
    wide = PIN.translate({ord(one): ord(one) + 0xFEE0 for one in PIN})
    assert sign_in(desk, badge, wide).status_code == 303
