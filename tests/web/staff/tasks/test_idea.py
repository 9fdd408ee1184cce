"""One idea: taken a step on at desk and head office by those whom the table names."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.tasks import ideas
from tests.cast import HERE, LI, THERE, WANG, Machine, sync_round
from tests.records.tasks.cast import TITLE, WHY, adopt, move, write
from tests.web.cast import at_desk, words

DONE = {"text": "已放好三副", "key": "d" * 32}
ADOPT = {"owner": LI, "due": "2026-12-01", "text": "好主意"}


def path(idea_id: str, step: str = "", branch: str = HERE) -> str:
    return f"/ideas/{branch}/{idea_id}{step and '/'}{step}"


def test_a_manager_looks_at_an_idea_adopts_it_and_its_owner_says_what_was_done(
    manager: FlaskClient, hall: Machine
):
    first = write(hall)
    for step, said, shows in (
        ("take", {}, "正在研究"),
        ("adopt", ADOPT, "已采纳"),
    ):
        assert manager.post(path(first, step), data=said).status_code == 303
        assert shows in words(manager.get(path(first)).text)
    page = words(manager.get(path(first)).text)
    assert "落实人：李敏" in page and "12月1日" in page and "好主意" in page and "孙静" in page
    owner = at_desk(hall, LI)
    assert owner.post(path(first, "finish"), data=DONE).status_code == 303
    page = words(at_desk(hall, WANG).get(path(first)).text)
    assert "已落实" in page and "已放好三副" in page and "当前无待处理事项" in page


@pytest.mark.parametrize("text", ["", "不行", "不行不行不行不行不行"])
def test_a_rejection_without_a_reason_names_the_field_and_keeps_the_words(
    manager: FlaskClient, hall: Machine, text: str
):
    first = write(hall)
    answer = manager.post(path(first, "decline"), data={"text": text})
    assert answer.status_code == 422 and 'data-code="short_reason"' in answer.text
    assert 'id="fault-text"' in answer.text and text in answer.text
    assert ideas.find(hall.db, HERE, first).task.state == "new"
    assert manager.post(path(first, "decline"), data={"text": WHY}).status_code == 303


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (ADOPT | {"due": ""}, "bad_day"), (ADOPT | {"due": "2026-11-20"}, "due_before"),
        (ADOPT | {"owner": ""}, "no_owner"), (ADOPT | {"owner": "0400"}, "unknown_clerk"),
    ],
)  # fmt: skip
def test_an_idea_is_adopted_with_an_owner_and_a_day(
    manager: FlaskClient, hall: Machine, said: dict[str, str], code: str
):
    first = write(hall)
    answer = manager.post(path(first, "adopt"), data=said)
    assert answer.status_code in (404, 422) and f'data-code="{code}"' in answer.text
    assert 'id="fault-' in answer.text and "好主意" in answer.text


def test_a_clerk_reads_and_decides_nothing(clerk: FlaskClient, hall: Machine):
    first = write(hall, by=LI)
    page = clerk.get(path(first)).text
    assert TITLE in page and '<form novalidate action="/ideas' not in page
    for step, said in (("take", {}), ("adopt", ADOPT), ("decline", {"text": WHY}), ("pass-up", {})):
        assert clerk.post(path(first, step), data=said).status_code == 403
    assert clerk.get(path(first, branch=THERE)).status_code == 404
    assert clerk.get(path("0" * 32)).status_code == 404


def test_head_office_answers_what_was_passed_up_and_recommends_it(
    head: FlaskClient, hall: Machine, office: Machine
):
    first, other = write(hall), write(hall, 2)
    move(hall, 10, first, "passed_up", text="要统一采购")
    sync_round(hall, office)
    assert 'action="/ideas' not in head.get(path(other)).text, "it waits for the hall"
    page = words(head.get(path(first)).text)
    assert ("要统一采购" in page and "皇姑分公司" in page) or "皇姑营业厅" in page
    assert head.post(path(first, "adopt"), data=ADOPT | {"owner": "物资部"}).status_code == 303
    assert head.post(path(first, "recommend")).status_code == 303
    page = words(head.get(path(first)).text)
    assert "落实人：物资部" in page and "总部推荐" in page and "总部 admin" in page
    sync_round(hall, office)
    assert ideas.find(hall.db, HERE, first).task.recommended


def test_a_hall_without_an_office_passes_nothing_up(alone_manager: FlaskClient, alone: Machine):
    first = write(alone)
    page = alone_manager.get(path(first, branch="np07")).text
    assert "pass-up" not in page and "decline" in page
    answer = alone_manager.post(path(first, "pass-up", "np07"), data={})
    assert answer.status_code == 409
    assert alone_manager.post(path(first, "recommend", "np07")).status_code == 403


def test_a_second_decision_comes_too_late_and_is_not_taken(manager: FlaskClient, hall: Machine):
    first = write(hall)
    adopt(hall, 10, first)
    answer = manager.post(path(first, "decline"), data={"text": WHY})
    assert answer.status_code == 409 and 'data-code="task_not_now"' in answer.text
    assert "已采纳" in words(manager.get(path(first)).text)
