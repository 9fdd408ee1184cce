"""A request to erase a number, filed at the branch and answered by head office."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import contact_store, seal_keys, state
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.people import authors
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time, sync_round
from tests.records.cases.cast import DAY_MS
from tests.records.cases.cast import file as file_with_code
from tests.web.cast import at, at_office, file, sign_in, take, words


def key(page: str, action: str) -> str:
    """The key of the form with this action; another where the page has none."""
    found = re.search(rf'action="{action}".*?name="key" value="([0-9a-f]{{32}})"', page, re.S)
    return found.group(1) if found else "d" * 32


def send(client: FlaskClient, case_id: str, action: str, **said: str) -> int:
    """Sends a form of the case's page; one that is not there, as someone who made it up."""
    path = f"{at(case_id)}/{action}"
    made = key(client.get(at(case_id)).text, path)
    return client.post(path, data={"key": made, **said}).status_code


def looked_up(hall: Machine, code: str) -> str:
    return words(hall.browser("lobby").post("/look-up", data={"code": code}).text)


ASKED = {"how": "letter", "asked": "2026-11-21"}


def test_the_branch_files_and_head_office_carries_out(
    manager: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    receipt = file_with_code(hall, reach=True)
    case_id, digest = receipt.case.event_id, receipt.case.contact
    assert send(manager, case_id, "erasure", **ASKED) == 303
    assert "总部应于 12月11日 星期五" in words(manager.get(at(case_id)).text)
    sync_round(hall, office)
    listed = words(head.get("/cases").text)
    assert "待处理的联系方式删除申请 1 件" in listed and "12月11日 星期五 皇姑" in listed
    assert send(head, case_id, "erasure/carry-out") == 303
    assert contact_store.find(office.db, HERE, digest) is None
    assert "待处理的联系方式删除申请" not in head.get("/cases").text
    sync_round(hall, office)
    assert contact_store.find(hall.db, HERE, digest) is None
    shown = looked_up(hall, receipt.code)
    assert "已登记您的申请：删除联系方式" in shown and "总部已按您的申请删除联系方式" in shown


def test_head_office_declines_with_a_reason_that_the_customer_reads(
    manager: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    receipt = file_with_code(hall, reach=True)
    case_id = receipt.case.event_id
    assert send(manager, case_id, "erasure", **ASKED) == 303
    sync_round(hall, office)
    assert send(head, case_id, "erasure/decline", reason=" ") == 422
    assert send(head, case_id, "erasure/decline", reason="来信人不是留电话的人") == 303
    assert send(head, case_id, "erasure/carry-out") == 409
    sync_round(hall, office)
    shown = looked_up(hall, receipt.code)
    assert "总部没有删除联系方式" in shown and "来信人不是留电话的人" in shown
    assert send(manager, case_id, "erasure", **ASKED) == 303, "the customer can ask again"


@pytest.mark.parametrize("badge", [MANAGER, LI])
def test_a_branch_carries_out_nothing_and_declines_nothing(
    desk: FlaskClient, hall: Machine, office: Machine, badge: str
):
    case_id = file(hall, reach=True)
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=LI)
    assert send(desk, case_id, "erasure", **ASKED) == 303
    desk.post("/sign-out")
    sign_in(desk, badge)
    before = len(hall.db.rows(Ledger.select(Ledger.seq)))
    assert send(desk, case_id, "erasure", **ASKED) == 409, "it waits already"
    assert send(desk, case_id, "erasure/carry-out") == 403
    assert send(desk, case_id, "erasure/decline", reason="不删") == 403
    page = desk.get(at(case_id)).text
    assert "carry-out" not in page and "decline" not in page
    assert len(hall.db.rows(Ledger.select(Ledger.seq))) == before


def test_the_clerk_concerned_files_nothing(desk: FlaskClient, hall: Machine):
    case_id = file(hall, reach=True)
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=LI)
    take(desk, case_id, "reply", text="核实中")
    desk.post("/sign-out")
    sign_in(desk, WANG)
    assert send(desk, case_id, "erasure", **ASKED) == 403
    assert state.find(hall.db, HERE, case_id).erase_by is None


@pytest.mark.parametrize(
    "said", [{"how": "dream"}, {"asked": "2026-11-22"}, {"asked": "2026-11-20"}, {"asked": "soon"}]
)
def test_a_request_that_makes_no_sense_is_refused(
    manager: FlaskClient, hall: Machine, said: dict[str, str]
):
    case_id = file(hall, reach=True)
    assert send(manager, case_id, "erasure", **ASKED | said) in (400, 422)
    assert state.find(hall.db, HERE, case_id).erase_by is None


def test_a_late_request_is_seen_everywhere(
    manager: FlaskClient, head: FlaskClient, hall: Machine, office: Machine, time: Time
):
    receipt = file_with_code(hall, reach=True)
    case_id = receipt.case.event_id
    assert send(manager, case_id, "erasure", **ASKED) == 303
    sync_round(hall, office)
    page = words(manager.get(at(case_id)).text)
    assert "已超期" not in page
    time.pass_by(21 * DAY_MS)
    head = at_office(office, "admin")
    assert "待处理的联系方式删除申请 1 件，超期 1 件" in words(head.get("/cases").text)
    assert "应于 12月11日 星期五 前处理，已超期" in words(head.get(at(case_id)).text)
    shown = looked_up(hall, receipt.code)
    assert "删除申请原定 12月11日 星期五 答复，现已超期" in shown


def test_in_a_hall_without_an_office_only_the_customer_erases(
    alone: Machine, alone_manager: FlaskClient
):
    of = authors.at_desk(alone.db, WANG, alone.time())
    seal_keys.make(alone.db, of, "e" * 32, "correct horse battery", b"1" * 16)
    receipt = file_with_code(alone, reach=True)  # about Wang, who is the manager
    page = f"/cases/{receipt.case.branch}/{receipt.case.event_id}"
    assert "erasure" not in alone_manager.get(page).text
    for action in ("", "/carry-out", "/decline"):
        said = {"key": "d" * 32, "reason": "x"} | ASKED
        assert alone_manager.post(f"{page}/erasure{action}", data=said).status_code == 403
    assert not alone.case(receipt.case.event_id).contact_gone
