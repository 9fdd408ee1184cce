"""The list of clerks: those on duty first on a new page, and no tile moves on one that is open."""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall import duty
from kiosk.records.people import authors
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Ended, Group, Publication, Said, Window
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.records.hall.pauses.cast import open_windows, pause
from tests.tickets import report
from tests.web.cast import at_desk, words


def go_on_duty(hall: Machine, badge: str, window: str = "3") -> None:
    author = authors.at_desk(hall.db, badge, hall.time())
    duty.change(hall.db, author, hall.new_id(), on=True, window=window)


def refresh(customer: FlaskClient, page: str) -> TestResponse:
    """What the page's own list asks for next."""
    (address,) = re.findall(r'hx-get="([^"]+)"', page)
    return customer.get(html.unescape(address))


def tiles(page: str) -> list[str]:
    return re.findall(r'id="clerk-(\w+)" class="person[ "]', page)


def test_clerks_on_duty_come_first_on_a_new_page(customer: FlaskClient, hall: Machine):
    assert tiles(customer.get("/").text) == [WANG, LI, MANAGER]
    go_on_duty(hall, LI)
    assert tiles(customer.get("/").text) == [LI, WANG, MANAGER]


def test_tiles_stay_at_their_places_while_a_page_is_open(customer: FlaskClient, hall: Machine):
    page = customer.get("/").text
    assert refresh(customer, page).status_code == 204
    go_on_duty(hall, LI)
    fresh = refresh(customer, page)
    assert tiles(fresh.text) == [WANG, LI, MANAGER]
    assert "3号窗口" in fresh.text
    assert refresh(customer, fresh.text).status_code == 204
    go_on_duty(hall, MANAGER)
    assert tiles(refresh(customer, fresh.text).text) == [WANG, LI, MANAGER]


def test_a_clerk_who_leaves_leaves_the_place_empty_and_a_new_one_comes_last(
    customer: FlaskClient, hall: Machine, office: Machine
):
    page = customer.get("/").text
    newcomer = Clerk(name="新人", name_en="", branch=HERE)
    wanted = [
        Publication(WANG, Ended(), office.today(), kind="clerk"),
        Publication("0001", newcomer, office.today()),
    ]
    documents.publish(office.db, wanted, "test", office.time().utc)
    sync_round(hall, office)
    fresh = refresh(customer, page).text
    assert tiles(fresh) == [LI, MANAGER, "0001"]
    assert fresh.count("<li>") == 4
    assert tiles(refresh(customer, fresh).text) == []
    assert tiles(customer.get("/").text) == ["0001", LI, MANAGER]


@pytest.mark.parametrize(
    "places",
    ["", ",", "<script>", "x" * 1_500, ",".join(["0101"] * 50), ",".join(map(str, range(500))),
     f"{WANG},{WANG}", "9999", "'", "%00", "０１０１"],
)  # fmt: skip
def test_odd_places_are_bounded_and_never_shown_raw(customer: FlaskClient, places: str):
    answer = customer.get("/people", query_string={"places": places})
    assert answer.status_code == 200
    assert len(set(tiles(answer.text))) == len(tiles(answer.text)) <= 3
    assert answer.text.count("<li>") <= 12 and "<script" not in answer.text


def test_a_new_day_begins_with_a_new_page(customer: FlaskClient, time: Time):
    page = customer.get("/").text
    time.pass_by(86_400_000)
    answer = refresh(customer, page)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert "HX-Refresh" not in refresh(customer, customer.get("/").text).headers


def test_star_group_and_window_are_shown_where_they_are_published(
    customer: FlaskClient, hall: Machine, office: Machine
):
    duty.change(hall.db, authors.at_desk(hall.db, WANG, hall.time()), "d" * 32, True, "3")
    for path in ("/", f"/clerks/{WANG}"):
        page = words(customer.get(path).text)
        assert "3号窗口" in page and "星级" not in page and "·" not in page
    clerk = Clerk(name="王芳", name_en="Wang Fang", branch=HERE, role="field", star=4)
    made = [
        (WANG, clerk),
        ("field", Group(name=Said("安检维修", "Safety checks"))),
        (f"{HERE}/3", Window(branch=HERE, number="3", name=Said("综合业务", "All services"))),
    ]
    wanted = [Publication(key, content, office.today()) for key, content in made]
    documents.publish(office.db, wanted, "t", 1)
    sync_round(hall, office)
    for path in ("/", f"/clerks/{WANG}"):
        page = words(customer.get(path).text)
        assert "安检维修" in page and "4星级" in page and "3号窗口 · 综合业务" in page
    page = words(at_desk(hall, WANG).get("/").text)
    assert "安检维修" in page and "4星级" in page and "我在 3 号窗口 · 综合业务" in page
    customer.post("/language", data={"language": "en"})
    page = words(customer.get(f"/clerks/{WANG}").text)
    assert "Safety checks" in page and "4-star" in page and "All services" in page


def test_the_customer_who_was_just_served_rates_once(customer: FlaskClient, hall: Machine):
    report(hall)
    page = customer.get("/").text
    assert "您刚在3号窗口由王芳办理 A023 去评价" in words(page)
    (path,) = re.findall(r'href="(/clerks/0317\?served=\w+)"', page)
    form = customer.get(path).text
    assert "号票 A023" in form
    key, served = (
        re.findall(rf'name="{name}" value="(\w+)"', form)[0] for name in ("key", "served")
    )
    said = {"key": key, "served": served, "grade": "2"}
    assert customer.post(f"/clerks/{WANG}/ratings", data=said).status_code == 303
    assert customer.post(f"/clerks/{WANG}/ratings", data=said).status_code == 303, "sent twice"
    assert "A023" not in customer.get("/").text
    again = customer.post(f"/clerks/{WANG}/ratings", data={"served": served, "grade": "5"})
    assert again.status_code == 409 and "已评价" in again.text
    assert customer.get(path).status_code == 409
    rows = hall.db.rows(FeedbackNow.select())
    assert [(row.mark, bool(row.ticket)) for row in rows] == [("2", True)]


def test_an_offer_names_no_service_and_goes_after_ten_minutes(
    customer: FlaskClient, hall: Machine, time: Time
):
    report(hall, service="3-card")
    assert "A023" in customer.get("/people").text
    assert "3-card" not in customer.get("/").text
    time.pass_by(600_001)
    assert "A023" not in customer.get("/people").text
    assert customer.get(f"/clerks/{WANG}?served=" + "f" * 64).status_code == 404


def test_a_tile_shows_a_pause_and_its_end_without_a_fact(
    customer: FlaskClient, hall: Machine, time: Time
):
    open_windows(hall)
    page = customer.get("/").text
    pause(hall, typed="5")
    fresh = refresh(customer, page)
    assert "稍候 约5分钟" in words(fresh.text) and tiles(fresh.text) == tiles(page)
    assert refresh(customer, fresh.text).status_code == 204
    time.pass_by(60_000)
    fresh = refresh(customer, fresh.text)
    assert "稍候 约4分钟" in words(fresh.text)
    assert "稍候" in customer.get("/").text
    time.pass_by(240_000)
    assert "稍候" not in refresh(customer, fresh.text).text
    assert "稍候" not in customer.get("/").text, "the cached page follows too"


def test_an_offer_to_rate_and_a_windows_tablet_work_during_a_pause(
    customer: FlaskClient, hall: Machine
):
    open_windows(hall)
    report(hall, window="1", clerk=LI)
    pause(hall, LI, "0")
    assert "您刚在1号窗口由李敏办理" in words(customer.get("/").text)
    manager = at_desk(hall, MANAGER)
    made = manager.post("/screens", data={"name": "平板", "shows": "tablet", "window": "1"}).text
    code = re.findall(r"<output>([\w-]+)</output>", made)[0]
    assert customer.post("/pair", data={"code": code}).status_code == 303
    page = customer.get("/").text
    assert "李敏的服务怎么样" in page and "稍候" in page
    key = re.findall(r'name="key" value="(\w+)"', page)[0]
    given = customer.post(f"/clerks/{LI}/cards", data={"key": key, "card": "polite"})
    assert given.status_code == 303
