"""The hall's ideas at the desk: written by a clerk, read by all, answered by the manager; its
author reads the answer on the first page."""

from flask.testing import FlaskClient

from tests.cast import LI, MANAGER, WANG, Machine, sync_round
from tests.records.tasks.cast import TEXT, TITLE, WHY, adopt, move, recommend, write
from tests.web.cast import at_desk, sign_in, words

DAY_MS = 86_400_000


def test_a_clerk_writes_an_idea_and_everyone_in_the_hall_reads_it(desk: FlaskClient, hall: Machine):
    sign_in(desk, WANG)
    said = {"title": TITLE, "text": TEXT, "item": "1-pay", "key": "a" * 32}
    for _ in range(2):
        assert desk.post("/ideas", data=said).status_code == 303
    for badge in (WANG, LI, MANAGER):
        page = words(at_desk(hall, badge).get("/ideas").text)
        assert page.count(TITLE) == 1 and TEXT in page and "新提交" in page
        assert "待网点负责人答复" in page and "11月27日" in page
    desk = at_desk(hall, WANG)
    assert TITLE in desk.get("/ideas?whose=mine").text
    assert TITLE not in at_desk(hall, LI).get("/ideas?whose=mine").text
    assert TITLE not in desk.get("/ideas?state=adopted").text


def test_a_form_that_lacks_something_says_what_and_keeps_what_was_typed(clerk: FlaskClient):
    answer = clerk.post("/ideas", data={"title": "", "text": TEXT, "item": ""})
    assert answer.status_code == 422 and TEXT in answer.text
    assert 'id="fault-title"' in answer.text and 'id="fault-text"' not in answer.text


def test_the_first_page_leads_the_manager_to_what_waits_and_the_author_to_the_answer(
    desk: FlaskClient, hall: Machine
):
    first = write(hall)
    manager = at_desk(hall, MANAGER)
    assert "待答复的员工建议 1 条" in words(manager.get("/").text)
    assert "超期" not in words(manager.get("/").text).split("待答复的员工建议")[1][:20]
    assert "待答复的员工建议" not in at_desk(hall, WANG).get("/").text
    hall.time.pass_by(7 * DAY_MS)
    assert "待答复的员工建议 1 条，超期 1 条" in words(at_desk(hall, MANAGER).get("/").text)
    move(hall, 10, first, "declined", text=WHY)
    author = at_desk(hall, WANG)
    page = author.get("/").text
    assert f"您的建议“{TITLE}（1）”：未采纳" in words(page) and f"/ideas/sb01/{first}" in page
    assert WHY in author.get(f"/ideas/sb01/{first}").text and WHY in author.get("/ideas").text
    assert "您的建议" not in at_desk(hall, LI).get("/").text
    hall.time.pass_by(8 * DAY_MS)
    assert "您的建议" not in at_desk(hall, WANG).get("/").text, "told for a week"


def test_what_head_office_recommends_is_on_the_desk(hall: Machine, office: Machine, another_hall):  # type: ignore[no-untyped-def]
    there = another_hall("there", "sb02")
    first = write(hall)
    adopt(hall, 10, first)
    sync_round(hall, office)
    recommend(office, 20, first)
    sync_round(there, office)
    page = words(at_desk(there, "0400").get("/ideas").text)
    assert "总部推荐" in page and TEXT in page and "皇姑营业厅" in page and "王芳" not in page
