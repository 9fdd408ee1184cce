"""A manager and head office see who gave whom cards, and who gave each other some."""

import re

from flask.testing import FlaskClient

from tests.cast import HERE, LI, MANAGER, WANG, Machine, sync_round
from tests.records.recognition.gifts import give
from tests.web.cast import PIN, at_desk, at_office, give_pin, words


def given(hall: Machine) -> None:
    for badge in (WANG, LI, MANAGER):
        give_pin(hall, badge)
    give(hall, 1, WANG, LI, "patient", PIN, ("warm", "noticing"), "替班")
    give(hall, 2, LI, WANG, "polite", PIN, (), "电话 13812345678")
    give(hall, 3, MANAGER, LI, "positive", PIN, ("kind",))


def items(page: str) -> list[str]:
    """What each line of the list says."""
    found = re.search(r'<ul class="heard".*?</ul>', page, re.DOTALL)
    return (
        [words(one) for one in re.findall(r"<li.*?</li>", found.group(), re.DOTALL)]
        if found
        else []
    )


def is_read(browser: FlaskClient, at_office: bool) -> None:
    page = browser.get("/colleagues").text
    place = "皇姑分公司 " if at_office else ""
    assert items(page) == [
        f"王芳 0317 → 李敏 0318 1 张 互赠 替班 {place}同事 温情接待、主动发现 最近一张 2026-11-21",
        f"李敏 0318 → 王芳 0317 1 张 互赠 电话 〔号码已隐去〕 {place}同事 最近一张 2026-11-21",
        f"孙静 0320 → 李敏 0318 1 张 {place}上级 爱心 最近一张 2026-11-21",
    ]
    (link,) = re.findall(rf'href="(/colleagues/cards\?[^"]*by={MANAGER}[^"]*)"', page)
    (single,) = items(browser.get(link.replace("&amp;", "&")).text)
    assert single.startswith("积极卡") and "孙静 0320 → 李敏 0318 上级 爱心" in single
    csv = browser.get("/colleagues/table.csv").text.splitlines()
    assert len(csv) == 4 and sum(",互赠" in line for line in csv) == 2
    assert ("皇姑分公司" in csv[1]) is at_office
    assert browser.get("/colleagues/table.xlsx").data.startswith(b"PK")
    assert browser.get("/colleagues/table.pdf").status_code == 404


def test_the_manager_and_head_office_read_the_same(hall: Machine, office: Machine):
    given(hall)
    sync_round(hall, office)
    is_read(at_desk(hall, MANAGER), at_office=False)
    is_read(at_office(office), at_office=True)


def test_only_the_manager_reads_them_at_the_desk(hall: Machine):
    clerk = at_desk(hall, WANG)
    for path in ("", "/cards", "/table.csv"):
        assert clerk.get(f"/colleagues{path}").status_code == 403
    assert hall.browser("desk").get("/colleagues").status_code == 303


def test_days_and_a_branch_narrow_them(hall: Machine, office: Machine):
    given(hall)
    sync_round(hall, office)
    browser = at_office(office)
    assert "该时段没有同事之间的卡" in browser.get("/colleagues?last=2026-11-20").text
    assert len(items(browser.get(f"/colleagues?branch={HERE}").text)) == 3
    assert "该时段没有" in browser.get("/colleagues?branch=sb02").text
    for wrong in ("first=soon", "branch=nowhere", "first=2026-01-01"):
        page = browser.get(f"/colleagues?{wrong}")
        assert page.status_code == 422 and 'class="fault"' in page.text
        assert browser.get(f"/colleagues/table.csv?{wrong}").status_code in (404, 422)
    assert browser.get(f"/colleagues?first=2026-01-01&branch={HERE}").status_code == 200
    manager = at_desk(hall, MANAGER)
    assert len(items(manager.get("/colleagues?branch=sb02&first=2026-01-01").text)) == 3


def test_other_pages_lead_to_them(hall: Machine, office: Machine):
    assert '"/colleagues?' in at_desk(hall, MANAGER).get("/ratings").text
    browser = at_office(office)
    assert '"/colleagues"' in browser.get("/cards").text
    counted = browser.get(f"/cards?giver=colleague&branch={HERE}").text
    assert '"/colleagues?' in counted and "带留言的卡片" not in counted
    assert "同事之间的卡" in words(browser.get("/lists/feedback").text)
