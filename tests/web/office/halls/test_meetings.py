"""Head office sees how many meetings each hall had, and what was agreed."""

import csv
import datetime
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from tests.cast import Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS
from tests.records.recognition.mornings import act, agree, meet, meet_weekly
from tests.web.cast import at_office, rows_of, words


def met(hall: Machine, office: Machine) -> None:
    meet(hall)
    meet(hall, 2, note="改")
    meet(hall, 3, held_on=hall.today() - datetime.timedelta(1))
    sync_round(hall, office)


def test_each_hall_with_its_days_those_without_first(
    head: FlaskClient, hall: Machine, office: Machine
):
    met(hall, office)
    page = head.get("/meetings").text
    assert rows_of(page, "meetings") == [
        ["铁西分公司 sb02", "0", "0", "0", "—", "0", "0"],
        ["皇姑分公司 sb01", "2", "0", "0", "11月21日 星期六", "0", "0"],
    ]
    assert 'href="/meetings"' in head.get("/lists/feedback").text
    assert "改" not in words(page).replace("更正", ""), "what was said stays in the hall"
    earlier = head.get("/meetings?first=2026-10-01&last=2026-10-31").text
    assert [row[1] for row in rows_of(earlier, "meetings")] == ["0", "0"]


def test_the_table_is_downloaded_and_that_is_recorded(
    head: FlaskClient, hall: Machine, office: Machine
):
    met(hall, office)
    text = head.get("/meetings/table.csv").data.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        [
            "网点编号",
            "网点",
            "晨会天数",
            "周会次数",
            "班会次数",
            "最近一次会议",
            "未办结事项",
            "超期事项",
        ],
        ["sb02", "铁西分公司", "0", "0", "0", "", "0", "0"],
        ["sb01", "皇姑分公司", "2", "0", "0", "2026-11-21", "0", "0"],
    ]
    assert head.get("/meetings/table.xlsx").status_code == 200
    assert head.get("/meetings/table.exe").status_code == 404
    rows = office.db.rows(security_log.SecurityLog.select())
    assert ("exported", "meetings") in [(row.action, row.subject) for row in rows]


@pytest.mark.parametrize("path", ["/meetings", "/meetings/table.csv"])
def test_odd_days_are_named_and_no_one_else_reads_it(head: FlaskClient, office: Machine, path: str):
    assert head.get(f"{path}?first=x").status_code == 422
    assert office.browser("office").get(path).location == "/sign-in"


def test_each_number_leads_to_its_facts(hall: Machine, office: Machine, time: Time):
    meet_weekly(hall, 1, "不给总部看")
    meet_weekly(hall, 2, "改过的记录")
    meet_weekly(hall, 3, kind="monthly")
    act(hall)
    agree(hall, 2, text="换牌，13812345678")
    time.pass_by(4 * DAY_MS)
    sync_round(hall, office)
    head = at_office(office, "admin")
    rows = rows_of(head.get("/meetings").text, "meetings")
    assert rows[1] == ["皇姑分公司 sb01", "0", "1", "1", "11月21日 星期六", "1", "1"]
    page = head.get("/meetings/sb01").text
    held = rows_of(page, "held")
    assert [row[:3] for row in held] == [
        ["2026-11-16周会", "11月21日 星期六", "2"],
        ["2026-11班会", "11月21日 星期六", "2"],
    ]
    assert "已更正" in words(page) and "不给总部看" not in page, "minutes stay in the hall"
    assert [row[:3] for row in rows_of(page, "actions")] == [
        ["换牌，〔号码已隐去〕", "李敏", "超期，应于11月24日 星期二完成"],
        ["多开一个窗口", "王芳", "11月21日 星期六办结 调整过 1 次"],
    ]
    assert 'href="/actions' not in page
    assert head.get("/meetings/sb99").status_code == 404
    assert head.get("/meetings/sb01?first=x").status_code == 422
    empty = words(head.get("/meetings/sb02").text)
    assert "该时段没有周会和班会记录" in empty and "没有待办事项" in empty
    assert office.browser("office").get("/meetings/sb01").location == "/sign-in"
