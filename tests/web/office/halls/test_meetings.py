"""Head office sees on how many days each hall had a morning meeting."""

import csv
import datetime
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.ledger import security_log
from tests.cast import Machine, sync_round
from tests.records.recognition.mornings import meet
from tests.web.cast import rows_of, words


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
