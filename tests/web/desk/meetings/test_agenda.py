"""The weekly and the monthly meeting at the desk: opened and led by the manager."""

import io

import pypdf
import pytest
from flask.testing import FlaskClient

from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import actions
from kiosk.vocabulary.documents import POLICY, Policy
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time
from tests.records.recognition.mornings import agree, meet_weekly, term
from tests.records.standards.cast import publish
from tests.web.cast import at_desk, rows_of, words
from tests.web.desk.meetings.cast import DAY_MS, week_before

PATHS = ("/meetings/weekly", "/meetings/monthly")


def pdf_text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) <= 2
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?copy=shared"])
def test_page_and_pdf_say_the_same_and_the_pdf_is_the_same_twice(
    hall: Machine, time: Time, path: str, query: str
):
    week_before(hall, time)
    desk = at_desk(hall, MANAGER)
    page = desk.get(path + query).text
    sheet = page[page.index("<article") : page.index("</article>")]
    made = [desk.get(f"{path}/sheet.pdf{query}") for _ in range(2)]
    assert made[0].mimetype == "application/pdf" and made[0].data == made[1].data
    assert b"pdfuaid" in made[0].data
    said = pdf_text(made[0].data)
    for part in words(sheet).split():
        assert "".join(part.split()) in said, part


def test_it_is_about_the_week_or_month_that_has_just_ended(hall: Machine, time: Time):
    week_before(hall, time)  # it is Monday, 23 November
    desk = at_desk(hall, MANAGER)
    weekly = words(desk.get("/meetings/weekly").text)
    assert "周会议程" in weekly and "统计期间：11月16日 星期一至11月22日 星期日。" in weekly
    monthly = words(desk.get("/meetings/monthly").text)
    assert "11月班会议程" in monthly and "10月1日 星期四至10月31日 星期六" in monthly
    assert "晋级、称号和服务明星" in monthly and "晋级、称号和服务明星" not in weekly
    before = words(desk.get("/meetings/weekly?day=2026-11-20").text)
    assert "11月9日 星期一至11月15日 星期日" in before
    time.pass_by(6 * DAY_MS)
    assert "11月16日 星期一至" in words(at_desk(hall, MANAGER).get("/meetings/weekly").text)


def test_the_weekday_is_published(hall: Machine, office: Machine):
    publish(office, hall, POLICY, Policy(weekly_meeting=5))
    page = words(at_desk(hall, MANAGER).get("/meetings/weekly").text)
    assert "11月13日 星期五至11月19日 星期四" in page


def test_the_managers_own_lines_are_on_the_sheet_and_can_be_corrected(
    manager: FlaskClient, hall: Machine, time: Time
):
    day = str(term(hall).due_on)
    for lines in ("春节排班\n窗口礼仪", "春节排班"):
        sent = manager.post("/meetings/weekly/lines", data={"day": day, "lines": lines})
        assert sent.location == f"/meetings/weekly?day={day}"
        time.pass_by(60_000)
    page = manager.get("/meetings/weekly").text
    sheet = words(page[page.index("<article") : page.index("</article>")])
    assert "本厅议题 共 1 条。 议题 春节排班" in sheet and "窗口礼仪" not in sheet
    assert "以前保存的 1 次" in words(page) and "春节排班；窗口礼仪" in words(page)


def test_a_meeting_is_recorded_and_read_at_the_next_one(
    manager: FlaskClient, hall: Machine, time: Time
):
    day, today = str(term(hall).due_on), str(hall.today())
    said = {
        "key": "c" * 32,
        "day": day,
        "held_on": today,
        "present": [LI, WANG],
        "note": "多开一窗",
    }
    for _ in range(2):
        sent = manager.post("/meetings/weekly", data=said)
        assert sent.location == f"/meetings/weekly?day={day}"
    assert len(meetings.of_term(hall.db, HERE, term(hall))) == 1
    page = words(manager.get("/meetings/weekly").text)
    assert "11月21日 星期六 · 参加 2 人 王芳、李敏 多开一窗" in page
    listed = manager.get("/morning/meetings").text
    assert rows_of(listed, "team")[0][1:] == ["11月21日 星期六", "2", "王芳、李敏", "多开一窗"]
    time.pass_by(2 * DAY_MS)
    later = words(at_desk(hall, MANAGER).get("/meetings/weekly").text)
    assert "上次会议记录 多开一窗" in later


def test_what_is_agreed_has_an_owner_and_a_day(manager: FlaskClient, hall: Machine, time: Time):
    said = {"day": str(term(hall).due_on), "text": "换牌", "owner": LI, "due": "2026-11-22"}
    assert manager.post("/meetings/weekly/actions", data=said).status_code == 303
    rows = rows_of(manager.get("/meetings/weekly").text, "agreed")
    assert rows == [["换牌", "李敏", "11月22日 星期日（含当日）前完成", "2026-11-16周会"]]
    time.pass_by(2 * DAY_MS)
    page = at_desk(hall, MANAGER).get("/meetings/weekly").text
    assert rows_of(page, "left")[0][2] == "超期，应于11月22日 星期日完成"
    assert (
        "未办结 1 项，其中超期 1 项。 待办事项 完成日期 责任人 换牌 超期，应于2026-11-22 李敏"
        in words(page)
    )


@pytest.mark.parametrize(
    ("path", "said", "status", "words_of_it"),
    [
        ("", {"present": []}, 422, "请勾选参加会议的人员"),
        ("", {"held_on": "2026-11-22"}, 422, "日期不能晚于今天"),
        ("", {"held_on": "2026-11-15"}, 422, "开会日期应在应开日期至下一次应开日期之前"),
        ("", {"held_on": "soon"}, 422, "没有这一天"),
        ("", {"note": "字" * 1_001}, 422, "内容太长了"),
        ("", {"day": "2026-12-31"}, 422, "日期不能晚于今天"),
        ("/lines", {"lines": "字" * 101}, 422, "议题最多12条"),
        ("/actions", {"text": ""}, 422, "请"),
        ("/actions", {"owner": ""}, 422, "请选择责任人"),
        ("/actions", {"owner": "9999"}, 404, "没有找到这位窗口人员"),
        ("/actions", {"due": "2026-11-20"}, 422, "完成日期应为今天至一年以内"),
        ("/actions", {"due": "some day"}, 422, "没有这一天"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_typed(
    manager: FlaskClient, hall: Machine, path: str, said: dict[str, object], status: int,
    words_of_it: str,
):  # fmt: skip
    whole = {
        "day": str(term(hall).due_on), "held_on": str(hall.today()), "present": [LI],
        "note": "写了", "lines": "写了", "text": "写了", "owner": LI, "due": "2026-11-27",
    }  # fmt: skip
    answer = manager.post(f"/meetings/weekly{path}", data=whole | said)
    assert answer.status_code == status and words_of_it in words(answer.text)
    assert "写了" in words(answer.text) or set(said) & {"note", "lines", "text"} or "day" in said
    assert meetings.of_term(hall.db, HERE, term(hall)) == []
    assert actions.open_of(hall.db, HERE) == []


def test_a_clerk_reads_the_shared_copy_and_changes_nothing(hall: Machine, time: Time):
    week_before(hall, time)
    meet_weekly(hall, note="保密的记录")
    agree(hall, text="李敏换牌")
    clerk = at_desk(hall, LI)
    for query in ("", "?copy=own"):
        page = words(clerk.get(f"/meetings/weekly{query}").text)
        assert "传阅用，可张贴，不含姓名" in page and "保密的记录" not in page
        assert "王芳" not in page and "参加人员" not in page
    day = str(term(hall).due_on)
    whole = {"day": day, "held_on": day, "present": LI, "text": "x", "owner": LI, "due": day}
    for path in ("", "/lines", "/actions"):
        assert clerk.post(f"/meetings/weekly{path}", data=whole).status_code == 403
    assert clerk.get("/meetings/yearly").status_code == 404


@pytest.mark.parametrize("path", [*PATHS, "/meetings/weekly/sheet.pdf"])
def test_no_one_else_reads_it(hall: Machine, path: str):
    assert hall.browser("desk").get(path).location == "/sign-in"
    assert hall.browser("lobby").get(path).status_code == 404


def test_odd_days(manager: FlaskClient):
    for day, said in (("2026-12-31", "日期不能晚于今天"), ("x", "没有这一天")):
        answer = manager.get(f"/meetings/weekly?day={day}")
        assert answer.status_code == 422 and said in answer.text
        assert manager.get(f"/meetings/weekly/sheet.pdf?day={day}").status_code == 422
    old = manager.get("/meetings/monthly?day=1900-01-01")
    assert old.status_code == 200 and 'name="present"' not in old.text


def test_a_hall_without_an_office_has_them_too(alone_manager: FlaskClient, alone: Machine):
    day = str(alone.today())
    said = {"day": day, "held_on": day, "present": [WANG]}
    assert alone_manager.post("/meetings/monthly", data=said).status_code == 303
    assert "参加 1 人" in words(alone_manager.get("/meetings/monthly").text)
