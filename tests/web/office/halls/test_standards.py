"""Head office sees the share of each item, branch by branch, and what it was made of."""

import pytest
from flask.testing import FlaskClient

from kiosk.rules.standards.checking import Typed
from tests.cast import LI, WANG, Machine, sync_round
from tests.records.standards.cast import check, with_standards
from tests.web.cast import rows_of, words


def checked(hall: Machine, office: Machine) -> None:
    with_standards(office, hall)
    check(hall, 1, WANG, smile=Typed("not_done", "忙"), makeup=Typed("na"))
    check(hall, 2, LI)
    check(hall, 3, LI, "facilities", pump=Typed("done", stock="0"))
    sync_round(hall, office)


def test_each_items_share_by_branch(head: FlaskClient, hall: Machine, office: Machine):
    assert "还没有发布服务标准" in words(head.get("/standards").text)
    checked(hall, office)
    page = head.get("/standards?standard=uniform").text
    here, there = rows_of(page, "standards")
    assert here[:2] == ["皇姑分公司 sb01", "2"] and there[1:3] == ["0", "—"]
    assert here[4] == "100% 1/1", "does not apply"
    assert here[7] == "50% 1/2"
    assert 'href="/standards"' in head.get("/meetings").text
    facilities = head.get("/standards?standard=facilities").text
    assert rows_of(facilities, "standards")[0][5] == "0% 0/1", "none left"
    earlier = head.get("/standards?standard=uniform&first=2026-10-01&last=2026-10-31").text
    assert [row[1] for row in rows_of(earlier, "standards")] == ["0", "0"]


def test_a_number_leads_to_what_it_was_made_of(head: FlaskClient, hall: Machine, office: Machine):
    checked(hall, office)
    to = "/standards/sb01?standard=uniform&amp;first=2026-11-01&amp;last=2026-11-21"
    assert f'href="{to}"' in head.get("/standards?standard=uniform").text
    (row,) = rows_of(head.get(to.replace("&amp;", "&")).text, "remarks")
    assert row == ["11月21日 星期六", "王芳", "微笑：微笑迎接每一位顾客", "未做到", "忙"]
    (row,) = rows_of(head.get("/standards/sb01?standard=facilities").text, "remarks")
    assert row[1:4] == ["全厅（李敏）", "打气筒", "已用完"]
    assert "没有未做到的项目" in head.get("/standards/sb02?standard=uniform").text
    assert head.get("/standards/sb99?standard=uniform").status_code == 404
    assert head.get("/standards/sb01?standard=nothing").status_code == 404


@pytest.mark.parametrize(
    "days", ["first=x", "first=2026-11-02&last=2026-11-01", "first=2026-01-01&last=2026-11-01"]
)
def test_odd_or_too_many_days_are_named(
    head: FlaskClient, hall: Machine, office: Machine, days: str
):
    with_standards(office, hall)
    assert head.get(f"/standards?{days}").status_code == 422


@pytest.mark.parametrize("path", ["/standards", "/standards/sb01?standard=uniform"])
def test_no_one_else_reads_it(office: Machine, path: str):
    assert office.browser("office").get(path).location == "/sign-in"
