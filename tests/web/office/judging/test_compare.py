"""Head office compares halls and clerks, and no one is placed or named without proof."""

import csv
import io
from collections import Counter

import pytest
from flask.testing import FlaskClient

from kiosk.records.oversight import second_count
from kiosk.records.publishing import documents
from kiosk.records.reports import regions
from kiosk.rules.office import ranking as rule
from kiosk.vocabulary.documents import Branch, Publication
from kiosk.web.office.judging import compare
from tests.cast import HERE, LI, NOON, NORTH, START_2014, THERE, WANG, Machine
from tests.records.reports.cast import tallied
from tests.web.cast import rows_of, words

FAR = (0.99, 0.90, 0.80, 0.60)


@pytest.fixture
def halls(office: Machine) -> Machine:
    """Four more halls that differ by far, and one with few ratings."""
    names = [f"x{at}" for at in range(5)]
    branch = Branch("分公司", "营业厅", "公司", "Branch", "Hall", "Company", region="远郊")
    every = [Publication(name, branch, START_2014) for name in names]
    documents.publish(office.db, every, "t", NOON)
    today = office.today()
    for name, share in zip(names, FAR, strict=False):
        good = round(1_000 * share)
        tallied(office.db, name, "9000", today, {"5": good, "1": 1_000 - good})
    tallied(office.db, "x4", "9000", today, {"5": 29})
    tallied(office.db, "x0", "9000", today, {"polite": 3, "served": 10})
    return office


def test_halls_are_placed_where_that_is_sure(head: FlaskClient, halls: Machine):
    page = head.get("/compare?region=远郊").text
    places = rows_of(page, "places")
    assert [row[3] for row in places] == ["第1名", "第2名", "第3名", "第4名", "样本不足"]
    assert "有95%的把握，确在后1名之内： 分公司 。" in words(page)
    assert places[0][2] == "99.0% 98.2–99.5%"
    link = "/lists/feedback?kind=rating&amp;entry=screen&amp;show=counted"
    assert link in page and "branch=x0" in page
    assert rows_of(page, "cards") == [[*rows_of(page, "cards")[0][:1], "3", "10", "30.0", "7.3"]]


def test_without_differences_no_one_is_named(head: FlaskClient, office: Machine):
    today = office.today()
    assert "该时段没有评价。" in head.get("/compare").text
    for badge, good in ((WANG, 95), (LI, 97)):
        tallied(office.db, HERE, badge, today, {"5": good, "1": 100 - good})
    page = head.get(f"/compare?branch={HERE}").text
    assert {row[3] for row in rows_of(page, "places")[:2]} == {"分不出"}
    assert "没有明显偏低或偏高的" in page and "确在" not in page
    assert "该时段没有办理记录" in page and "该时段没有存疑" in page
    assert f"clerk={WANG}" in page


def test_what_is_flagged_is_shown_beside_the_whole(head: FlaskClient, halls: Machine, monkeypatch):
    flagged = Counter({("x1", "9000", "5"): 890, ("x0", "9000", "polite"): 1})
    asked: list[object] = []
    monkeypatch.setattr(second_count, "flagged", lambda _, *of: asked.append(of) or flagged)
    page = head.get("/compare?region=远郊").text
    second = rows_of(page, "places")[1]
    assert second[3] == "第2名" and second[4].startswith("9.1%") and second[5] == "第4名"
    heads = next(csv.reader(io.StringIO(head.get("/compare/table.csv").data.decode("utf-8-sig"))))
    assert "名次（不含存疑）" in heads
    day = halls.today()
    assert asked[0] == (day.replace(day=1), day, ["x0", "x1", "x2", "x3", "x4"])


def test_the_filters_are_in_the_url(head: FlaskClient, halls: Machine):
    day = halls.today()
    assert len(rows_of(head.get(f"/compare?region={NORTH}").text, "places")) == 1
    assert len(rows_of(head.get("/compare").text, "places")) >= 7
    past = head.get("/compare?first=2026-10-01&last=2026-10-31").text
    assert "该时段没有评价。" in past and day.isoformat() not in past.split("<h2")[1]


@pytest.mark.parametrize("page", ["/compare", "/compare/table.csv"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("first=yesterday", 422), ("first=2026-02-01&last=2026-01-01", 422), ("branch=nowhere", None),
     ("region=nowhere", None)],
)  # fmt: skip
def test_bad_filters_get_a_clear_page(
    head: FlaskClient, office: Machine, page: str, query: str, status: int | None
):
    answer = head.get(f"{page}?{query}")
    assert answer.status_code == (status or (422 if page == "/compare" else 404))


def test_too_many_halls_are_compared_by_region(head: FlaskClient, halls: Machine, monkeypatch):
    monkeypatch.setattr(rule, "MOST", 3)
    page = head.get("/compare?region=远郊").text
    assert "不两两比较" in page and "第1名" not in page and rows_of(page, "funnel")
    monkeypatch.setattr(compare, "MOST_HALLS", 5)
    for _ in range(2):
        page = head.get("/compare").text
        assert "先按区域比较" in page and "region=%E8%BF%9C%E9%83%8A" in page
        assert [row[1] for row in rows_of(page, "funnel")] == ["4029"]
        regions.place(halls.db, halls.today())
    assert head.get("/compare?region=远郊").status_code == 200
    assert head.get(f"/compare?branch={THERE}").status_code == 200
