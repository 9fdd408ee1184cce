"""Customers see what the hall has, and when that was last checked."""

from flask.testing import FlaskClient

from kiosk.rules.standards.checking import Typed
from tests.cast import LI, Machine, Time
from tests.records.standards.cast import check, with_standards
from tests.web.cast import words


def test_stock_and_the_day_of_the_check_are_shown(
    customer: FlaskClient, hall: Machine, office: Machine, time: Time
):
    assert 'href="/facilities"' not in customer.get("/").text
    with_standards(office, hall)
    assert 'href="/facilities"' in customer.get("/").text
    assert "便民设施还没有核对，请咨询柜台。" in customer.get("/facilities").text
    check(hall, 1, LI, "facilities", pump=Typed("done", "李敏借走", "0"), rest=Typed("na"),
          water=Typed("not_done"))  # fmt: skip
    page = words(customer.get("/facilities").text)
    assert "核对日期 11月21日 星期六" in page and "请咨询柜台" not in page
    assert "雨衣 现有 3 件" in page and "打气筒 已用完" in page and "饮用水 不可用" in page
    assert "座椅" not in page, "what the hall does not have"
    assert "李敏" not in page, "notes and names stay at the desk"
    time.pass_by(7 * 86_400_000)
    assert "请咨询柜台" not in words(customer.get("/facilities").text)
    time.pass_by(86_400_000)
    page = words(customer.get("/facilities").text)
    assert "核对日期 11月21日 星期六 · 情况可能有变化，请咨询柜台" in page
    customer.post("/language", data={"language": "en"})
    assert "Raincoats 3 in stock" in words(customer.get("/facilities").text)


def test_a_hall_without_facilities_has_a_page_that_says_so(customer: FlaskClient):
    assert customer.get("/facilities").status_code == 200
