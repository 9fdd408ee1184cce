"""A clerk's own part in the hall's standards, from the desk's first page."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.ledger.ledger import Ledger
from kiosk.vocabulary.documents import Item, Said, Standard
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.standards.cast import publish, rules, with_standards
from tests.web.cast import at_desk, rows_of, words


@pytest.fixture
def ready(hall: Machine, office: Machine) -> Machine:
    with_standards(office, hall)
    publish(office, hall, "ban", rules())
    return hall


def send(desk: FlaskClient, of: str, all_done: str = "done", **said: str) -> TestResponse:
    """Sends the form of a standard, every item answered alike but what is said otherwise."""
    page = desk.get(f"/standards/check/{of}").text
    codes = dict.fromkeys(re.findall(r'name="result-(\w+)"', page))
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version is not None
    form = {f"result-{code}": all_done for code in codes}
    form |= dict.fromkeys(re.findall(r'name="(stock-\w+)"', page), "3")
    form |= {name.replace("__", "-"): value for name, value in said.items()}
    return desk.post(f"/standards/check/{of}", data={"version": version.group(1)} | form)


def facts(hall: Machine) -> list[str]:
    kinds = ("marked", "arrived", "rulebook_read")
    return [row.kind for row in hall.db.rows(Ledger.select().where(Ledger.kind.in_(kinds)))]


def test_the_first_page_says_what_is_open_and_blocks_nothing(ready: Machine):
    desk = at_desk(ready, WANG)
    page = words(desk.get("/").text)
    assert "待自查： 接一待二招呼三 格式化服务" in page and "待阅读： 禁令" in page
    assert "便民设施待补充" not in page and "我的卡片" in page
    assert send(desk, "uniform").location == "/standards"
    assert send(desk, "attentive").status_code == 303
    assert "待自查" not in words(desk.get("/").text)


def test_nothing_is_chosen_beforehand_and_the_blank_item_is_said_to_be_blank(ready: Machine):
    page = at_desk(ready, WANG).get("/standards/check/uniform").text
    assert " checked" not in page and page.count('type="radio"') == 8 * 3
    assert "内容尚未确定" in page and "result-ninth" not in page
    assert words(page).index("仪表") < words(page).index("仪态") < words(page).index("语言")


def test_a_missing_answer_is_named_and_what_was_typed_is_kept(ready: Machine):
    desk = at_desk(ready, WANG)
    answer = send(desk, "uniform", result__smile="", note__dress="工牌换新")
    assert answer.status_code == 422
    assert 'id="fault-result-smile"' in answer.text and "工牌换新" in answer.text
    assert answer.text.count(" checked") == 7
    long = send(desk, "uniform", note__dress="字" * 61)
    assert long.status_code == 422 and 'id="fault-note-dress"' in long.text
    stock = send(desk, "facilities", stock__pump="许多")
    assert stock.status_code == 422 and 'id="fault-stock-pump"' in stock.text
    assert facts(ready) == []


def test_what_was_not_done_is_on_ones_own_page(ready: Machine):
    desk = at_desk(ready, WANG)
    send(desk, "uniform", result__dress="not_done", note__dress="工牌13812345678")
    rows = rows_of(desk.get("/standards").text, "standards")
    (mine,) = [row for row in rows if row[0] == "格式化服务"]
    assert mine[2] == "11月21日 星期六" and mine[3].startswith("着装：统一标志服整洁")
    assert "13812345678" not in desk.get("/standards").text
    (others,) = [
        row for row in rows_of(at_desk(ready, LI).get("/standards").text, "standards")
        if row[0] == "格式化服务"
    ]  # fmt: skip
    assert others[2] == "还没有检查", "each for themselves"


def test_a_facility_that_ran_out_is_the_managers_until_it_is_checked_again(
    ready: Machine, time: Time
):
    clerk = at_desk(ready, WANG)
    send(clerk, "facilities", stock__pump="0", note__pump="借走未还")
    assert "便民设施待补充" not in clerk.get("/").text
    time.pass_by(60_000)
    manager = at_desk(ready, MANAGER)
    assert "便民设施待补充或修理 1 项" in words(manager.get("/").text)
    assert "（上次 0）" in manager.get("/standards/check/facilities").text
    send(manager, "facilities", key="e" * 32)
    assert "便民设施待补充" not in words(manager.get("/").text)


def test_an_arrival_is_ticked_once(ready: Machine, time: Time):
    ready.config.opens = "08:30"
    desk = at_desk(ready, WANG)
    assert 'action="/standards/arrival"' in desk.get("/").text
    for _ in range(2):
        assert desk.post("/standards/arrival").location == "/"
        time.pass_by(60_000)
    page = desk.get("/").text
    assert 'action="/standards/arrival"' not in page
    assert "今天到岗 12:00 · 晚于08:00" in words(page)
    assert rows_of(desk.get("/standards").text, "arrivals") == [
        ["11月21日 星期六", "12:00 · 晚于08:00"]
    ]
    assert facts(ready) == ["arrived"]


def test_a_new_version_in_between_is_said_and_nothing_is_written(ready: Machine, office: Machine):
    desk = at_desk(ready, WANG)
    items = (Item(code="lamp", text=Said("灯")),)
    old = re.search(r'name="version" value="(\w+)"', desk.get("/standards/check/uniform").text)
    assert old is not None
    publish(office, ready, "uniform", Standard(name=Said("新"), items=items), ready.today())
    said = {"version": old.group(1), "result-lamp": "done"}
    answer = desk.post("/standards/check/uniform", data=said)
    assert answer.status_code == 409 and "刚刚换了新版本" in answer.text and "灯" in answer.text
    assert facts(ready) == []


@pytest.mark.parametrize("path", ["/standards", "/standards/check/uniform"])
def test_no_one_else_comes_in(ready: Machine, path: str):
    assert ready.browser("desk").get(path).location == "/sign-in"
    assert ready.browser("lobby").get(path).status_code == 404
    assert at_desk(ready, WANG).get("/standards/check/nothing").status_code == 404


def test_a_hall_without_standards_says_so(hall: Machine):
    page = words(at_desk(hall, WANG).get("/standards").text)
    assert "还没有发布服务标准" in page and "还没有发布制度规范" in page
    assert "待自查" not in words(at_desk(hall, WANG).get("/").text)
