"""Head office sees how many customers were served, and what share of them rated."""

import csv
import io
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kiosk.records.publishing import branches
from kiosk.web.office import filters
from tests.cast import HERE, LI, NORTH, THERE, WANG, Machine, sync_round
from tests.tickets import open_now, rate, report
from tests.web.cast import words


def served(hall: Machine, office: Machine) -> None:
    """Twelve customers of Wang's and one of Li's; three rated, one of them by an offer."""
    for number in range(12):
        report(hall, f"A{number}")
    report(hall, "B1", LI, window="5")
    rate(hall, 1, next(one.event_id for one in open_now(hall) if one.clerk == WANG))
    rate(hall, 2, "")
    rate(hall, 3, "")
    sync_round(hall, office)


def test_the_page_counts_by_branch_clerk_day_and_month(
    head: FlaskClient, office: Machine, hall: Machine
):
    assert "该时段没有办理记录。" in head.get("/rated-share").text
    served(hall, office)
    seen = words(head.get("/rated-share").text)
    assert "该时段办理13人次，收到评价3次（23%），其中1次绑定号票。" in seen
    assert "皇姑分公司 sb01 13 3 1 23% 8–50%" in seen
    seen = words(head.get("/rated-share?by=clerk").text)
    assert "王芳 0317 皇姑分公司 12 3 1 25% 9–53%" in seen
    assert "李敏 0318 皇姑分公司 1 0 0 样本不足" in seen, "one customer says nothing"
    assert "13 3 1 23% 8–50%" in words(head.get("/rated-share?by=day").text)
    assert "2026-11 13 3 1 23% 8–50%" in words(head.get("/rated-share?by=month").text)


def test_filters_are_in_the_url(head: FlaskClient, office: Machine, hall: Machine):
    served(hall, office)
    for query, n in [
        ("first=2026-11-21&last=2026-11-21", 13),
        ("first=2026-11-22&last=2026-11-30", None),
        (f"branch={HERE}&by=day", 13),
        (f"branch={THERE}", None),
        (f"clerk={WANG}", 12),
        ("clerk=no-one", None),
    ]:
        page = words(head.get(f"/rated-share?{query}").text)
        assert ("没有办理记录。" if n is None else f"该时段办理{n}人次") in page, query


@pytest.mark.parametrize("page", ["/rated-share", "/rated-share/table.csv"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("first=yesterday", 422), ("first=2026-02-01&last=2026-01-01", 422), ("by=shoe", 400)],
)
def test_bad_filters_get_a_clear_page(head: FlaskClient, page: str, query: str, status: int):
    assert head.get(f"{page}?{query}").status_code == status


def test_days_and_clerks_of_many_branches_are_asked_for_by_branch(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch
):
    served(hall, office)
    monkeypatch.setattr(branches, "MOST_LISTED", 1)
    for by in ("clerk", "day"):
        answer = head.get(f"/rated-share?by={by}")
        assert answer.status_code == 422 and "请先选择网点" in answer.text
        assert head.get(f"/rated-share?by={by}&branch={HERE}").status_code == 200


def test_a_long_period_is_shown_by_month(head: FlaskClient, office: Machine, hall: Machine):
    served(hall, office)
    assert "2026-11 13 3 1" in words(head.get("/rated-share?by=day&first=2026-01-01").text)


def test_the_table_opens_in_excel(head: FlaskClient, office: Machine, hall: Machine):
    served(hall, office)
    data = head.get("/rated-share/table.csv?by=clerk").data.decode("utf-8-sig")
    heads, wang, li = csv.reader(io.StringIO(data))
    assert heads[:5] == ["工号", "名称", "办理人次", "评价次数", "其中绑定号票"]
    assert wang == ["0317", "王芳", "12", "3", "1", "25.0%", "8.9%", "53.2%"]
    assert li == ["0318", "李敏", "1", "0", "0", "", "", ""]
    assert head.get("/rated-share/table.xlsx").data.startswith(b"PK")
    assert head.get("/rated-share/table.exe").status_code == 404


def test_of_too_many_halls_a_region_is_chosen_first(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    served(hall, office)
    monkeypatch.setattr(filters, "MOST_HALLS", 1)
    page = head.get("/rated-share")
    assert page.status_code == 200 and "请先选择区域" in page.text
    assert f"region={quote(NORTH)}" in page.text
    assert "皇姑分公司" in head.get(f"/rated-share?region={NORTH}").text
    assert "皇姑分公司" in head.get(f"/rated-share?branch={HERE}").text
    assert head.get("/rated-share/table.csv").status_code == 422
