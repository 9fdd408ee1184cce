"""A clerk signs in and sees own cards, nobody else's, and can change nothing."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards, paper
from kiosk.records.ledger import ledger
from kiosk.records.people import pins
from tests.cast import LI, WANG, ZHAO, Machine, Time, by_machine, by_visit, sync_round

PIN = "042137"


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    for badge in (WANG, LI):
        pins.set_pin(
            hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), badge, PIN
        )
    return hall.browser("desk")


def sign_in(desk: FlaskClient, badge: str = WANG, pin: str = PIN):  # type: ignore[no-untyped-def]
    return desk.post("/sign-in", data={"badge": badge, "pin": pin})


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_own_cards_by_kind_giver_and_month(desk: FlaskClient, hall: Machine):
    for n, (badge, mark) in enumerate(
        [(WANG, "polite"), (WANG, "polite"), (WANG, "patient"), (LI, "professional")], 1
    ):
        cards.give(
            hall.db, by_visit(hall.db, hall.time(), "v"), f"{n:032x}", badge, mark, f"said {n}"
        )
    rows = "date,badge,kind,giver,comment\n2026-10-05,0317,polite,colleague,\n"
    rows += "2026-10-05,0317,positive,customer,\n"
    paper.import_cards(
        hall.db, by_machine(hall.db, hall.time()), rows.encode(), "", lambda _a, _b: None
    )
    assert sign_in(desk).status_code == 303
    page = desk.get("/").text
    seen = words(page)
    assert "王芳" in seen and "工号 0317" in seen
    assert "礼貌 2 张 本月 2 张" in seen and "积极 1 张 本月 0 张" in seen
    assert "顾客 2 1 1 0 0 4" in seen and "同事 1 0 0 0 0 1" in seen
    assert "2026-11 3" in seen and "2026-10 1" in seen
    assert "said 1" in seen and "said 4" not in seen


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
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
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


def test_twenty_tries_a_day(desk: FlaskClient, time: Time):
    asked = 0
    for _ in range(40):
        if sign_in(desk, pin="000000").status_code == 403:
            asked += 1
        time.mono += 40 * 60_000 * 60
    assert asked == 20


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


def test_a_new_pin_is_a_fact_that_does_not_hold_it(hall: Machine, office: Machine, desk):
    sync_round(hall, office)
    rows = office.db.rows(ledger.Ledger.select())
    assert [(row.kind, row.clerk) for row in rows] == [("pin_changed", WANG), ("pin_changed", LI)]
    assert PIN.encode() not in b"".join(bytes(row.body) for row in rows)
    stored = hall.db.rows(pins.Pin.select())
    assert all(PIN not in row.hash and row.hash.startswith("$argon2id$") for row in stored)
