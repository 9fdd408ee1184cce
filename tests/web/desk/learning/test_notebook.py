"""The hall's notebook at the desk: written, searched, verified."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.learning import notes
from kiosk.records.learning.notes import New
from tests.cast import HERE, LI, MANAGER, WANG, Machine
from tests.records.cases.cast import desk as author
from tests.records.cases.cast import k
from tests.web.cast import at_desk, rows_of, words

ONE = k(6_001)


@pytest.fixture
def written(hall: Machine) -> Machine:
    notes.write(hall.db, author(hall, WANG), ONE, New("3-card", "换卡", "先查卡号\n<b>再</b>补卡"))
    notes.write(hall.db, author(hall, LI), k(6_002), New("", "外籍护照开户", "电话13812345678"))
    return hall


def send(desk: FlaskClient, **said: str):
    note = {"service": "", "title": "新业务", "text": "怎样办"}
    return desk.post("/notebook/new", data=note | said)


def test_a_clerk_writes_and_colleagues_find_it(hall: Machine):
    desk = at_desk(hall, WANG)
    page = desk.get("/notebook/new").text
    assert "IC卡" in page and "其他业务" in page
    assert send(desk, service="3-card").location == "/notebook"
    page = at_desk(hall, LI).get("/notebook?words=新 业务").text
    assert rows_of(page, "notes")[0][:4] == ["新业务", "IC卡开卡及补卡", "未核实", "王芳"]


def test_a_form_that_is_sent_twice_is_one_note(hall: Machine):
    desk = at_desk(hall, WANG)
    for _ in range(2):
        send(desk, key="e" * 32)
    assert len(notes.of_branch(hall.db, HERE)) == 1


@pytest.mark.parametrize("field", ["title", "text"])
def test_what_is_missing_is_named_and_nothing_typed_is_lost(hall: Machine, field: str):
    answer = send(at_desk(hall, WANG), **{field: " "})
    assert answer.status_code == 422 and f'id="fault-{field}"' in answer.text
    assert ("怎样办" if field == "title" else "新业务") in answer.text


def test_notes_are_searched_by_item_words_and_state(written: Machine):
    desk = at_desk(written, WANG)

    def titles(query: str) -> list[str]:
        page = desk.get(f"/notebook?{query}").text
        return [row[0] for row in rows_of(page, "notes")] if "<tbody>" in page else []

    assert titles("") == ["外籍护照开户", "换卡"] or titles("") == ["换卡", "外籍护照开户"]
    assert titles("service=3-card") == ["换卡"] and titles("words=护照") == ["外籍护照开户"]
    assert titles("mine=1") == ["换卡"] and titles("state=verified") == []
    assert len(titles("state=unverified")) == 2
    assert desk.get("/notebook?state=odd").status_code == 400
    assert "没有符合条件的笔记" in desk.get("/notebook?words=zzz").text


def test_an_unverified_note_says_so_and_numbers_are_hidden(written: Machine):
    desk = at_desk(written, WANG)
    page = desk.get(f"/notebook/{ONE}").text
    assert "未核实" in page and "仅供参考" in page
    assert "&lt;b&gt;再" in page and "核实</h2>" not in page, "only the manager judges"
    assert "13812345678" not in desk.get(f"/notebook/{k(6_002)}").text
    assert desk.get(f"/notebook/{k(9)}").status_code == 404


def test_the_manager_verifies_and_the_author_reads_it(written: Machine):
    manager = at_desk(written, MANAGER)
    assert "待核实的工作笔记 2 条" in words(manager.get("/").text)
    path = f"/notebook/{ONE}/judge"
    said = {"mark": "verified", "reason": "与总部确认过"}
    assert manager.post(path, data=said).status_code == 303
    assert "待核实的工作笔记 1 条" in words(manager.get("/").text)
    said = words(at_desk(written, WANG).get(f"/notebook/{ONE}").text)
    assert "已核实 孙静" in said and "与总部确认过" in said and "待定是否列入办事流程" in said
    assert "仅供参考" not in said


def test_one_that_is_set_aside_has_a_reason_and_one_replaced_leads_on(written: Machine):
    manager = at_desk(written, MANAGER)
    path = f"/notebook/{ONE}/judge"
    refused = manager.post(path, data={"mark": "set_aside", "reason": ""})
    assert refused.status_code == 422 and 'id="fault-reason"' in refused.text
    refused = manager.post(path, data={"mark": "replaced", "other": ""})
    assert refused.status_code == 422 and 'id="fault-other"' in refused.text
    assert manager.post(path, data={}).status_code == 422
    assert manager.post(path, data={"mark": "replaced", "other": k(6_002)}).status_code == 303
    page = at_desk(written, WANG).get(f"/notebook/{ONE}").text
    assert f'href="/notebook/{k(6_002)}"' in page and "已有新笔记" in page


def test_no_one_else_judges_and_no_customer_reads(written: Machine):
    clerk = at_desk(written, LI)
    assert clerk.post(f"/notebook/{ONE}/judge", data={"mark": "verified"}).status_code == 403
    stranger = written.browser("desk")
    for path in ("/notebook", "/notebook/new", f"/notebook/{ONE}"):
        assert stranger.get(path).location == "/sign-in"
        assert written.browser("lobby").get(path).status_code == 404
    for path in ("/", "/guides", "/fees", "/news"):
        assert "换卡" not in written.browser("lobby").get(path).text
