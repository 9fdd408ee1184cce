"""Head office counts 5P cards by branch, clerk and month."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.publishing import branches, documents
from kiosk.records.reports import regions
from kiosk.vocabulary.documents import Clerk, Publication
from kiosk.web.office import filters
from tests.cast import HERE, LI, NOON, NORTH, START_2014, THERE, WANG, Machine, by_visit, sync_round
from tests.records.oversight.cast import question
from tests.web.cast import words


def tap(hall: Machine, office: Machine, *given: tuple[str, str]) -> None:
    for badge, mark in given:
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), hall.new_id(), badge, mark, "")
    sync_round(hall, office)


def test_the_page_counts_by_kind_branch_clerk_and_month(
    head: FlaskClient, office: Machine, hall: Machine
):
    tap(hall, office, (WANG, "polite"), (WANG, "polite"), (LI, "patient"))
    seen = words(head.get("/cards").text)
    assert "共 3 张" in seen and "屏幕 3 · 纸质 0" in seen
    assert "行为要求 3 · 精神内涵 0 · 服务根基 0" in seen
    assert "皇姑分公司 sb01 2 1 0 0 0 3" in seen
    seen = words(head.get("/cards?by=clerk").text)
    assert "王芳 0317 皇姑分公司 2 0 0 0 0 2" in seen and "李敏 0318 皇姑分公司 0 1 0 0 0 1" in seen
    assert "2026-11 2 1 0 0 0 3" in words(head.get("/cards?by=month").text)


def test_what_is_flagged_is_taken_out_beside(head: FlaskClient, office: Machine, hall: Machine):
    tap(hall, office, (WANG, "polite"), (WANG, "polite"), (LI, "patient"))
    found = office.db.rows(Ledger.select().where(Ledger.mark == "polite"))
    assert "不含存疑" not in head.get("/cards").text
    question(office, WANG, found[0].event_id)
    seen = words(head.get("/cards").text)
    assert "共 3 张" in seen and "不含存疑 2 张" in seen and "2 张 不含存疑 1" in seen
    assert "皇姑分公司 sb01 2 不含存疑 1 1 0 0 0 3 不含存疑 2" in seen
    for by in ("clerk", "month"):
        assert "2 不含存疑 1" in words(head.get(f"/cards?by={by}").text), by
        table = head.get(f"/cards/table.csv?by={by}").data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table)))
        assert rows[0][-1] == "合计（不含存疑）" and sum(int(row[-1]) for row in rows[1:]) == 2
    for query in ("entry=paper", "giver=colleague", "first=2026-11-22&last=2026-11-30"):
        assert "不含存疑" not in head.get(f"/cards?{query}").text, query


def test_filters_stand_in_the_url(head: FlaskClient, office: Machine, hall: Machine):
    tap(hall, office, (WANG, "polite"))
    for query, n in [
        ("first=2026-11-21&last=2026-11-21", 1),
        ("first=2026-11-22&last=2026-11-30", 0),
        (f"branch={HERE}", 1),
        (f"branch={THERE}", 0),
        ("giver=colleague", 0),
        ("giver=all", 1),
        ("entry=screen", 1),
        ("entry=paper", 0),
    ]:
        assert f"共 {n} 张" in head.get(f"/cards?{query}").text, query


@pytest.mark.parametrize("page", ["/cards", "/cards/table.csv"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("first=yesterday", 422), ("first=2026-02-30", 422), ("first=2026-02-01&last=2026-01-01", 422),
     ("giver=boss", 422), ("by=shoe", 400), ("entry=oral", 400)],
)  # fmt: skip
def test_bad_filters_get_a_clear_page(head: FlaskClient, page: str, query: str, status: int):
    assert head.get(f"{page}?{query}").status_code == status


def test_an_unknown_branch_is_named_at_its_field(head: FlaskClient):
    answer = head.get("/cards?branch=nowhere")
    assert answer.status_code == 422 and "没有这个网点" in answer.text
    assert head.get("/cards/table.csv?branch=nowhere").status_code == 404


def test_clerks_of_many_branches_are_asked_for_by_branch(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch
):
    tap(hall, office, (WANG, "polite"))
    monkeypatch.setattr(branches, "MOST_LISTED", 1)
    answer = head.get("/cards?by=clerk")
    assert answer.status_code == 422 and "请先选择网点" in answer.text
    assert "王芳" in head.get(f"/cards?by=clerk&branch={HERE}").text


def table(head: FlaskClient, query: str) -> list[list[str]]:
    data = head.get(f"/cards/table.csv?{query}").data
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_csv_opens_in_excel_and_harms_nobody(head: FlaskClient, office: Machine, hall: Machine):
    bad = Clerk(name="=cmd|' /C calc'!A0", name_en="x", branch=HERE)
    documents.publish(office.db, [Publication(WANG, bad, START_2014)], "t", NOON)
    tap(hall, office, (WANG, "polite"))
    heads, row = table(head, "by=clerk")
    assert heads == ["工号", "名称", "礼貌", "耐心", "积极", "热情", "专业", "合计"]
    assert row[0] == "0317" and row[1].startswith("'=") and row[2:] == list("100001")
    assert table(head, "by=month")[1][0] == "2026-11"
    assert head.get("/cards/table.xlsx").data.startswith(b"PK")
    assert head.get("/cards/table.exe").status_code == 404


def test_of_too_many_halls_regions_are_counted_first(
    head: FlaskClient, office: Machine, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    tap(hall, office, (WANG, "polite"), (LI, "patient"))
    monkeypatch.setattr(filters, "MOST_HALLS", 1)
    for _ in range(2):
        page = head.get("/cards")
        assert page.status_code == 200 and f"{NORTH} 1 1 0 0 0 2" in words(page.text)
        regions.place(office.db, office.today())
    assert "皇姑分公司 sb01 1 1 0 0 0 2" in words(head.get(f"/cards?region={NORTH}&by=branch").text)
    assert head.get("/cards?by=branch").status_code == 422
    assert head.get("/cards?region=nowhere").status_code == 422
