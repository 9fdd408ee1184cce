"""A verified note becomes the draft of a guide, at head office or in a hall alone."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.records.learning import notes
from kiosk.records.learning.notes import Judgement, New
from kiosk.records.publishing import documents, releases
from tests.cast import ALONE, HERE, MANAGER, WANG, Machine, sync_round
from tests.records.cases.cast import desk as author
from tests.records.cases.cast import k
from tests.web.cast import at_desk, rows_of, words

ONE = k(6_001)
FORM = {
    "key_of": "passport", "title": "外籍护照开户", "title_en": "", "step": "核对护照\n\n登记",
    "paper": "护照", "limit": "当场", "fee": "免费", "window": "1号", "in_force": "2026-11-21",
}  # fmt: skip


def write(hall: Machine, badge: str = WANG, manager: str = MANAGER) -> None:
    note = New("", "外籍护照开户", "核对护照\n登记")
    notes.write(hall.db, author(hall, badge), ONE, note)
    notes.judge(hall.db, author(hall, manager), k(1), ONE, Judgement("verified"))


@pytest.fixture
def verified(hall: Machine, office: Machine) -> Machine:
    write(hall)
    sync_round(hall, office)
    return hall


def draft(browser: FlaskClient, branch: str = HERE, **said: str) -> TestResponse:
    return browser.post(f"/notes/{branch}/{ONE}/guide", data=FORM | said)


def test_head_office_reads_where_a_note_is_from(head: FlaskClient, verified: Machine):
    page = head.get("/notes").text
    assert "待定是否列入办事流程的 1 条" in page
    row = rows_of(page, "notes")[0]
    assert row[0] == "外籍护照开户" and row[2:4] == ["皇姑分公司", "王芳"]
    page = head.get(f"/notes/{HERE}/{ONE}").text
    assert 'value="外籍护照开户"' in page and "核对护照\n登记</textarea>" in page
    assert 'href="/notes"' in head.get("/meetings").text


def test_one_button_makes_the_draft_and_publishing_it_shows_it(
    head: FlaskClient, verified: Machine, office: Machine
):
    answer = draft(head, key="a" * 32)
    assert answer.location == f"/releases/{'a' * 32}"
    page = words(head.get(answer.location).text)
    assert "核对护照" in page and "外籍护照开户" in page
    assert "已拟为办事流程，待发布" in head.get("/notes").text
    sync_round(verified, office)
    assert "已拟为办事流程，待发布" in at_desk(verified, WANG).get(f"/notebook/{ONE}").text
    assert "外籍护照开户" not in verified.browser("lobby").get("/guides").text
    assert head.post(f"{answer.location}/publish").status_code == 303
    sync_round(verified, office)
    page = at_desk(verified, WANG).get(f"/notebook/{ONE}").text
    assert "已成为办事流程" in page and 'href="/print/guide/passport"' in page
    assert "外籍护照开户" in verified.browser("lobby").get("/guides").text
    page = words(head.get("/documents/guide/versions/passport").text)
    assert "源自工作笔记：外籍护照开户 · 皇姑分公司 · 0317" in page


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"key_of": ""}, "key_of"), ({"key_of": "a b"}, "key_of"), ({"title": ""}, "title"),
        ({"step": "\n"}, "step"), ({"limit": ""}, "limit"), ({"fee": ""}, "fee"),
        ({"window": ""}, "window"), ({"in_force": "soon"}, "in_force"),
        ({"paper": "字" * 2_001}, "paper"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_nothing_typed_is_lost(
    head: FlaskClient, verified: Machine, office: Machine, said: dict[str, str], field: str
):
    answer = draft(head, **said)
    assert answer.status_code == 422 and f'id="fault-{field}"' in answer.text
    assert field == "paper" or "护照</textarea>" in answer.text
    assert releases.newest(office.db, 5) == [] and notes.verified(office.db, None)[0].is_waiting


def test_a_guide_of_that_key_is_not_overwritten(
    head: FlaskClient, verified: Machine, office: Machine
):
    key = documents.keys(office.db, "guide", 1)[0]
    answer = draft(head, key_of=key)
    assert answer.status_code == 409 and 'id="fault-key_of"' in answer.text


def test_one_that_is_declined_has_a_reason_which_its_author_reads(
    head: FlaskClient, verified: Machine, office: Machine
):
    path = f"/notes/{HERE}/{ONE}/decline"
    assert head.post(path, data={"reason": " "}).status_code == 422
    assert head.post(path, data={"reason": "各地规定不同"}).location == "/notes"
    sync_round(verified, office)
    said = words(at_desk(verified, WANG).get(f"/notebook/{ONE}").text)
    assert "不列入办事流程：各地规定不同" in said


def test_a_hall_alone_makes_its_own_guide(alone: Machine, alone_manager: FlaskClient):
    write(alone, WANG, WANG)
    assert 'href="/notes"' in alone_manager.get("/notebook").text
    assert f"/notes/{ALONE}/{ONE}" in alone_manager.get(f"/notebook/{ONE}").text
    answer = draft(alone_manager, ALONE, key="a" * 32)
    assert answer.location == f"/releases/{'a' * 32}"
    assert alone_manager.post(f"{answer.location}/publish").status_code == 303
    assert "外籍护照开户" in alone.browser("lobby").get("/guides").text


def test_only_publishers_come_in_and_only_verified_notes_are_read(
    head: FlaskClient, verified: Machine, office: Machine
):
    path = f"/notes/{HERE}/{ONE}"
    assert office.browser("office").get(path).location == "/sign-in"
    manager = at_desk(verified, MANAGER)
    for closed in ("/notes", path):
        assert manager.get(closed).status_code == 403, "its office publishes"
    assert head.get(f"/notes/sb99/{ONE}").status_code == 404
    assert head.get(f"/notes/{HERE}/{k(9)}").status_code == 404
    notes.judge(verified.db, author(verified), k(2), ONE, Judgement("set_aside", "有误"))
    sync_round(verified, office)
    assert head.get(path).status_code == 409 and "还没有已核实" in head.get("/notes").text
