"""A trustee's key: shown once, kept by the person, given back to take the seat."""

import re

from kiosk.records.ledger.ledger import Ledger
from kiosk.records.recognition.ballots import state
from tests.cast import HERE, LI, MANAGER, THERE, Machine, sync_round
from tests.web.cast import at_desk, at_office, words


def drawn(page: str) -> str:
    found = re.search(r"<code>([0-9A-Z-]{39})</code>", page)
    assert found is not None
    return found.group(1)


def test_a_key_is_drawn_for_each_page_and_a_slip_keeps_it(hall: Machine):
    desk = at_desk(hall, LI)
    page = desk.get("/trustees/clerks").text
    code = drawn(page)
    assert code != drawn(desk.get("/trustees/clerks").text)
    wrong = desk.post("/trustees/clerks", data={"drawn": code, "secret": code[:-1]})
    assert wrong.status_code == 422 and drawn(wrong.text) == code
    assert "密钥是32个字母和数字" in words(wrong.text)
    assert desk.post("/trustees/clerks", data={"drawn": code, "secret": code}).status_code == 303
    assert state.trustee_keys(hall.db, HERE)["clerks"].by == LI
    stored = b"".join(bytes(row.body) for row in hall.db.rows(Ledger.select()))
    assert code.encode() not in stored


def test_a_seat_of_another_is_not_offered(hall: Machine):
    assert at_desk(hall, LI).get("/trustees/manager").status_code == 403
    assert at_desk(hall, MANAGER).get("/trustees/third").status_code == 403


def test_head_office_has_one_key_for_all_branches(hall: Machine, office: Machine):
    anna = at_office(office)
    code = drawn(anna.get("/trustees/third").text)
    assert anna.post("/trustees/third", data={"secret": code}).status_code == 303
    assert state.trustee_keys(office.db, THERE)["third"].by == "anna"
    sync_round(hall, office)
    assert "anna" in words(at_desk(hall, LI).get("/vote").text)
