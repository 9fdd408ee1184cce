"""What manager and head office read of diaries: numbers by month and type."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.recognition.diary import counts
from tests.cast import LI, WANG, Machine, by_machine, sync_round
from tests.records.recognition.diary.cast import begin, write
from tests.web.cast import at_desk, rows_of


@pytest.fixture
def reported(hall: Machine, office: Machine) -> None:
    begin(hall)
    for number in range(1, 6):
        write(hall, number, counted=True)
    write(hall, 6, mark="praise", counted=True)
    hall.time.pass_by(15 * 86_400_000)
    counts.report(hall.db, by_machine(hall.db, hall.time()))
    sync_round(hall, office)


@pytest.mark.usefixtures("reported")
def test_a_manager_reads_the_numbers_of_the_hall(manager: FlaskClient):
    page = manager.get("/diaries").text
    assert rows_of(page, "diaries") == [["2026-11", "0", "5", "不足5篇", "0"]]
    assert "王芳" not in page


@pytest.mark.usefixtures("reported")
def test_head_office_reads_them_hall_by_hall_and_together(head: FlaskClient):
    page = head.get("/diaries").text
    assert rows_of(page, "diaries") == [
        ["2026-11", "合计", "0", "5", "不足5篇", "0"],
        ["2026-11", "皇姑分公司", "0", "5", "不足5篇", "0"],
    ]
    assert "王芳" not in page and WANG not in re.findall(r"\w+", page)


def test_before_the_first_month_is_over_there_is_nothing(manager: FlaskClient, hall: Machine):
    begin(hall, LI)
    write(hall, badge=LI, counted=True)
    assert "还没有统计" in manager.get("/diaries").text


def test_a_clerk_does_not_read_them(hall: Machine):
    assert at_desk(hall, WANG).get("/diaries").status_code == 403
