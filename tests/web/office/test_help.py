"""Head office sees how fast calls for help are answered, and which were not."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.hall import help, screens
from kiosk.records.hall.screens import Wanted
from kiosk.records.ledger import security_log
from kiosk.records.people import authors
from kiosk.vocabulary.refusals import Refusal
from tests.cast import FORM, HERE, LI, MANAGER, THERE, Machine, Time, by_visit, sync_round
from tests.records.hall.pauses.cast import open_windows, pause
from tests.web.cast import rows_of, words


@pytest.fixture
def heard(hall: Machine, office: Machine, time: Time) -> None:
    """Three calls: one answered after 20 s and 80 s, one not, one filed as a case."""
    visit = by_visit(hall.db, time(), "v")
    for number in (1, 2, 3):
        help.ring(hall.db, visit, f"{number:032x}")
    time.pass_by(20_000)
    help.taken(hall.db, authors.at_desk(hall.db, LI, time()), FORM, f"{1:032x}")
    time.pass_by(60_000)
    help.came(hall.db, authors.at_desk(hall.db, LI, time()), FORM, f"{1:032x}")
    help.file_case(hall.db, visit, hall.keys, FORM, f"{3:032x}")
    sync_round(hall, office)


def test_figures_and_unanswered_calls_are_shown(head: FlaskClient, heard: None):
    page = words(head.get("/help").text)
    assert "共 3 次求助，一分钟内有人响应 1 次，无人响应 2 次。" in page
    assert "半数在 80 秒 内到场" in page
    assert "皇姑分公司 3 1 33% 20 秒 20 秒 1 33% 80 秒 80 秒 2 1" in page
    assert "无人响应的求助 2 次" in page and page.count("2026-11-21 12:00:00 皇姑分公司") == 2
    assert page.count("顾客已登记工单") == 1


def test_a_filed_call_leads_to_its_case(head: FlaskClient, heard: None):
    page = head.get("/help").text
    path = page.split("顾客已登记工单")[0].rsplit('href="', 1)[1].split('"')[0]
    assert "求助" in head.get(path).text


def test_days_and_branches_are_chosen_in_the_address(head: FlaskClient, heard: None):
    assert "该时段没有求助" in head.get("/help?first=2026-11-01&last=2026-11-20").text
    assert "共 3 次求助" in head.get(f"/help?branch={HERE}").text
    assert "该时段没有求助" in head.get("/help?branch=sb02").text
    assert head.get("/help?branch=nowhere").status_code == 404
    assert head.get("/help?first=yesterday").status_code == 422
    assert head.get("/help.csv?first=yesterday").status_code == 422
    assert head.get("/help.csv?by=x").status_code == 400
    assert head.get("/help?page=99999999999").status_code == 200


def test_the_tables_hold_the_same(head: FlaskClient, office: Machine, heard: None):
    def table(path: str) -> list[list[str]]:
        text = head.get(path).data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    heading, row = table("/help.csv")
    assert heading[:3] == ["网点编号", "网点", "求助次数"]
    assert row == [HERE, "皇姑分公司", "3", "1", "1", "20", "20", "1", "80", "80", "2", "1"]
    calls = table("/help.csv?by=call")
    assert len(calls) == 4 and calls[0][3:5] == ["日期", "求助时间"]
    assert [call[3:] for call in calls[1:2]] == [
        ["2026-11-21", "12:00:00", LI, "20", LI, "80"],
    ]  # fmt: skip
    exported = [row for row in security_log.every(office.db) if row.action == "exported"]
    assert [(row.subject, row.number) for row in exported] == [
        ("help-by-branch", 1), ("help-by-call", 3),
    ]  # fmt: skip
    head.post("/language", data={"language": "en"})
    assert table("/help.csv")[0][0] == "Branch number"


def test_head_office_sees_which_screens_a_branch_has_paired(
    hall: Machine, office: Machine, head: FlaskClient
):
    manager = authors.at_desk(hall.db, MANAGER, hall.time())
    code = screens.make_code(hall.db, manager, hall.keys, "a" * 32, Wanted("大厅东墙"))
    screens.pair(hall.db, manager._replace(role="machine"), hall.keys, "b" * 32, code)
    sync_round(hall, office)
    assert "大厅东墙 求助屏 2026-11-21 12:00:00 孙静" in words(
        head.get(f"/help?branch={HERE}").text
    )
    assert "大厅东墙" not in head.get("/help").text


def test_only_head_office_reads_it(office: Machine):
    for path in ("/help", "/help.csv"):
        assert office.browser("office").get(path).location == "/sign-in"


def test_pauses_are_counted_by_branch_without_names(
    head: FlaskClient, hall: Machine, office: Machine, time: Time
):
    assert "暂停服务" not in head.get("/help").text
    open_windows(hall)
    pause(hall, typed="5")
    time.pass_by(300_000)
    with pytest.raises(Refusal, match="pause_queue"):
        pause(hall, typed="6")
    sync_round(hall, office)
    page = head.get("/help").text
    assert rows_of(page, "pauses") == [["皇姑分公司", "1"]] and "王芳" not in page
    assert rows_of(head.get(f"/help?branch={HERE}").text, "pauses") == [["皇姑分公司", "1"]]
    for other in (f"/help?branch={THERE}", "/help?first=2026-10-01&last=2026-10-31"):
        assert "各网点暂停服务次数" not in head.get(other).text
