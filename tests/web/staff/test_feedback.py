"""The page of one rating or card: who reads it, who handles it, and that the words stay."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.cases import filing
from kiosk.records.cases.filing import Filed
from kiosk.records.feedback import cards, handling, state, thanks
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.ledger import Ledger
from tests.cast import (
    ALONE,
    HERE,
    LI,
    MANAGER,
    THERE,
    WANG,
    Machine,
    by_visit,
    refusal_in,
    sync_round,
)
from tests.records.cases.cast import k
from tests.records.feedback.cast import rate, remark
from tests.records.upkeep.archives.cast import moved
from tests.web.cast import at_office, sign_in, words

SAID = "多收20元，没开收据，电话13812345678"


def complain(hall: Machine, n: int = 1, badge: str = WANG, comment: str = SAID) -> str:
    rate(hall, n, "1", badge)
    remark(hall, n, key=k(n + 500), reasons=["fee", "attitude"], service="1-pay", comment=comment)
    return k(n)


def at(item: str, branch: str = HERE) -> str:
    return f"/feedback/{branch}/{item}"


def handle(client: FlaskClient, item: str, outcome: str = "talked", **said: str) -> TestResponse:
    said = {"outcome": outcome, "note": "已退款"} | said
    return client.post(f"{at(item, said.pop('branch', HERE))}/handled", data=said)


def facts(machine: Machine) -> list[tuple[bytes, bytes]]:
    rows = machine.db.rows(Ledger.select().order_by(Ledger.station, Ledger.seq))
    return [(bytes(row.body), bytes(row.hash)) for row in rows]


def test_a_manager_reads_grade_reasons_service_and_words_with_numbers_hidden(
    manager: FlaskClient, hall: Machine
):
    page = words(manager.get(at(complain(hall))).text)
    for said in (
        "非常不满意",
        "收费不清楚、态度不好",
        "燃气费收取",
        "多收20元，没开收据",
        "待处理",
    ):
        assert said in page, said
    assert "13812345678" not in page and "〔号码已隐去〕" in page


def test_what_was_done_is_shown_with_by_and_when_and_the_words_stay(
    manager: FlaskClient, hall: Machine
):
    item = complain(hall)
    before = facts(hall)
    assert handle(manager, item).status_code == 303
    hall.time.pass_by(60_000)
    assert handle(manager, item, "improved", note="<b>已张贴收费表</b>").status_code == 303
    assert facts(hall)[: len(before)] == before and len(facts(hall)) == len(before) + 2
    page = manager.get(at(item)).text
    assert "&lt;b&gt;已张贴收费表" in page
    shown = words(page)
    assert "12:00:00 已与窗口人员沟通 孙静 已退款" in shown and "12:01:00 已整改 孙静" in shown


def test_nothing_is_chosen_beforehand_and_nothing_chosen_is_asked_for(
    manager: FlaskClient, hall: Machine
):
    item = complain(hall)
    assert "checked" not in manager.get(at(item)).text
    answer = handle(manager, item, "", note="写了很久")
    assert (answer.status_code, refusal_in(answer.text)) == (422, "no_outcome")
    assert "写了很久" in answer.text and "请选择处理结果" in answer.text
    assert handle(manager, item, "burnt").status_code == 422
    assert handle(manager, item, note="长" * 501).status_code == 422
    assert handling.find(hall.db, HERE, item).waits == 1


def test_a_form_sent_twice_is_one_fact_and_without_a_key_none(manager: FlaskClient, hall: Machine):
    item = complain(hall)
    before = len(facts(hall))
    assert handle(manager, item, key="").status_code == 422
    for _ in range(2):
        assert handle(manager, item, key="a" * 32).status_code == 303
    assert len(facts(hall)) == before + 1
    manager.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert handle(manager, item).status_code == 403


def test_no_clerk_reads_or_handles_it_not_even_the_one_it_is_about(
    desk: FlaskClient, hall: Machine
):
    item = complain(hall)
    before = len(facts(hall))
    assert handle(desk, item).location == "/sign-in"
    for badge in (WANG, LI):
        sign_in(desk, badge)
        assert desk.get(at(item)).status_code == 403
        assert handle(desk, item).status_code == 403
        desk.post("/sign-out")
    assert len(facts(hall)) == before


def test_what_is_about_the_manager_is_head_offices(
    manager: FlaskClient, head: FlaskClient, hall: Machine, office: Machine
):
    own = complain(hall, 2, MANAGER)
    assert manager.get(at(own)).status_code == 404
    answer = handle(manager, own)
    assert refusal_in(answer.text) == "conflict_of_interest" or answer.status_code == 404
    assert handling.find(hall.db, HERE, own).handled == ""
    sync_round(hall, office)
    page = words(head.get(at(own)).text)
    assert "涉及网点负责人，由总部处理" in page and "皇姑分公司" in page
    assert handle(head, own, "improved").status_code == 303
    assert "总部 admin" in words(head.get(at(own)).text)
    sync_round(hall, office)
    assert handling.find(hall.db, HERE, own).handled == "improved"


def test_head_office_handles_any_and_each_under_its_own_branch_only(
    head: FlaskClient, hall: Machine, office: Machine
):
    item = complain(hall)
    sync_round(hall, office)
    assert head.get(at(item)).status_code == 200
    assert head.get(at(item, THERE)).status_code == 404
    assert handle(head, item, branch=THERE).status_code == 404
    assert handle(head, item).status_code == 303


def test_another_branchs_is_nothing_at_this_desk(
    manager: FlaskClient, hall: Machine, office: Machine, another_hall
):
    (row,) = state.rows(hall.db, HERE, [complain(hall, 9)])
    hall.db.run(FeedbackNow.insert(row | {"branch": THERE}))
    assert manager.get(at(k(9))).status_code == 200
    assert manager.get(at(k(9), THERE)).status_code == 404, "were it here, it would not be shown"
    other = another_hall("other", THERE)
    rate(other, 1, "1", "0400")
    assert manager.get(at(k(1), THERE)).status_code == 404
    assert handle(manager, k(1), branch=THERE).status_code == 404
    assert manager.get(at("%00")).status_code == 404
    assert manager.get(at("x" * 500)).status_code == 404


def test_in_a_hall_without_an_office_the_manager_handles_own_as_its_office(
    alone_manager: FlaskClient, alone: Machine
):
    rate(alone, 1, "1", WANG)
    assert handle(alone_manager, k(1), branch=ALONE).status_code == 303
    assert "网点自办 王芳" in words(alone_manager.get(at(k(1), ALONE)).text)


def test_withdrawn_ones_say_so_and_where(manager: FlaskClient, hall: Machine):
    item = complain(hall)
    thanks.undo(hall.db, by_visit(hall.db, hall.time(), "v1"), k(700), item)
    page = words(manager.get(at(item)).text)
    assert "已撤销" in page and f"网点终端 {hall.keys.fingerprint[:8]}" in page
    assert "待处理" in page, "a withdrawn one is looked at as well"


def test_the_case_that_grew_out_of_a_rating_is_linked(manager: FlaskClient, hall: Machine):
    item = complain(hall)
    filed = Filed("complaint", ["fee"], "请退款", WANG, rating=item)
    made = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v1"), hall.keys, k(60), filed, None
    )
    page = manager.get(at(item)).text
    assert f"/cases/{HERE}/{made.case.event_id}" in page
    assert re.search(r"1121-\w{4} · 投诉", page)


def test_the_next_waiting_one_is_a_tap_away(manager: FlaskClient, hall: Machine):
    first = complain(hall)
    hall.time.pass_by(1000)
    visitor = by_visit(hall.db, hall.time(), "v1")
    cards.give(hall.db, visitor, k(2), LI, "polite", "谢谢李敏")
    hall.time.pass_by(1000)
    complain(hall, 3, MANAGER)
    page = manager.get(at(k(2))).text
    assert f'rel="next" href="{at(first)}"' in " ".join(page.split())
    assert 'rel="prev"' not in page, "what is about the manager is not the manager's"
    assert "礼貌卡" in words(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_in_both_languages(manager: FlaskClient, hall: Machine, language: str):
    item = complain(hall)
    manager.post("/language", data={"language": language})
    page = words(manager.get(at(item)).text)
    said = {"zh": "已联系顾客", "en": "Very dissatisfied"}[language]
    assert said in page


def test_what_was_archived_is_named_with_its_file(hall: Machine, office: Machine):
    rate(hall, 1, "5")
    sync_round(hall, office)
    reader = at_office(office)
    assert reader.get(f"/feedback/{HERE}/{k(1)}").status_code == 200
    moved(office)
    page = reader.get(f"/feedback/{HERE}/{k(1)}").text
    assert "已归档" in page and "sb01.1.jsonl.gz" in page
    assert reader.get(f"/feedback/{HERE}/{k(2)}").status_code == 404
    assert "2026-11-30 及以前的记录已归档" in words(reader.get("/lists/feedback").text)
    assert "已归档" not in reader.get("/lists/cases").text
