"""The wall shows calls for help to a paired screen, and nothing to any other browser."""

import re

import msgspec
import pytest
from flask.testing import FlaskClient

from kiosk.records.hall import help
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import LI, WANG, Machine, Time, by_visit, sync_round
from tests.records.hall.pauses.cast import open_windows, pause
from tests.records.recognition.ballots.cast import counted
from tests.web.cast import at_desk, file, form_key, words

KEY = "c" * 32


def code_of(page: str) -> str:
    found = re.search(r"<output>([\w-]+)</output>", page)
    assert found is not None
    return found.group(1)


@pytest.fixture
def wall(hall: Machine, manager: FlaskClient) -> FlaskClient:
    """A paired screen."""
    browser = hall.browser("desk")
    code = code_of(manager.post("/screens", data={"name": "大厅东墙", "shows": "wall"}).text)
    assert browser.post("/wall", data={"code": code}).status_code == 303
    return browser


def ring(hall: Machine, key: str = KEY) -> None:
    help.ring(hall.db, by_visit(hall.db, hall.time(), "v"), key)


def seen(page: str) -> str:
    found = re.search(r'hx-get="(/wall/calls\?seen=\w+)"', page)
    assert found is not None
    return found.group(1)


def test_a_call_is_shown_with_nobody_signed_in_until_somebody_comes(
    hall: Machine, wall: FlaskClient, time: Time
):
    quiet = wall.get("/wall").text
    assert "现在没有人求助" in quiet and 'http-equiv="refresh" content="5"' in quiet
    assert wall.get(seen(quiet)).status_code == 204
    ring(hall)
    shown = wall.get(seen(quiet)).text
    assert "有人求助 大厅 12:00 起 · 刚刚 还没有人去" in words(shown)
    assert 'data-ringing="1"' in shown
    assert wall.get(seen(shown)).status_code == 204
    time.pass_by(125_000)
    shown = wall.get(seen(shown)).text
    assert "已等 2 分钟" in shown and "wall-call late" in shown
    help.taken(hall.db, authors.at_desk(hall.db, LI, time()), "d" * 32, KEY)
    shown = wall.get(seen(shown)).text
    assert "李敏 正在赶去" in shown and 'data-ringing="0"' in shown
    time.pass_by(180_000)
    shown = wall.get(seen(shown)).text
    assert "李敏 还没有到" in shown and 'data-ringing="1"' in shown, "it rings again"
    help.came(hall.db, authors.at_desk(hall.db, LI, time()), "e" * 32, KEY)
    assert "现在没有人求助" in wall.get(seen(shown)).text


def test_a_browser_that_is_not_paired_is_shown_nothing(hall: Machine):
    ring(hall)
    browser = hall.browser("desk")
    page = browser.get("/wall").text
    assert "还没有配对" in page and "求助 大厅" not in words(page) and "12:00" not in page
    polled = browser.get("/wall/calls")
    assert polled.status_code == 204 and polled.headers["HX-Refresh"] == "true"
    assert polled.data == b""


def test_a_copied_cookie_is_worth_nothing_once_the_pairing_has_ended(
    hall: Machine, wall: FlaskClient, manager: FlaskClient
):
    cookie = wall.get_cookie("ts_desk_screen")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    copy = hall.browser("desk")
    copy.set_cookie("ts_desk_screen", cookie.value, domain="localhost")
    assert "现在没有人求助" in copy.get("/wall").text
    ring(hall)
    end = re.search(r'action="(/screens/\w+/end)"', manager.get("/screens").text)
    assert end is not None
    manager.post(end.group(1))
    for browser in (wall, copy):
        page = browser.get("/wall").text
        assert "配对已解除" in page and "还没有人去" not in page
        assert browser.get("/wall/calls").data == b""


def test_the_wall_names_no_customer_and_no_case(hall: Machine, wall: FlaskClient, time: Time):
    file(hall, text="燃气泄漏", reach=True)
    ring(hall)
    visit = by_visit(hall.db, time(), "v")
    help.file_case(hall.db, visit, hall.keys, "f" * 32, KEY)
    for path in ("/wall", "/wall/calls"):
        page = wall.get(path).text
        assert "还没有人去" in page
        for hidden in ("燃气泄漏", "工单", "1381234", KEY, WANG):
            assert hidden not in page


def test_a_paired_screen_is_not_signed_in(wall: FlaskClient):
    for path in ("/", "/cases", "/screens", "/calls"):
        assert wall.get(path).location == "/sign-in"


def test_a_wrong_code_is_said_so_and_kept(hall: Machine):
    browser = hall.browser("desk")
    page = browser.post("/wall", data={"code": "ABCD2345"})
    assert page.status_code == 403
    assert "配对码有误" in page.text and 'value="ABCD2345"' in page.text


def test_more_calls_than_fit_are_counted(hall: Machine, wall: FlaskClient):
    for number in range(1, 8):
        ring(hall, f"{number:032x}")
    page = wall.get("/wall").text
    assert page.count("<article") == 4 and "还有 3 次求助待到场" in page


def test_a_call_from_another_station_says_where_it_comes_from(
    hall: Machine, office: Machine, wall: FlaskClient, another_hall
):
    other = another_hall("other", "sb01")
    help.ring(other.db, by_visit(other.db, other.time(), "v"), KEY)
    sync_round(other, office)
    sync_round(hall, office)
    assert "大厅 · 另一台终端（" in wall.get("/wall").text


def test_the_sign_in_page_shows_calls(hall: Machine, desk: FlaskClient):
    page = desk.get("/sign-in").text
    polled = re.search(r'hx-get="(/sign-in/calls\?seen=\w+)"', page)
    assert polled is not None and "需要帮助" not in page
    assert desk.get(polled.group(1)).status_code == 204
    ring(hall)
    shown = desk.get(polled.group(1)).text
    assert "有顾客需要帮助 · 大厅 12:00:00 刚刚 · 还没有人去" in words(shown)
    assert "<form" not in shown, "only a clerk who is signed in takes a call"
    help.came(hall.db, authors.at_desk(hall.db, LI, hall.time()), "e" * 32, KEY)
    assert "需要帮助" not in desk.get("/sign-in").text


def test_the_sign_in_page_of_a_machine_that_is_new_shows_none(new: Machine):
    assert new.browser("desk").get("/sign-in").status_code == 200


def test_who_takes_a_call_is_seen_by_the_customer(
    hall: Machine, customer: FlaskClient, desk: FlaskClient, wall: FlaskClient, time: Time
):
    key = form_key(customer, "/help")
    customer.post("/help", data={"key": key})
    clerk = at_desk(hall, LI)
    clerk.post(f"/calls/{key}/taken")
    assert "李敏 正在过来" in customer.get("/help/state").text
    assert "李敏 正在赶去" in wall.get("/wall/calls").text


def test_the_wall_shows_a_window_with_a_pause_until_it_is_over(
    hall: Machine, wall: FlaskClient, time: Time
):
    open_windows(hall)
    quiet = wall.get("/wall").text
    pause(hall, typed="5")
    shown = wall.get(seen(quiet)).text
    assert "3号窗口 暂停服务，约5分钟后恢复（12:05）" in words(shown)
    assert 'data-ringing="0"' in shown and wall.get(seen(shown)).status_code == 204
    time.pass_by(60_000)
    shown = wall.get(seen(shown)).text
    assert "约4分钟后恢复" in shown
    time.pass_by(240_000)
    assert "暂停服务" not in wall.get(seen(shown)).text


def test_stars_are_shown_while_no_one_calls_and_their_faces_to_a_paired_screen_alone(
    hall: Machine, wall: FlaskClient, time: Time
):
    quiet = wall.get("/wall").text
    assert "服务明星" not in quiet
    counted(hall)
    shown = wall.get(seen(quiet)).text
    assert "现在没有人求助 11月服务明星" in words(shown) and "李敏" in shown
    assert wall.get(seen(shown)).status_code == 204
    wall.post("/language", data={"language": "en"})
    assert "Star of November" in wall.get("/wall").text
    ring(hall)
    assert "Star of November" not in wall.get(seen(shown)).text, "a call has the whole wall"
    help.came(hall.db, authors.at_desk(hall.db, LI, time()), "e" * 32, KEY)
    time.pass_by(45 * 86_400_000)
    assert "Star of November" not in wall.get("/wall").text, "it expires"


def test_a_picture_of_the_wall_is_a_stars_face_for_a_paired_screen(
    hall: Machine, wall: FlaskClient, office: Machine
):
    faces = [documents.store_blob(office.db, b"RIFF" + badge.encode()) for badge in (LI, WANG)]
    for badge, face in zip((LI, WANG), faces, strict=True):
        clerk = documents.newest(office.db, "clerk", badge)
        assert isinstance(clerk, Clerk)
        pictured = msgspec.structs.replace(clerk, portrait=face)
        documents.publish(office.db, [Publication(badge, pictured, office.today())], "t", 1)
    sync_round(hall, office)
    counted(hall)
    assert f"/wall/pictures/{faces[0]}.webp" in wall.get("/wall").text
    path = "/wall/pictures/{}.webp"
    assert wall.get(path.format(faces[0])).data == b"RIFF" + LI.encode()
    assert wall.get(path.format(faces[1])).status_code == 404, "Wang is no star"
    assert wall.get(path.format("")).status_code == 404
    assert hall.browser("desk").get(path.format(faces[0])).status_code == 404
