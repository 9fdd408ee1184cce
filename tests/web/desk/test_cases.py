"""The desk's list of cases: what is late first, and own cases only."""

import datetime

from flask.testing import FlaskClient

from kiosk.records.cases.state import CaseNow
from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.web.cast import PIN, at, file, sign_in, take


def test_the_queue_is_ordered_by_what_is_late_today_and_later(
    manager: FlaskClient, hall: Machine, time: Time
):
    late = file(hall, 1)
    time.pass_by(4 * 86_400_000)
    later = file(hall, 2, kind="question", badge="")
    manager.post("/sign-in", data={"badge": MANAGER, "pin": PIN})
    page = manager.get("/cases").text
    assert page.index(late) < page.index(later) and "超期 1 件" in page
    assert later not in manager.get("/cases?kind=complaint").text
    assert late not in manager.get("/cases?state=closed").text
    assert manager.get("/cases?state=odd").status_code == 400
    assert "待受理 2 件" in manager.get("/calls").text


def test_a_clerk_sees_own_cases_and_never_anothers_complaints(desk: FlaskClient, hall: Machine):
    case_id = file(hall)
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=LI)
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert case_id not in desk.get("/cases").text
    assert desk.get(at(case_id)).status_code == 404, "not while it is being looked into"
    assert take(desk, case_id, "reply", text="x").status_code == 404
    desk.post("/sign-out")
    sign_in(desk, LI)
    assert case_id in desk.get("/cases").text
    assert take(desk, case_id, "reply", text="改好了").status_code == 303
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert case_id in desk.get("/cases").text, "answered, and about Wang"
    assert take(desk, case_id, "close", cause="none", level="none").status_code == 403
    assert take(desk, case_id, "dispute", why="mistaken", text="当天休假").status_code == 303


def test_a_long_queue_is_read_page_by_page(manager: FlaskClient, hall: Machine):
    real = file(hall, kind="question", badge="")
    (made,) = hall.db.rows(CaseNow.select().dicts())
    rows = [made | {"case_id": f"{n:032}", "must_by": datetime.date(2020, 1, 1)}
            for n in range(225)]  # fmt: skip
    with hall.db.writing():
        hall.db.run(CaseNow.insert_many(rows))
    pages = [manager.get(f"/cases?kind=question&page={number}").text for number in range(1, 11)]
    assert real in pages[-1] and "共 10 页" in pages[0]
    assert "超期 225 件" in pages[0] and "/cases?state=&amp;kind=question&amp;page=2" in pages[0]
