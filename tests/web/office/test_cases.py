"""Head office sees what is late anywhere, and answers."""

from flask.testing import FlaskClient

from kiosk.records.cases import state
from tests.cast import HERE, LI, Machine, Time, sync_round
from tests.web.cast import PASSWORD, at, file, take


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
