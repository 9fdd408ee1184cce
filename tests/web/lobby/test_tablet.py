"""Feedback comes from paired tablets and from the station's own screen; any other browser reads."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.hall import duty, screens
from kiosk.records.hall.screens import Screen, Wanted
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from kiosk.rules.hall import pairing, sizes
from tests.cast import LI, MANAGER, WANG, Machine, Time, sync_round
from tests.web.cast import form_key, words

AWAY = {"REMOTE_ADDR": "192.168.1.50"}
CARD = {"card": "polite"}
OF_NO_PHONE = {
    "phone.rate": "invitation_over",
    "hall.add_remark": "unknown_thanks",
    "hall.undo_card": "unknown_thanks",
}
"""What a browser is told that was not invited to rate."""
SIZE = {"diagonal": "10.1", "unit": "in", "wide": "1280", "high": "800"}


def code(hall: Machine, window: str = "", shows: str = "tablet") -> str:
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    wanted = Wanted("一号平板", shows, window)
    return screens.make_code(hall.db, manager, hall.keys, hall.new_id(), wanted)


def visitor(hall: Machine) -> FlaskClient:
    """A browser on another computer."""
    browser = hall.browser("lobby")
    browser.environ_base |= AWAY
    return browser


def tablet(hall: Machine, window: str = "") -> FlaskClient:
    browser = visitor(hall)
    assert browser.post("/pair", data={"code": code(hall, window)}).status_code == 303
    return browser


def unpair(hall: Machine) -> None:
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    (row,) = hall.db.rows(Screen.select())
    screens.unpair(hall.db, manager, hall.new_id(), row.pairing)


def facts(hall: Machine) -> list[str]:
    return [row.kind for row in hall.db.rows(Ledger.select()) if not row.kind.startswith("screen")]


def test_a_browser_elsewhere_reads_and_is_told_how_to_be_paired(hall: Machine):
    browser = visitor(hall)
    for path in ("/", "/fees", "/guides", f"/clerks/{WANG}"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "这台设备只能查看" in page.text and 'href="/pair"' in page.text, path
    assert "在“大厅屏幕”生成顾客平板的配对码" in browser.get("/pair").text
    assert "这台设备只能查看" not in hall.browser("lobby").get("/").text


def test_no_form_of_a_browser_elsewhere_stores_anything(hall: Machine):
    browser = visitor(hall)
    page = browser.post(f"/clerks/{WANG}/cards", data=CARD | {"comment": "谢谢"})
    assert page.status_code == 403
    assert "没有与本厅配对" in page.text and "谢谢" in page.text, "what was typed is there"
    for rule in hall.app("lobby").url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in (
            "frame.choose_language", "frame.choose_mode", "tablet.pair",
        ):  # fmt: skip
            continue
        values = dict.fromkeys(rule.arguments, "a" * 32)
        with hall.app("lobby").test_request_context():
            path = hall.app("lobby").url_map.bind("").build(rule.endpoint, values, "POST")
        answer = browser.post(path, data={"code": "ABCD2345"}, headers={"HX-Request": "true"})
        refused = OF_NO_PHONE.get(rule.endpoint, "not_paired")
        assert answer.status_code >= 400 and f'data-code="{refused}"' in answer.text, path
    assert facts(hall) == []


def test_language_and_size_of_type_are_every_visitors(hall: Machine):
    browser = visitor(hall)
    assert browser.post("/language", data={"language": "en"}).status_code == 303
    assert browser.post("/mode", data={"mode": "elder"}).status_code == 303


PROXIED = [
    {"X-Forwarded-For": "192.168.1.50"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-For": ""},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Anything": "1"},
    {"Forwarded": "for=127.0.0.1"},
    {"Via": "1.1 caddy"},
    {"X-Real-IP": "127.0.0.1"},
    {"Host": "lobby.example.com"},
    {"Origin": "https://lobby.example.com"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", PROXIED, ids=str)
def test_a_connection_through_a_proxy_of_this_machine_is_not_direct(
    hall: Machine, headers: dict[str, str]
):
    hall.config.lobby.hosts = ["lobby.example.com"]
    browser = hall.browser("lobby")
    answer = browser.post(
        f"/clerks/{WANG}/cards", data=CARD, headers={"HX-Request": "true", **headers}
    )
    assert answer.status_code == 403 and 'data-code="not_paired"' in answer.text
    assert facts(hall) == []


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
def test_a_browser_on_the_station_gives_feedback_unpaired(hall: Machine, address: str):
    browser = hall.browser("lobby")
    browser.environ_base["REMOTE_ADDR"] = address
    origin = {"Origin": "http://localhost"}
    answer = browser.post(f"/clerks/{WANG}/cards", data=CARD, headers=origin)
    assert answer.status_code == 303
    assert facts(hall) == ["card"]


@pytest.mark.parametrize("address", ["", "unknown", "192.168.1.1", "127.0.0.1.evil", "0.0.0.0"])
def test_an_address_that_is_no_loopback_is_elsewhere(hall: Machine, address: str):
    browser = hall.browser("lobby")
    browser.environ_base["REMOTE_ADDR"] = address
    assert browser.post(f"/clerks/{WANG}/cards", data=CARD).status_code == 403


def test_a_paired_tablet_gives_feedback_until_it_is_unpaired(hall: Machine, office: Machine):
    browser = tablet(hall)
    cookie = browser.get_cookie("ts_lobby_screen")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"
    assert "这台设备只能查看" not in browser.get("/").text
    assert browser.post(f"/clerks/{WANG}/cards", data=CARD).status_code == 303
    sync_round(hall, office)
    of_hall = screens.of_branch(office.db, "sb01")
    assert [(one.name, one.shows) for one in of_hall] == [("一号平板", "tablet")]
    unpair(hall)
    assert browser.post(f"/clerks/{WANG}/cards", data=CARD).status_code == 403
    assert "配对已解除" in browser.get("/pair").text
    assert facts(hall) == ["card"]
    sync_round(hall, office)
    assert screens.of_branch(office.db, "sb01") == []


def test_the_cookie_is_for_encrypted_lines_alone_where_there_is_one(hall: Machine):
    browser = visitor(hall)
    line = "https://localhost"
    browser.post("/pair", data={"code": code(hall)}, base_url=line)
    cookie = browser.get_cookie("ts_lobby_screen")
    assert cookie is not None and cookie.secure
    browser.get("/", base_url=line)
    renewed = browser.get_cookie("ts_lobby_screen")
    assert renewed is not None and renewed.secure and renewed.value == cookie.value


def test_a_code_of_the_wall_pairs_no_tablet_and_its_cookie_neither(hall: Machine):
    browser = visitor(hall)
    assert browser.post("/pair", data={"code": code(hall, shows="wall")}).status_code == 403
    wall = hall.browser("desk")
    wall.post("/wall", data={"code": code(hall, shows="wall")})
    cookie = wall.get_cookie("ts_desk_screen")
    assert cookie is not None
    browser.set_cookie("ts_lobby_screen", cookie.value, domain="localhost")
    assert browser.post(f"/clerks/{WANG}/cards", data=CARD).status_code == 403
    said = {"code": code(hall), "key": "c" * 32}
    assert hall.browser("desk").post("/wall", data=said).status_code == 403


def test_a_tablet_of_a_window_opens_at_its_clerk(hall: Machine, time: Time):
    browser = tablet(hall, "３")
    assert "今天是谁为您服务" in words(browser.get("/").text), "no one is there yet"
    duty.change(hall.db, authors.at_desk(hall.db, WANG, time()), "1" * 32, True, "3")
    page = browser.get("/").text
    assert "王芳" in page and f'action="/clerks/{WANG}/cards"' in page
    assert 'class="back" href="/?all=1"' in page
    everyone = browser.get("/?all=1").text
    assert f'href="/clerks/{LI}"' in everyone and "idle-seconds" in everyone
    key = form_key(browser, "/")
    assert browser.post(f"/clerks/{WANG}/cards", data=CARD | {"key": key}).status_code == 303
    time.pass_by(1_000)
    duty.change(hall.db, authors.at_desk(hall.db, LI, time()), "2" * 32, True, "3")
    assert f'action="/clerks/{LI}/cards"' in browser.get("/").text, "who came last"
    assert "今天是谁为您服务" in words(hall.browser("lobby").get("/").text), "others see the hall"


def test_a_tablets_size_is_asked_once_and_its_pages_follow(hall: Machine, time: Time):
    browser = tablet(hall)
    page = browser.get("/pair").text
    assert 'name="diagonal"' in page and "已配对：一号平板" in page
    assert browser.post("/pair/size", data=SIZE | {"unit": "cm"}).status_code == 422
    assert browser.post("/pair/size", data=SIZE | {"wide": ""}).status_code == 422
    assert browser.post("/pair/size", data=SIZE).location == "/"
    assert browser.post("/pair/size", data=SIZE).status_code == 409
    assert 'name="diagonal"' not in browser.get("/pair").text
    assert "/styles/site/115.css" in browser.get("/").text
    browser.post("/mode", data={"mode": "elder"})
    found = re.search(r"/styles/site/210\.css\?v=[\w-]+", browser.get("/").text)
    assert found is not None
    style = browser.get(found.group()).text
    assert "--target:151.2px" in style and "max-width:1260px" in style
    assert "/styles/site.css" in hall.browser("lobby").get("/").text


def test_a_customer_is_not_asked_for_the_size(hall: Machine, time: Time):
    browser = tablet(hall)
    time.pass_by(2 * pairing.LIVES_MS)
    assert 'name="diagonal"' not in browser.get("/pair").text
    assert browser.post("/pair/size", data=SIZE).status_code == 409


def test_the_stations_own_screen_keeps_its_size_without_a_cookie(hall: Machine, time: Time):
    browser = hall.browser("lobby")
    assert browser.post("/pair", data={"code": code(hall, "3")}).status_code == 303
    browser.post("/pair/size", data=SIZE)
    duty.change(hall.db, authors.at_desk(hall.db, WANG, time()), "1" * 32, True, "3")
    again = hall.browser("lobby").get("/")
    assert again.status_code == 200 and f'action="/clerks/{WANG}/cards"' in again.text
    assert "/styles/site/115.css" in again.text
    assert "/styles/site.css" in visitor(hall).get("/").text
    unpair(hall)
    assert "/styles/site.css" in hall.browser("lobby").get("/").text


def test_only_few_sizes_of_a_stylesheet_are_made(customer: FlaskClient):
    for scale, status in ((105, 200), (sizes.MOST, 200), (101, 404), (305, 404), (10**8, 404)):
        assert customer.get(f"/styles/site/{scale}.css").status_code == status


def test_a_machine_that_is_new_can_be_read(new: Machine):
    browser = new.browser("lobby")
    assert browser.get("/pair").status_code == 200
    assert browser.post("/pair", data={"code": "ABCD2345"}).status_code == 503
