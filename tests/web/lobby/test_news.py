"""What the hall shows of itself: slides one after another, and one page with all of it."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Notice, Publication, Said
from kiosk.web.lobby import page_cache
from tests.cast import LI, NOON, Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS
from tests.records.recognition.ballots.cast import counted
from tests.records.reports.test_news import adopt, praise, suggest
from tests.web.cast import words


def announce(hall: Machine, office: Machine, *titles: str) -> None:
    some = [
        Publication(title, Notice(title=Said(title), text=Said("请留意")), office.today())
        for title in titles
    ]
    documents.publish(office.db, some, "t", NOON)
    sync_round(hall, office)


def slides(customer: FlaskClient) -> list[str]:
    """Every slide from the first one round to it again."""
    found, number = [], "1"
    while not found or number != "1":
        page = customer.get(f"/news/{number}").text
        (number,) = re.findall(r'hx-get="/news/(\d+)"', page)
        found.append(page)
    return found


def test_a_hall_with_nothing_new_welcomes(customer: FlaskClient):
    (page,) = slides(customer)
    assert "今天的服务，您满意吗？" in page
    assert "暂时没有新的内容" in customer.get("/news").text


def test_all_news_have_a_slide_that_leads_to_their_page(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    praise(hall, LI)
    adopt(hall, suggest(hall, text="多放椅子，电话13812345678"))
    announce(hall, office, "停气通知")
    time.pass_by(DAY_MS)
    _, notice, praised, answer = slides(customer)
    assert "停气通知" in notice and 'href="/notices"' in notice
    assert "李敏" in praised and f'href="/clerks/{LI}"' in praised
    assert "多放椅子" in answer and "已到货" in answer and 'href="/news#answers"' in answer
    whole = customer.get("/news").text
    for page in (answer, whole):
        assert "1381234" not in page and "号码已隐去" in page
    for said in ("停气通知", "李敏", "多放椅子", "已到货"):
        assert said in whole
    for link in set(re.findall(r'href="(/[a-z][^"?]*)"', notice + praised + answer)) - {"/idle"}:
        assert customer.get(link).status_code == 200, link


def test_stars_have_slides_of_their_own_until_they_expire(
    customer: FlaskClient, hall: Machine, time: Time
):
    counted(hall)
    _, star = slides(customer)
    assert "11月服务明星" in star and "李敏" in star and f'href="/clerks/{LI}"' in star
    assert "由同事无记名投票选出，展示至2026年12月31日" in words(star)
    assert "11月服务明星" in customer.get("/news").text
    customer.post("/language", data={"language": "en"})
    assert "Star of November" in customer.get("/news/2").text
    time.pass_by(45 * DAY_MS)
    assert len(slides(customer)) == 1


def test_a_touch_leads_home_and_no_form_is_in_its_way(customer: FlaskClient):
    page = customer.get("/news/1").text
    slide = page[page.index('id="slide"') : page.index("</section>")]
    assert "<form" not in slide and "<button" not in slide and 'href="/idle"' in slide
    assert customer.get("/idle").location == "/"


def test_slides_write_nothing(customer: FlaskClient, hall: Machine):
    slides(customer)
    assert hall.db.rows(Ledger.select()) == []


def test_without_scripts_the_next_slide_comes_by_itself(
    customer: FlaskClient, hall: Machine, office: Machine
):
    announce(hall, office, "一", "二")
    refresh = '<meta http-equiv="refresh" content="12;url=/news/{}">'
    assert refresh.format(2) in customer.get("/news/1").text
    assert refresh.format(1) in customer.get("/news/3").text


def test_a_slide_that_is_gone_leads_to_one_that_is_there(customer: FlaskClient):
    for number in (0, 2, 999_999_999):
        assert customer.get(f"/news/{number}").location == "/news/1"


def test_a_fragment_is_the_slide_alone(customer: FlaskClient):
    answer = customer.get("/news/1", headers={"HX-Request": "true"}).text
    assert answer.startswith('<section id="slide"') and "<html" not in answer


def test_another_language_ends_by_itself(customer: FlaskClient):
    assert "idle-seconds" not in customer.get("/news/1").text
    customer.post("/language", data={"language": "en"})
    page = customer.get("/news/1").text
    assert 'name="idle-seconds"' in page and "How was our service today?" in page


@pytest.mark.parametrize("seconds, there", [(90, True), (0, False)])
def test_the_first_page_gives_way_when_it_is_left_alone(hall: Machine, seconds: int, there: bool):
    hall.config.news_seconds = seconds
    page = hall.browser("lobby").get("/").text
    given = '<meta name="idle-seconds" content="90" data-quiet data-then="/news/1">'
    assert (given in page) == there


@pytest.mark.parametrize(
    "minute, says", [(9 * 60, "欢迎光临皇姑营业厅"), (12 * 60, ""), (16 * 60 + 50, "17:00结束营业")]
)
def test_opening_and_closing_come_first(hall: Machine, time: Time, minute: int, says: str):
    hall.config.opens, hall.config.closes = "09:00", "17:00"
    time.pass_by((minute - 12 * 60) * 60_000 + DAY_MS)
    page = hall.browser("lobby").get("/news/1").text
    assert (says in words(page)) and ("data-say" in page) == bool(says)
    assert 'data-volume="0"' in page, "quiet unless the hall says otherwise"


def test_a_slide_is_drawn_once(customer: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    drawn = []
    render = page_cache.render_template
    monkeypatch.setattr(
        page_cache, "render_template", lambda *a, **b: drawn.append(a) or render(*a, **b)
    )
    monkeypatch.setattr(page_cache, "_pages", page_cache.Cache(page_cache.MOST_BYTES))
    for number in ("1", "1", "1?x=1", "2", "3"):
        customer.get(f"/news/{number}")
    assert len(drawn) == 1


def test_consent_is_asked_where_it_counts(customer: FlaskClient, hall: Machine):
    for kind, there in (("suggestion", True), ("complaint", False), ("praise", False)):
        page = customer.get(f"/feedback/{kind}").text
        assert ('name="public"' in page) == there
        assert 'name="public" value="yes" checked' not in page
    tick = {"key": "a" * 32, "text": "椅子", "public": "yes"}
    customer.post("/feedback/suggestion", data=tick)
    customer.post("/feedback/complaint", data=tick | {"key": "b" * 32})
    customer.post("/feedback/suggestion", data={"key": "c" * 32, "text": "椅子"})
    bodies = [bytes(row.body) for row in hall.db.rows(Ledger.select().order_by(Ledger.seq))]
    assert [b'"public":true' in body for body in bodies] == [True, False, False]
