"""Head office sees all halls' figures, and goes down to the facts."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.hall import duty
from kiosk.records.oversight import flags
from kiosk.records.people import authors
from kiosk.rules.office.suspicion.history import Finding
from tests.cast import HERE, LI, WANG, Machine, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate
from tests.records.oversight.cast import head as author
from tests.web.cast import rows_of, words


@pytest.fixture
def heard(hall: Machine, office: Machine) -> None:
    """Twelve ratings, one of them low, and a card of Li's."""
    for n in range(12):
        rate(hall, n + 1, "2" if n == 3 else "5")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(40), LI, "patient", "")
    sync_round(hall, office)


def test_a_page_leads_from_all_halls_down_to_the_facts(head: FlaskClient, heard: None):
    page = head.get("/figures?by=branch").text
    (row,) = rows_of(page, "by")
    assert row[0].endswith(HERE) and row[1:3] == ["12", "91.7%"] and row[4] == "1"
    assert f"/lists/feedback?first=2026-10-19&amp;last=2026-11-22&amp;branch={HERE}" in page
    branch = head.get(f"/figures?branch={HERE}").text
    lines = {row[0].split()[-1]: row for row in rows_of(branch, "by")}
    assert lines[WANG][1] == "12" and lines[LI][4] == "1"
    assert "数据不足，不作判断" in words(branch), "one week is no chart"


@pytest.mark.parametrize("by", ["region", "branch", "month", "hour", "mark"])
@pytest.mark.parametrize("sort", ["", "rated", "satisfaction", "late"])
def test_every_view_of_all_halls_opens(head: FlaskClient, heard: None, by: str, sort: str):
    answer = head.get("/figures", query_string={"by": by, "sort": sort})
    assert answer.status_code in (200, 400 if by == "region" else 200)


@pytest.mark.parametrize("by", ["clerk", "window", "service", "month", "hour", "mark"])
def test_every_view_of_a_branch_opens(head: FlaskClient, heard: None, by: str):
    assert head.get(f"/figures?branch={HERE}&by={by}").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [("by=shoe", 400), ("sort=shoe", 400), ("branch=no-such", 404), ("region=no-such", 404),
     ("first=yesterday", 422)],
)  # fmt: skip
def test_what_no_view_is_gets_a_clear_page(head: FlaskClient, query: str, status: int):
    assert head.get(f"/figures?{query}").status_code == status
    assert head.get(f"/figures/table.csv?{query}").status_code == status


def test_a_view_is_downloaded_as_a_table(head: FlaskClient, heard: None):
    text = head.get("/figures/table.csv?by=branch").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["网点", "名称", "评价", "满意率", "5P卡", "新工单", "工单超期", "求助"]
    assert rows[1][0] == HERE and rows[1][2:5] == ["12", "91.7%", "1"]
    assert head.get("/figures/table.xlsx?by=mark").status_code == 200
    assert head.get("/figures/table.pdf").status_code == 404


def test_each_number_leads_to_as_many_facts(head: FlaskClient, heard: None):
    for by in ("branch", "month", "mark"):
        page = head.get(f"/figures?by={by}&branch={HERE if by != 'branch' else ''}").text
        found = re.findall(r'href="(/lists/[^"]+)">(\d+)</a>', page)
        assert {path.split("?")[0] for path, _ in found} >= {"/lists/feedback", "/lists/cards"}, by
        for path, number in found:
            assert f"共 {number} 条" in words(head.get(path.replace("&amp;", "&")).text), path


@pytest.mark.parametrize("by", ["region", "branch", "clerk", "mark", "month", "hour"])
def test_both_counts_stand_side_by_side_and_differ_by_what_is_flagged(
    head: FlaskClient, heard: None, office: Machine, by: str
):
    where = {"branch": HERE} if by == "clerk" else {}
    address = "&".join(f"{name}={value}" for name, value in ({"by": by} | where).items())
    assert "不含存疑" not in head.get(f"/figures?{address}").text
    day = office.today()
    found = [Finding("burst", WANG, day, day, 2, 12, 0.3, 1.1, (k(1), k(2))),
             Finding("edge", LI, day, day, 1, 1, 0.3, 1.1, (k(40),))]  # fmt: skip
    with office.db.writing():
        flags.note(office.db, author(office, ""), found)
    rows = list(csv.reader(io.StringIO(
        head.get(f"/figures/table.csv?{address}").data.decode("utf-8-sig"))))  # fmt: skip
    assert rows[0][-3:] == ["评价（不含存疑）", "满意率（不含存疑）", "5P卡（不含存疑）"]
    number = [[int(one) for one in (row[2], row[-3], row[4], row[-1])] for row in rows[1:]]
    rated, left, given, rest = (sum(column) for column in zip(*number, strict=True))
    assert (rated, left, given, rest) == (12, 10, 1, 0)
    page = head.get(f"/figures?{address}").text
    assert "不含存疑" in page and "/flags" in page
    for n, one in enumerate(flags.of_branch(office.db, HERE)):
        flags.handle(office.db, author(office), k(900 + n), one.event_id, "explained", "x")
    assert "不含存疑" not in head.get(f"/figures?{address}").text


def test_a_window_leads_to_its_clerks_and_what_they_were_given(
    head: FlaskClient, hall: Machine, office: Machine
):
    duty.change(hall.db, authors.at_desk(hall.db, WANG, hall.time()), k(90), True, "3")
    hall.time.pass_by(60_000)
    for n in range(1, 11):
        rate(hall, n, "5")
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v1"), k(40), LI, "patient", "")
    sync_round(hall, office)
    page = head.get(f"/figures?branch={HERE}&by=window").text
    third, unknown = rows_of(page, "by")
    assert third[0].startswith("3号窗口") and third[1:3] == ["10", "100.0%"]
    assert unknown[0].startswith("窗口不明") and (unknown[1], unknown[4]) == ("0", "1")
    found = re.search(r'href="(/lists/feedback[^"]+)">王芳', page)
    assert found and "共 10 条" in words(head.get(found[1].replace("&amp;", "&")).text)
    text = head.get(f"/figures/table.csv?branch={HERE}&by=window").data.decode("utf-8-sig")
    assert [row[:3] for row in csv.reader(io.StringIO(text))][1] == ["3", "", "10"]
