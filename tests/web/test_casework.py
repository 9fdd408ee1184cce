"""Cases at the desk and at head office: who sees and may do what, and that no
step changes a byte of what the customer wrote."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.cases import filing, lists, state, steps
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.ledger import ledger
from kiosk.records.people import authors, pins, users
from tests.cast import (
    HERE,
    LI,
    MANAGER,
    THERE,
    WANG,
    ZHAO,
    Machine,
    Time,
    by_machine,
    by_visit,
    sync_round,
)
from tests.web.test_desk import PIN, sign_in

PHONE = "13812345678"
WORDS = "correct horse battery"


@pytest.fixture
def desk(hall: Machine) -> FlaskClient:
    for badge in (WANG, LI, MANAGER):
        pins.set_pin(
            hall.db, by_machine(hall.db, hall.time()), hall.keys, hall.new_id(), badge, PIN
        )
    return hall.browser("desk")


@pytest.fixture
def manager(desk: FlaskClient) -> FlaskClient:
    sign_in(desk, MANAGER)
    return desk


@pytest.fixture
def head(office: Machine) -> FlaskClient:
    users.set_password(office.db, office.keys, "admin", "secret words")
    client = office.browser("office")
    client.post("/sign-in", data={"name": "admin", "password": "secret words"})
    return client


def file(hall: Machine, number: int = 1, reach: bool = False, **said: object) -> str:
    """A complaint about Wang; returns its id."""
    filed = Filed(**({"kind": "complaint", "topics": ["waiting"], "badge": WANG} | said))  # type: ignore[arg-type]
    how = Reach("", PHONE, b"0" * 16) if reach else None
    receipt = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v"), hall.keys, f"{number:032x}", filed, how
    )
    return receipt.case.event_id


def at(case_id: str, branch: str = HERE) -> str:
    return f"/cases/{branch}/{case_id}"


def take(client: FlaskClient, case_id: str, step: str, **said: str) -> TestResponse:
    page = client.get(at(case_id)).text
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    key = found.group(1) if found else "f" * 32
    return client.post(f"{at(case_id)}/{step}", data={"key": key, **said})


STEPS = [
    ("accept", {"responsible": LI}), ("extend", {"until": "2026-12-10", "reason": "等配件"}),
    ("hand-over", {"to": LI}), ("contacted", {"note": "已致电"}),
    ("reply", {"template": "fixed", "text": "改好了"}),
    ("close", {"cause": "needs", "level": "branch"}),
    ("follow-up", {"reached": "satisfied"}),
]  # fmt: skip


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
        ("rule", {"upheld": "yes", "text": "x"}, 409), ("rule", {"upheld": "?"}, 400),
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


def test_head_office_sees_what_is_late_anywhere_and_answers(
    head: FlaskClient, hall: Machine, office: Machine, time: Time
):
    case_id = file(hall)
    sync_round(hall, office)
    assert "各网点均在时限内" in head.get("/cases").text
    time.pass_by(4 * 86_400_000)
    head.post("/sign-in", data={"name": "admin", "password": "secret words"})
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


# Contact details and the counter -------------------------------------------------------


def test_a_number_is_shown_after_the_passphrase_and_never_again_by_itself(
    manager: FlaskClient, hall: Machine
):
    said = {"key": "e" * 32, "passphrase": WORDS, "again": WORDS}
    assert manager.post("/passphrase", data=said | {"again": "other"}).status_code == 422
    assert manager.post("/passphrase", data=said).status_code == 303
    case_id = file(hall, reach=True)
    assert PHONE not in manager.get(at(case_id)).text
    assert take(manager, case_id, "contact", passphrase="wrong wrong wrong").status_code == 403
    shown = take(manager, case_id, "contact", passphrase=WORDS)
    assert PHONE in shown.text and shown.headers["Cache-Control"] == "no-store"
    assert PHONE not in manager.get(at(case_id)).text
    assert state.find(hall.db, HERE, case_id).seen == 2
    take(manager, case_id, "contact", passphrase=WORDS)
    assert state.find(hall.db, HERE, case_id).seen == 3, "each look is a fact"


def test_consent_and_age_are_needed_for_a_number_to_be_kept(customer: FlaskClient, hall: Machine):
    page = customer.get("/feedback/question").text
    assert "加密保存" in page and 'name="consent"' in page and 'name="age"' in page
    for number, extra in enumerate(({}, {"consent": "yes"}, {"age": "14"})):
        said = {"key": f"{number:032x}", "topic": "fees", "phone": PHONE, **extra}
        filed = customer.post("/feedback/question", data=said)
        assert "电话没有保存" in customer.get(filed.location).text
    whole = {"key": "a" * 32, "topic": "fees", "phone": PHONE, "consent": "yes", "age": "14"}
    filed = customer.post("/feedback/question", data=whole)
    assert "联系方式已加密保存" in customer.get(filed.location).text
    kept = [row.contact for row in lists.listed(hall.db).rows]
    assert sorted(map(bool, kept)) == [False, False, False, True]


def test_the_customer_reopens_and_erases_with_the_code(customer: FlaskClient, hall: Machine):
    customer.get("/")
    said = {"key": "a" * 32, "topic": "fees", "phone": PHONE, "consent": "yes", "age": "14"}
    filed = customer.post("/feedback/question", data=said)
    found = re.search(r"<output>(\S+)</output>", customer.get(filed.location).text)
    assert found is not None
    code = found.group(1)
    page = customer.post("/look-up", data={"code": code}).text
    assert "最迟" in page and "请继续处理" not in page and "删除我的联系方式" in page
    page = customer.post("/look-up/forget", data={"code": code}).text
    assert "联系方式已删除" in page
    refused = customer.post("/look-up/reopen", data={"code": code, "key": "b" * 32})
    assert refused.status_code == 409


def test_what_comes_on_paper_gets_a_receipt_and_is_marked(desk: FlaskClient, hall: Machine):
    sign_in(desk, LI)
    said = {"key": "c" * 32, "origin": "form", "kind": "suggestion", "text": "加把椅子",
            "day": "2026-11-20"}  # fmt: skip
    page = desk.post("/counter", data=said).text
    assert re.search(r"<output>[2-9A-Z]{4}-[2-9A-Z]{4}</output>", page)
    (row,) = lists.listed(hall.db).rows
    assert (row.responsible, row.state) == (LI, "accepted")
    assert "补录" in desk.get(at(row.case_id)).text
    assert desk.post("/counter", data=said | {"day": "later"}).status_code == 422
    praise = {"key": "d" * 32, "mark": "banner", "clerk": WANG, "deed": "雨天送伞", "day": ""}
    assert desk.post("/counter/praise", data=praise).status_code == 303
    box = {"key": "1" * 32, "witness": WANG, "found": "2"}
    assert desk.post("/counter/box", data=box).status_code == 303
    page = desk.get("/counter").text
    assert "雨天送伞" in page and '<td class="n">2</td>' in page
    assert desk.post("/counter/box", data=box | {"found": "many"}).status_code == 422


def test_a_call_that_could_not_be_settled_becomes_a_case(desk: FlaskClient, hall: Machine):
    customer = hall.browser("lobby")
    customer.get("/help")
    customer.post("/help", data={"key": "9" * 32})
    sign_in(desk, LI)
    desk.post(f"/calls/{'9' * 32}/came")
    assert f"/counter?call={'9' * 32}" in desk.get("/").text
    page = desk.get(f"/counter?call={'9' * 32}").text
    assert '<option value="help" selected>' in page
    said = {"key": "c" * 32, "origin": "help", "kind": "help", "text": "看不清表",
            "call": "9" * 32}  # fmt: skip
    assert desk.post("/counter", data=said).status_code == 200
    (row,) = lists.listed(hall.db).rows
    assert (row.kind, state.find(hall.db, HERE, row.case_id).opened.about) == ("help", "9" * 32)


def test_what_a_customer_has_read_does_not_vanish_when_it_did_not_count(
    manager: FlaskClient, hall: Machine, office: Machine
):
    customer = hall.browser("lobby")
    customer.get("/")
    filed = customer.post("/feedback/question", data={"key": "a" * 32, "topic": "fees"})
    code = re.search(r"<output>(\S+)</output>", customer.get(filed.location).text)
    assert code is not None
    (row,) = lists.listed(hall.db).rows
    take(manager, row.case_id, "accept", responsible=LI)
    sync_round(hall, office)
    take(manager, row.case_id, "reply", text="第一次答复")
    head = authors.at_office(office.db, HERE, "admin", office.time())
    steps.reply(office.db, head, office.case(row.case_id), "b" * 32, "", "总部答复")
    steps.close(office.db, head, office.case(row.case_id), "c" * 32, "none", "none", "")
    take(manager, row.case_id, "reply", text="第二次答复")
    sync_round(hall, office)
    page = customer.post("/look-up", data={"code": code.group(1)}).text
    for words in ("总部答复", "第一次答复", "第二次答复"):
        assert words in page
    assert "未生效" in page
