"""Head office reads which halls changed, and goes down to the customers' words."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from kiosk.records.reports import changes
from tests.cast import HERE, THERE, Machine
from tests.records.reports.test_changes import weeks
from tests.records.reports.test_target import set_target
from tests.web.cast import rows_of, words


@pytest.fixture
def judged(office: Machine) -> None:
    """A hall that became worse, and one with too few weeks."""
    weeks(office, HERE, 20, last=40)
    weeks(office, THERE, 5)
    changes.judge(office.db, office.today())


def test_the_first_page_names_the_halls_that_changed(head: FlaskClient, judged: None):
    page = head.get("/").text
    (row,) = rows_of(page, "changed")
    assert row[0].endswith(HERE) and "▼ 明显变差" in row[1] and row[2] == "40.0%"
    assert f'href="/figures?branch={HERE}"' in page, "to the hall's chart"
    list_of_low = "/lists/feedback?first=2026-11-09&amp;last=2026-11-15&amp;branch="
    assert f"{list_of_low}{HERE}&amp;show=counted&amp;grade=low" in page, "to the words"
    assert "20周满意率：最低40.0%，最高90.0%，最近40.0%" in page, "what the line shows"


def test_a_target_has_an_icon_of_its_own_and_its_columns(
    head: FlaskClient, office: Machine, judged: None
):
    assert "目标" not in words(head.get("/figures/changes").text)
    set_target(office, 99)
    for path, heading in (("/", "changed"), ("/figures/changes", "halls")):
        page = head.get(path).text
        assert "变化 · 目标 99%" in words(page) and "✕ 达不到目标" in rows_of(page, heading)[0][1]
    text = head.get("/figures/changes/table.csv?change=worse").data.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    assert heads[-2:] == ["目标", "是否达到目标"] and row[-2:] == ["99%", "✕ 达不到目标"]
    (few,) = rows_of(head.get("/figures/changes?change=few").text, "halls")
    assert "目标" not in few[1], "nothing is said of too few weeks"


def test_the_chart_says_whether_the_target_is_reached(
    head: FlaskClient, office: Machine, judged: None
):
    assert "没有设满意率目标" in words(head.get("/figures").text)
    set_target(office, 50)
    said = words(head.get(f"/figures?branch={HERE}").text)
    assert "✓ 稳定达到目标" in said and "目标 50.0%" in said and "下限" in said


def test_a_week_whose_answers_are_gone_says_nothing(head: FlaskClient, judged: None):
    assert 'id="changed"' in head.get("/?week=2026-10-26").text
    assert 'id="changed"' not in head.get("/?week=2026-10-12").text


def test_a_hall_with_too_few_weeks_is_not_judged(head: FlaskClient, judged: None):
    page = head.get("/figures/changes?change=few").text
    (row,) = rows_of(page, "halls")
    assert row[0].endswith(THERE) and "数据不足，不作判断" in row[1] and row[3] == "–"
    assert "没有这样的网点" in words(head.get("/figures/changes?change=better").text)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?change=usual&page=2", 200), ("?change=shoe", 400), ("?week=soon", 400),
     ("?week=2020-01-06", 400), ("?region=no-such", 404), ("?week=2030-01-01", 200)],
)  # fmt: skip
def test_a_list_that_can_be_is_shown(head: FlaskClient, judged: None, query: str, status: int):
    assert head.get(f"/figures/changes{query}").status_code == status


def test_the_list_is_downloaded(head: FlaskClient, judged: None):
    text = head.get("/figures/changes/table.csv?change=worse").data.decode("utf-8-sig")
    heads, row = csv.reader(io.StringIO(text))
    assert row[0] == HERE and row[2:5] == ["▼ 明显变差", "100", "40.0%"]
    assert heads[2:5] == ["变化", "评价", "满意率"]
    assert head.get("/figures/changes/table.xlsx?change=few").status_code == 200
