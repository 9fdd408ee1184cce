"""Actions at the desk: read by their owners on the first page, ticked off, moved by the manager."""

import pytest
from flask.testing import FlaskClient

from kiosk.records.recognition.agenda import actions
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time
from tests.records.recognition.mornings import act, agree
from tests.web.cast import at_desk, rows_of, words
from tests.web.desk.meetings.cast import DAY_MS


def test_the_owner_reads_it_on_the_first_page_and_ticks_it_off(hall: Machine):
    event_id = agree(hall)
    assert "我的待办事项" not in at_desk(hall, WANG).get("/").text
    clerk = at_desk(hall, LI)
    first = words(clerk.get("/").text)
    assert "我的待办事项" in first and "多开一个窗口 11月24日 星期二（含当日）前完成" in first
    assert "调整完成日期" not in clerk.get(f"/actions/{event_id}").text
    said = {"key": "c" * 32, "note": "每天九点开，13812345678"}
    for _ in range(2):
        assert clerk.post(f"/actions/{event_id}/done", data=said).status_code == 303
    page = words(clerk.get(f"/actions/{event_id}").text)
    assert "11月21日 星期六办结" in page and "每天九点开，〔号码已隐去〕" in page
    assert "我的待办事项" not in clerk.get("/").text
    assert rows_of(clerk.get("/actions").text, "actions")[0][2] == "11月21日 星期六办结"


def test_the_manager_moves_it_with_a_reason_that_stays(hall: Machine):
    event_id, manager = agree(hall), at_desk(hall, MANAGER)
    said = {"owner": WANG, "due": "2026-12-01", "reason": "李敏休假"}
    assert manager.post(f"/actions/{event_id}/move", data=said).status_code == 303
    page = words(manager.get(f"/actions/{event_id}").text)
    assert "2026-11-16周会议定，李敏负责，11月24日 星期二（含当日）前完成" in page
    assert "改由王芳负责，12月1日 星期二（含当日）前完成 李敏休假" in page
    assert 'name="note"' not in manager.get(f"/actions/{event_id}").text, "it is the owner's"
    assert "多开一个窗口" in words(at_desk(hall, WANG).get("/").text)


@pytest.mark.parametrize(
    ("badge", "path", "said", "status", "words_of_it"),
    [
        (LI, "done", {"note": ""}, 422, "请"),
        (LI, "done", {"note": "字" * 201}, 422, "内容太长了"),
        (WANG, "done", {"note": "好了"}, 404, "没有找到这项待办"),
        (MANAGER, "done", {"note": "好了"}, 403, "只有责任人可以办结"),
        (LI, "move", {"reason": "休假"}, 403, "本页仅限网点负责人使用"),
        (MANAGER, "move", {"reason": ""}, 422, "请"),
        (MANAGER, "move", {"reason": "休假", "due": "2026-11-20"}, 422, "完成日期应为今天"),
        (MANAGER, "move", {"reason": "休假", "due": "x"}, 422, "没有这一天"),
        (MANAGER, "move", {"reason": "休假", "owner": "9999"}, 404, "没有找到这位窗口人员"),
    ],
)
def test_who_is_refused(
    hall: Machine, badge: str, path: str, said: dict[str, str], status: int, words_of_it: str
):
    event_id = agree(hall)
    whole = {"owner": LI, "due": "2026-12-01"} | said
    answer = at_desk(hall, badge).post(f"/actions/{event_id}/{path}", data=whole)
    assert answer.status_code == status and words_of_it in words(answer.text)
    (row,) = actions.open_of(hall.db, HERE)
    assert (row.owner, row.moved) == (LI, 0)


def test_others_actions_are_not_read(hall: Machine):
    event_id = agree(hall, owner=MANAGER)
    clerk = at_desk(hall, LI)
    assert clerk.get(f"/actions/{event_id}").status_code == 404
    assert clerk.get(f"/actions/{'0' * 32}").status_code == 404
    assert "没有待办事项" in clerk.get("/actions").text
    assert len(rows_of(at_desk(hall, MANAGER).get("/actions").text, "actions")) == 1
    assert hall.browser("desk").get("/actions").location == "/sign-in"


def test_done_ones_come_last_and_late_ones_say_so(hall: Machine, time: Time):
    act(hall)
    agree(hall, 2, LI, 0)
    time.pass_by(DAY_MS)
    manager: FlaskClient = at_desk(hall, MANAGER)
    rows = rows_of(manager.get("/actions").text, "actions")
    assert [row[1] for row in rows] == ["李敏", "王芳"]
    assert rows[0][2] == "超期，应于11月21日 星期六完成" and "调整过 1 次" in rows[1][2]
