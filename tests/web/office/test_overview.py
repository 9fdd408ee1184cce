"""Head office counts what reached it."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import documents, manifests
from kiosk.vocabulary.documents import Clerk, Publication
from tests.cast import HERE, LI, NOON, START_2014, THERE, WANG, Machine, Time, by_visit, sync_round
from tests.web.cast import at_office, words


def tap(hall: Machine, office: Machine, *given: tuple[str, str]) -> None:
    for badge, mark in given:
        cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), hall.new_id(), badge, mark, "")
    sync_round(hall, office)


def test_the_page_counts_by_kind_branch_clerk_and_month(
    head: FlaskClient, office: Machine, hall: Machine
):
    tap(hall, office, (WANG, "polite"), (WANG, "polite"), (LI, "patient"))
    seen = words(head.get("/?first=2026-01-01&last=2026-12-31").text)
    assert "共 3 张" in seen
    assert "皇姑分公司 sb01 2 1 0 0 0 3" in seen
    assert "王芳 0317 皇姑分公司 2 0 0 0 0 2" in seen and "李敏 0318 皇姑分公司 0 1 0 0 0 1" in seen
    assert "2026-11 2 1 0 0 0 3" in seen


def test_each_station_stands_there_with_contact_head_and_manifest(
    head: FlaskClient, office: Machine, hall: Machine
):
    tap(hall, office, (WANG, "polite"))
    chain = office.db.sql("SELECT head FROM chain").fetchone()[0]
    manifest = manifests.newest_manifest(hall.db, HERE)
    seen = words(head.get("/").text)
    assert manifest is not None and manifest.number == NOON // 1000
    at = "2026-11-21 12:00:00"
    assert f"{at} 1 {bytes(chain).hex()[:12]} 0 {at}" in seen


def test_every_kind_of_alarm_is_counted_however_many_there_are_of_one(
    head: FlaskClient, office: Machine
):
    assert "待处理告警" not in head.get("/").text
    alarms.alarm(office.db, ChainId(THERE, "t" * 24, 1), 1, "conflict", "", NOON)
    with office.db.writing():
        for seq in range(60):
            of = ChainId(HERE, "s" * 24, 1)
            alarms.alarm(office.db, of, seq, "broken_chain", "", NOON + 1 + seq)
    page = head.get("/").text
    assert "同一编号存在两种内容" in page
    seen = words(page)
    assert "账本校验链断裂 60" in seen and "同一编号存在两种内容 1" in seen
    assert "/alarms?code=conflict" in page


def test_filters_stand_in_the_url(head: FlaskClient, office: Machine, hall: Machine):
    tap(hall, office, (WANG, "polite"))
    for query, n in [
        ("first=2026-11-21&last=2026-11-21", 1),
        ("first=2026-11-22&last=2026-11-30", 0),
        (f"branch={HERE}", 1),
        (f"branch={THERE}", 0),
        ("giver=colleague", 0),
        ("giver=all", 1),
    ]:
        assert f"共 {n} 张" in head.get(f"/?{query}").text, query


@pytest.mark.parametrize(
    ("query", "status"),
    [("first=yesterday", 422), ("first=2026-02-30", 422), ("first=2026-02-01&last=2026-01-01", 422),
     ("giver=boss", 422), ("branch=nowhere", 404)],
)  # fmt: skip
@pytest.mark.parametrize("page", ["/", "/cards.csv"])
def test_bad_filters_get_a_clear_page(head: FlaskClient, page: str, query: str, status: int):
    assert head.get(f"{page}?{query}").status_code == status


def test_a_bad_day_is_named_at_its_field_and_the_rest_is_counted(head: FlaskClient):
    page = head.get("/?first=2026-02-30&last=2026/3/5").text
    assert 'name="first" value="2026-02-30" aria-invalid="true"' in page
    assert "请按 2026-01-31 的格式填写" in page and "2026-01-01 – 2026-03-05" in page
    turned = head.get("/?first=2026-02-02&last=2026-02-01").text
    assert "开始日期不能晚于结束日期" in turned and 'value="2026-02-02" aria-invalid' in turned


def table(head: FlaskClient, query: str) -> list[list[str]]:
    data = head.get(f"/cards.csv?{query}").data
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_csv_opens_in_excel_and_harms_nobody(head: FlaskClient, office: Machine, hall: Machine):
    bad = Clerk(name="=cmd|' /C calc'!A0", name_en="x", branch=HERE)
    documents.publish(office.db, [Publication(WANG, bad, START_2014)], "t", NOON)
    tap(hall, office, (WANG, "polite"))
    assert table(head, "by=kind")[:2] == [["kind", "count"], ["polite", "1"]]
    row = table(head, "by=clerk")[1]
    assert (
        row[0] == "0317" and row[1].startswith("'=") and row[2:] == ["1", "0", "0", "0", "0", "1"]
    )
    assert table(head, "by=month")[1][0] == "2026-11"
    assert head.get("/cards.csv?by=shoe").status_code == 400


def test_an_office_in_doubt_about_the_time_asks_and_goes_by_the_answer(office: Machine, time: Time):
    times.note_time(office.db, time())
    time.reboot("b")
    time.step(30 * 86_400_000)
    head = at_office(office)
    page = head.get("/").text
    assert "系统时间可能有误" in page and "2026-11-21 12:00" in page and "2026-12-21 12:00" in page
    form = dict(re.findall(r'name="(key|shown)" value="(\w+)"', page))
    assert head.post("/clock", data=form | {"shown": "5"}).status_code == 409
    assert head.post("/clock", data=form).status_code == 303
    assert "系统时间可能有误" not in head.get("/").text
    assert head.post("/clock", data=form).status_code == 409, "nothing is left to confirm"
