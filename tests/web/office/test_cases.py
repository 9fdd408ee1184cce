"""Head office sees what is late anywhere, and answers."""

import datetime

import pytest
from flask.testing import FlaskClient

from kiosk.ground.paging import PAGE
from kiosk.records.cases import state
from kiosk.records.cases.state import CaseNow
from tests.cast import HERE, LI, THERE, Machine, Time, sync_round
from tests.web.cast import PASSWORD, at, file, take, words


def test_head_office_sees_what_is_late_anywhere_and_answers(
    head: FlaskClient, hall: Machine, office: Machine, time: Time
):
    case_id = file(hall)
    sync_round(hall, office)
    assert "各网点均在时限内" in head.get("/cases").text
    time.pass_by(4 * 86_400_000)
    head.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    page = head.get("/cases").text
    assert "超期工单 1 件" in page and at(case_id) in page
    assert take(head, case_id, "accept", responsible=LI).status_code == 303
    assert take(head, case_id, "reply", text="总部处理").status_code == 303
    sync_round(hall, office)
    assert state.find(hall.db, HERE, case_id).state == "replied"
    for by in ("branch", "kind", "class", "cause", "level"):
        assert head.get(f"/cases?by={by}").status_code == 200
    assert head.get("/cases?by=luck").status_code == 400
    assert head.get("/cases?first=x").status_code == 422


def make_up(office: Machine, branch: str, number: int, day: datetime.date) -> None:
    """Rows of cases that are due on that day, as a branch that makes them up would send them."""
    (made,) = office.db.rows(CaseNow.select().where(CaseNow.branch == HERE).limit(1).dicts())
    rows = [made | {"branch": branch, "case_id": f"{branch}{n:030}", "must_by": day}
            for n in range(number)]  # fmt: skip
    with office.db.writing():
        office.db.run(CaseNow.insert_many(rows))


@pytest.fixture
def flooded(hall: Machine, office: Machine) -> Machine:
    """Head office with 225 late cases made up by one branch, and one late case of another."""
    file(hall)
    sync_round(hall, office)
    make_up(office, THERE, 1, datetime.date(2026, 11, 20))
    make_up(office, HERE, 225, datetime.date(2020, 1, 1))
    return office


def test_made_up_late_cases_push_no_other_branch_out(head: FlaskClient, flooded: Machine):
    page = head.get("/cases").text
    assert "铁西分公司" in page.split('id="answering"')[0]
    seen = words(page)
    assert "超期工单 226 件" in seen
    assert "皇姑分公司 225 1月1日 星期三 2516 铁西分公司 1 11月20日 星期五 1" in seen
    assert f"/case-lists/late?branch={THERE}" in page


def test_a_branchs_late_cases_are_read_page_by_page(head: FlaskClient, flooded: Machine):
    seen: set[str] = set()
    for number in range(1, 10):
        page = head.get(f"/case-lists/late?branch={HERE}&page={number}").text
        found = {f"{HERE}{n:030}" for n in range(225) if f"{HERE}{n:030}" in page}
        assert len(found) == PAGE and "超期工单 225 件" in page
        assert not seen & found
        seen |= found
    assert len(seen) == 225
    theirs = head.get(f"/case-lists/late?branch={THERE}").text
    assert at(f"{THERE}{0:030}", THERE) in theirs and "下一页" not in theirs


def test_a_long_list_names_every_branch(head: FlaskClient, flooded: Machine):
    for number in range(PAGE):
        make_up(flooded, f"b{number:03}", 1, datetime.date(2026, 11, 1))
    first, second = (head.get(f"/case-lists/late?page={page}").text for page in (1, 2))
    assert "27 个网点" in first and "下一页" in first
    named = [f"branch=b{n:03}" in first or f"branch=b{n:03}" in second for n in range(PAGE)]
    assert all(named) and f"branch={THERE}" in second
    assert "/case-lists/late?page=2" in head.get("/cases").text


@pytest.mark.parametrize("name", ["disputed", "ours", "extended"])
def test_every_list_has_its_page(head: FlaskClient, office: Machine, name: str):
    page = head.get(f"/case-lists/{name}")
    assert page.status_code == 200 and "暂无待办工单。" in page.text
    assert head.get("/case-lists/other").status_code == 404
