"""The manager connects ticket systems and sees what they report."""

import re

from flask.testing import FlaskClient

from kiosk.records.hall import ticket_files, ticket_systems
from kiosk.records.hall.ticket_files import TicketFile
from kiosk.records.hall.ticket_systems import AtWindow
from kiosk.vocabulary.refusals import Refusal
from tests.cast import Machine, by_machine
from tests.web.cast import words


def test_a_key_is_shown_once_and_the_system_is_listed(hall: Machine, manager: FlaskClient):
    assert "还没有接入排队系统" in manager.get("/tickets").text
    made = manager.post("/tickets", data={"name": " 叫号机 "})
    found = re.search(r"<output>(tsk_[0-9a-f]{40})</output>", made.text)
    assert found is not None and "“叫号机”的接口密钥" in made.text
    assert "http://localhost/api/tickets" in made.text
    page = manager.get("/tickets").text
    assert found.group(1) not in page and "叫号机" in page and "还没有报告过" in page


def test_what_was_refused_and_read_is_shown_with_its_reason(hall: Machine, manager: FlaskClient):
    manager.post("/tickets", data={"name": "叫号机"})
    (system,) = ticket_systems.listed(hall.db)
    author = by_machine(hall.db, hall.time())
    ticket_systems.note_refused(
        hall.db, system.system, author.at, Refusal("served_ahead", field="at")
    )
    ticket_systems.note_queue(hall.db, author, system.system, 7, [AtWindow("3", 2)])
    ticket_files.note(
        hall.db,
        TicketFile(
            sha256="a" * 64,
            name="<b>.csv",
            at=author.at,
            rows=9,
            new=8,
            faults=1,
            first_fault="第3行",
        ),
    )
    page = manager.get("/tickets").text
    assert "请校准排队系统的时钟" in page and "现在等候 7 人" in page and "第3行" in page
    assert "<b>.csv" not in page
    manager.post(f"/tickets/{system.system}/end")
    assert "已停用" in words(manager.get("/tickets").text)


def test_a_clerk_connects_nothing(clerk: FlaskClient):
    assert clerk.get("/tickets").status_code == 403
    assert clerk.post("/tickets", data={"name": "x"}).status_code == 403
    assert clerk.post("/tickets/" + "a" * 32 + "/end").status_code == 403


def test_a_name_that_can_not_be_is_asked_for_again(manager: FlaskClient):
    page = manager.post("/tickets", data={"name": ""})
    assert page.status_code == 422 and 'id="fault-name"' in page.text
    assert manager.post("/tickets/" + "a" * 32 + "/end").status_code == 404
