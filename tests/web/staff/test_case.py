"""A case's page: who may do what; no step changes a byte of what the customer wrote."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.records.cases import filing, seal_keys, state
from kiosk.records.cases.filing import Filed
from kiosk.records.ledger import ledger
from tests.cast import HERE, LI, MANAGER, THERE, WANG, ZHAO, Machine, by_visit, sync_round
from tests.records.cases.cast import confirm_key
from tests.web.cast import PHONE, PIN, STEPS, WORDS, at, file, sign_in, take


def test_from_new_to_closed_and_not_a_byte_of_the_customers_is_changed(
    manager: FlaskClient, hall: Machine
):
    case_id = file(hall, text="等了一个小时")
    (opened,) = ledger.find(hall.db, HERE, [case_id])
    written = [(r.body, r.hash) for r in hall.db.rows(ledger.Ledger.select())]
    for step, said in STEPS:
        assert take(manager, case_id, step, **said).status_code == 303, step
    after = hall.db.rows(ledger.Ledger.select())
    assert [(r.body, r.hash) for r in after[: len(written)]] == written
    assert len(after) == len(written) + len(STEPS), "each step is one fact more"
    (again,) = ledger.find(hall.db, HERE, [case_id])
    assert (again.body, again.hash, again.counted) == (opened.body, opened.hash, 1)
    page = manager.get(at(case_id)).text
    assert "等了一个小时" in page and "已办结" in page


def test_what_a_customer_wrote_is_shown_as_text(manager: FlaskClient, hall: Machine):
    case_id = file(hall, text="<script>alert(1)</script> hx-get")
    page = manager.get(at(case_id)).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("step", [step for step, _ in STEPS] + ["dispute", "rule", "contact"])
def test_nobody_takes_a_step_without_signing_in(desk: FlaskClient, hall: Machine, step: str):
    case_id = file(hall)
    before = ledger.chain(hall.db, ledger.newest_epoch(hall.db, HERE, hall.keys.fingerprint)).seq
    answer = desk.post(f"{at(case_id)}/{step}", data={"key": "f" * 32})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    chain = ledger.newest_epoch(hall.db, HERE, hall.keys.fingerprint)
    assert ledger.chain(hall.db, chain).seq == before


@pytest.mark.parametrize(
    ("step", "said", "status"),
    [
        ("accept", {"responsible": WANG}, 422), ("accept", {"responsible": ZHAO}, 404),
        ("accept", {"responsible": LI, "special": "yes"}, 422), ("reply", {"text": "x"}, 409),
        ("extend", {"until": "soon", "reason": "x"}, 422),
        ("extend", {"until": "2026-12-10"}, 422),
        ("extend", {"until": "2026-11-22", "reason": "x"}, 422),
        ("rule", {"upheld": "yes", "text": "x"}, 409), ("rule", {"upheld": "?"}, 422),
        ("close", {"cause": "fate", "level": "clerk"}, 422),
        ("contacted", {"note": "长" * 1001}, 422),
        ("contact", {"passphrase": WORDS}, 404),
    ],
)  # fmt: skip
def test_a_step_that_makes_no_sense_is_refused_by_its_code(
    manager: FlaskClient, hall: Machine, step: str, said: dict[str, str], status: int
):
    case_id = file(hall)
    assert take(manager, case_id, step, **said).status_code == status
    assert state.find(hall.db, HERE, case_id).seen == 1


def test_a_form_without_a_key_or_from_elsewhere_is_refused(manager: FlaskClient, hall: Machine):
    case_id = file(hall)
    assert (
        manager.post(f"{at(case_id)}/accept", data={"key": "", "responsible": LI}).status_code
        == 422
    )
    manager.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert take(manager, case_id, "accept", responsible=LI).status_code == 403


def test_another_branchs_case_is_nobodys_here(
    manager: FlaskClient, hall: Machine, another_hall, office: Machine
):
    other = another_hall("other", THERE)
    theirs = filing.open_case(
        other.db,
        by_visit(other.db, other.time(), "v"),
        other.keys,
        "a" * 32,
        Filed("praise", ["service"]),
        None,
    ).case.event_id
    sync_round(other, office)
    assert manager.get(at(theirs, THERE)).status_code == 404
    assert manager.get(at(theirs)).status_code == 404


def test_head_office_rules_and_the_customer_reads_both_sides(
    desk: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    case_id = file(hall)
    sign_in(desk, MANAGER)
    take(desk, case_id, "accept", responsible=LI)
    take(desk, case_id, "reply", text="核实中")
    desk.post("/sign-out")
    sign_in(desk, WANG)
    take(desk, case_id, "dispute", why="malicious", text="没有此事")
    sync_round(hall, office)
    assert "待总部复核" in head.get("/cases").text
    assert take(head, case_id, "rule", upheld="no", text="录像为证").status_code == 303
    sync_round(hall, office)
    assert state.find(hall.db, HERE, case_id).ruling is False


def test_a_number_is_shown_after_the_passphrase_and_never_again_by_itself(
    manager: FlaskClient, hall: Machine, office: Machine
):
    said = {"key": "e" * 32, "passphrase": WORDS, "again": WORDS, "pin": PIN}
    assert manager.post("/passphrase", data=said | {"again": "other"}).status_code == 422
    assert manager.post("/passphrase", data=said).status_code == 303
    confirm_key(hall, office, seal_keys.keys(hall.db, HERE)[0])
    case_id = file(hall, reach=True)
    assert PHONE not in manager.get(at(case_id)).text
    assert take(manager, case_id, "contact", passphrase="wrong wrong wrong").status_code == 403
    shown = take(manager, case_id, "contact", passphrase=WORDS)
    assert PHONE in shown.text and shown.headers["Cache-Control"] == "no-store"
    assert PHONE not in manager.get(at(case_id)).text
    assert state.find(hall.db, HERE, case_id).seen == 2
    take(manager, case_id, "contact", passphrase=WORDS)
    assert state.find(hall.db, HERE, case_id).seen == 3, "each look is a fact"


def test_praise_takes_one_step_and_the_customer_reads_the_thanks(
    manager: FlaskClient, hall: Machine, customer: FlaskClient
):
    case_id = file(hall, kind="praise", badge=WANG, text="很耐心")
    page = manager.get(at(case_id)).text
    form = page[page.index('/thank"') :]
    assert "致谢并办结" in page and "我们会转达给本人" in form[: form.index("</form>")]
    assert take(manager, case_id, "thank").status_code == 303
    case = hall.case(case_id)
    assert (case.state, case.cause, case.on_time, len(case.trail)) == ("closed", "none", True, 1)
    code = filing.code_of(hall.db, hall.keys, f"{1:032x}", case.opened)
    found = customer.post("/look-up", data={"code": code}).text
    assert "感谢您的表扬！我们会转达给本人" in found
    assert take(manager, case_id, "thank").status_code == 409


@pytest.mark.parametrize("kind", ["complaint", "suggestion", "question"])
def test_only_praise_is_closed_by_thanks(manager: FlaskClient, hall: Machine, kind: str):
    case_id = file(hall, kind=kind)
    assert '/thank"' not in manager.get(at(case_id)).text
    assert take(manager, case_id, "thank").status_code == 409


def test_praise_that_was_entered_at_the_counter_is_closed_by_the_manager_alone(
    desk: FlaskClient, hall: Machine
):
    sign_in(desk, WANG)
    said = {"kind": "praise", "origin": "letter", "text": "谢谢李敏", "clerk": LI}
    desk.post("/counter", data=said)
    (case_id,) = [row.case_id for row in hall.db.rows(state.CaseNow.select())]
    assert take(desk, case_id, "thank").status_code == 403
    sign_in(desk, MANAGER)
    assert take(desk, case_id, "thank").status_code == 303


def options(page: str, name: str) -> list[str]:
    select = re.search(rf'<select name="{name}".*?</select>', page, re.S)
    assert select is not None, name
    assert " selected" not in select.group()
    return re.findall(r'<option value="(\w*)"', select.group())


def test_the_accused_is_never_offered_and_no_judgement_is_made_beforehand(
    manager: FlaskClient, hall: Machine
):
    case_id = file(hall)
    assert options(manager.get(at(case_id)).text, "responsible") == ["", LI, MANAGER]
    assert take(manager, case_id, "accept").status_code == 422
    take(manager, case_id, "accept", responsible=LI)
    assert options(manager.get(at(case_id)).text, "to") == ["", LI, MANAGER]
    assert take(manager, case_id, "hand-over").status_code == 422
    take(manager, case_id, "reply", text="已核实")
    page = manager.get(at(case_id)).text
    assert options(page, "cause")[0] == options(page, "level")[0] == ""
    assert "none" not in options(page, "cause") + options(page, "level"), "a complaint has a gap"
    for said in ({}, {"cause": "needs"}, {"level": "branch"}):
        refused = take(manager, case_id, "close", **said)
        assert refused.status_code == 422 and "请选择" in refused.text
    take(manager, case_id, "close", cause="needs", level="branch")
    assert options(manager.get(at(case_id)).text, "reached")[0] == ""
    assert take(manager, case_id, "follow-up").status_code == 422
    question = file(hall, 2, kind="question")
    assert WANG in options(manager.get(at(question)).text, "responsible"), "it is no complaint"
