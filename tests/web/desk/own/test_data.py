"""A clerk's own data: who looked, and everything as a table that runs nothing."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.feedback import cards
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import SecurityLog
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, by_visit, sync_round
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate
from tests.web.cast import at_desk, rows_of, words
from tests.web.desk.own.test_grades import complain


def looks(hall: Machine) -> list[tuple[str, str, str]]:
    rows = hall.db.rows(SecurityLog.select().where(SecurityLog.action == "clerk_viewed"))
    return [(row.who, row.subject, row.detail) for row in rows]


def test_a_clerk_reads_who_looked_at_what(hall: Machine, manager: FlaskClient):
    complain(hall)
    paths = {
        f"/ratings?clerk={WANG}": "评价统计",
        f"/ratings/list?clerk={WANG}": "评价与留言",
        f"/ratings/withdrawn?clerk={WANG}": "已撤销的卡片和评价",
        f"/feedback/{HERE}/{k(1)}": "评价与留言",
        f"/pauses?clerk={WANG}": "暂停记录",
        f"/colleagues/cards?clerk={WANG}": "同事之间的卡",
    }
    for path in paths:
        assert manager.get(path).status_code == 200, path
    manager.get("/ratings/table.csv")
    rows = rows_of(at_desk(hall, WANG).get("/own").text, "looks")
    assert {row[3] for row in rows} == set(paths.values())
    assert all(row[1] == "孙静" and row[4] == "柜台" for row in rows)
    assert "导出全厅数据（1 行）" in {row[2] for row in rows}
    assert "还没有他人查看的记录" not in words(at_desk(hall, WANG).get("/own").text)


def test_what_is_noted_is_bounded_and_names_clerks_alone(
    hall: Machine, manager: FlaskClient, time: Time
):
    for _ in range(5):
        manager.get(f"/ratings?clerk={WANG}")
        manager.get("/ratings?clerk=made-up")
        manager.get(f"/ratings?clerk={MANAGER}")
        manager.get("/ratings")
    assert looks(hall) == [(MANAGER, WANG, "figures")], "not oneself, and no one who is no clerk"
    time.pass_by(security_log.WITHIN_MS)
    manager = at_desk(hall, MANAGER)
    manager.get(f"/ratings?clerk={WANG}")
    assert len(looks(hall)) == 2


def test_head_office_reads_who_looked_there(hall: Machine, office: Machine, head: FlaskClient):
    rate(hall, 1, "1", WANG)
    sync_round(hall, office)
    head.get(f"/lists/feedback?clerk={WANG}")
    assert looks(office) == [("admin", WANG, "feedback")]
    assert "admin" in words(head.get(f"/schemes/clerks/{WANG}").text)
    assert looks(hall) == [], "the log never travels"


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_export_is_the_clerks_own_alone(hall: Machine, clerk: FlaskClient, suffix: str):
    visit = by_visit(hall.db, hall.time(), "v")
    cards.give(hall.db, visit, k(1), WANG, "polite", "=1+1，电话13812345678")
    cards.give(hall.db, visit, k(2), LI, "polite", "李敏的卡")
    answer = clerk.get(f"/own/table.{suffix}")
    assert answer.status_code == 200 and f"own-{WANG}" in answer.headers["Content-Disposition"]
    if suffix == "csv":
        heads, first, *rest = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        assert heads == ["类别", "日期", "时间", "内容", "原文", "相关人员"]
        assert first[0] == "顾客送的5P卡" and first[3] == "礼貌" and "号码已隐去" in first[4]
        assert not first[4].startswith("=") and "李敏的卡" not in answer.text
        assert {row[0] for row in rest} == {"登录"}
    (noted,) = hall.db.rows(SecurityLog.select().where(SecurityLog.action == "exported"))
    assert (noted.who, noted.subject) == (WANG, "own-data")


@pytest.mark.parametrize("path", ["/own", "/own/table.csv"])
def test_no_one_else_reads_it(hall: Machine, path: str):
    assert hall.browser("desk").get(path).location == "/sign-in"
    assert hall.browser("lobby").get(path).status_code == 404


def test_no_other_kind_of_file(clerk: FlaskClient):
    assert clerk.get("/own/table.exe").status_code == 404
