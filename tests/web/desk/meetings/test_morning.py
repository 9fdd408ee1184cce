"""The morning meeting at the desk: its sheet, who took part, and who reads that."""

import re

import pytest
from flask.testing import FlaskClient

from kiosk.files import confined
from kiosk.files.sheets import typesetting
from kiosk.records.recognition import meetings
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time
from tests.records.receipts.cast import give as signed
from tests.records.recognition.mornings import meet
from tests.web.cast import at_desk, rows_of, words
from tests.web.desk.meetings.cast import DAY_MS, text_of, yesterday
from verify import verify


def test_the_page_and_the_pdf_say_the_same(next_morning: FlaskClient):
    for query in ("", "?copy=shared"):
        page = next_morning.get(f"/morning{query}").text
        sheet = page[page.index("<article") : page.index("</article>")]
        answer = next_morning.get(f"/morning/sheet.pdf{query}")
        assert answer.mimetype == "application/pdf"
        said = text_of(answer.data)
        for part in words(sheet).split():
            assert "".join(part.split()) in said, part
    assert (
        next_morning.get("/morning/sheet.pdf").data == next_morning.get("/morning/sheet.pdf").data
    )


def test_a_clerk_reads_the_shared_copy_whatever_is_asked_for(hall: Machine, time: Time):
    yesterday(hall, time)
    clerk = at_desk(hall, LI)
    for query in ("", "?copy=own"):
        page = words(clerk.get(f"/morning{query}").text)
        assert "传阅用，不含人员姓名" in page and "参加人员" not in page
        assert "王芳" not in page
        assert "王芳" not in text_of(clerk.get(f"/morning/sheet.pdf{query}").data)
    assert clerk.get("/morning/meetings").status_code == 403
    assert clerk.post("/morning", data={"day": str(hall.today()), "present": LI}).status_code == 403


@pytest.mark.parametrize("path", ["/morning", "/morning/sheet.pdf", "/morning/meetings"])
def test_no_one_else_reads_it(hall: Machine, path: str):
    assert hall.browser("desk").get(path).location == "/sign-in"
    assert hall.browser("lobby").get(path).status_code == 404


def test_attendance_is_ticked_and_read(manager: FlaskClient, hall: Machine, time: Time):
    day = str(hall.today())
    sent = manager.post("/morning", data={"day": day, "present": [LI, WANG], "note": "多开一窗"})
    assert sent.location == f"/morning?day={day}"
    time.pass_by(60_000)
    manager.post("/morning", data={"day": day, "present": [LI, MANAGER], "note": "13812345678"})
    page = manager.get("/morning").text
    seen = words(page)
    assert "参加 2 人 李敏、孙静" in seen and "参加 2 人 王芳、李敏" in seen and "已更正" in seen
    assert "13812345678" not in words(page.split("<textarea")[0]) and "号码已隐去" in seen
    assert page.count(" checked") == 2, "a correction begins with the last record"
    listed = manager.get("/morning/meetings").text
    assert rows_of(listed, "mornings")[0][1:3] == ["2", "李敏、孙静"]
    assert "已更正 2 王芳、李敏 多开一窗" in words(listed)
    times = rows_of(listed, "attended")
    assert times == [["王芳 0317", "0 / 1"], ["李敏 0318", "1 / 1"], ["孙静 0320", "1 / 1"]]
    assert "本月参加晨会 1 次，共 1 次" in words(at_desk(hall, LI).get("/").text)
    assert "本月参加晨会 0 次，共 1 次" in words(at_desk(hall, WANG).get("/").text)


def test_the_same_form_twice_is_one_record(manager: FlaskClient, hall: Machine):
    for _ in range(2):
        said = {"key": "c" * 32, "day": str(hall.today()), "present": [LI], "note": ""}
        assert manager.post("/morning", data=said).status_code == 303
    (records,) = meetings.of_days(hall.db, HERE, hall.today(), hall.today()).values()
    assert len(records) == 1


@pytest.mark.parametrize(
    ("said", "status", "words_of_it"),
    [
        ({"present": [], "note": "写了很多"}, 422, "请勾选参加会议的人员"),
        ({"present": [LI], "note": "字" * 501}, 422, "内容太长了"),
        ({"present": [LI], "day": "2026-11-22"}, 422, "日期不能晚于今天"),
        ({"present": [LI], "day": "2026-10-01"}, 422, "只能登记近31天"),
        ({"present": [LI], "day": "soon"}, 422, "没有这一天"),
        ({"present": ["9999"]}, 404, "没有找到这位窗口人员"),
    ],
)
def test_a_refused_record_comes_back_as_it_was_typed(
    manager: FlaskClient, hall: Machine, said: dict[str, object], status: int, words_of_it: str
):
    answer = manager.post("/morning", data={"day": str(hall.today())} | said)
    assert answer.status_code == status and words_of_it in words(answer.text)
    if said.get("note") and "day" not in said:
        assert str(said["note"]) in answer.text
    assert meetings.of_days(hall.db, HERE, hall.today(), hall.today()) == {}


def test_a_past_day_is_read_again_and_a_day_ahead_is_not(
    next_morning: FlaskClient, hall: Machine, time: Time
):
    day, before = str(hall.today()), next_morning.get("/morning/sheet.pdf").data
    meet(hall, note="昨天的会")
    time.pass_by(2 * DAY_MS)
    next_morning = at_desk(hall, MANAGER)
    assert next_morning.get(f"/morning/sheet.pdf?day={day}").data == before
    assert "昨天的会" in next_morning.get(f"/morning?day={day}").text
    ahead = next_morning.get("/morning?day=2026-12-31")
    assert ahead.status_code == 422 and "日期不能晚于今天" in ahead.text
    assert next_morning.get("/morning?day=x").status_code == 422
    assert next_morning.get("/morning/sheet.pdf?day=2026-02-30").status_code == 422
    assert next_morning.get("/morning?day=1900-01-01").status_code == 200
    assert 'name="present"' not in next_morning.get("/morning?day=2026-01-05").text


def test_without_the_font_or_the_time_the_page_is_there_to_be_printed(
    manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    def fails(error: Exception):  # type: ignore[no-untyped-def]
        def typeset(*_: object) -> bytes:
            raise error

        return typeset

    for error, status, words_said in (
        (typesetting.FontMissing(""), 503, "请用浏览器的打印功能"),
        (typesetting.Unset(""), 422, "请用浏览器的打印功能"),
        (confined.Busy(), 503, "正在处理另一份文件"),
    ):
        monkeypatch.setattr(typesetting, "typeset", fails(error))
        answer = manager.get("/morning/sheet.pdf")
        assert answer.status_code == status
        assert words_said in words(answer.text)
    assert manager.get("/morning").status_code == 200


def test_a_hall_without_an_office_has_its_meetings_too(alone_manager: FlaskClient, alone: Machine):
    assert alone_manager.get("/morning").status_code == 200
    alone_manager.post("/morning", data={"day": str(alone.today()), "present": [WANG, LI]})
    assert "参加 2 人" in words(alone_manager.get("/morning").text)
    assert text_of(alone_manager.get("/morning/sheet.pdf").data)


def test_the_sheet_prints_the_head_that_the_auditors_program_takes(hall: Machine, time: Time):
    signed(hall, 1)
    time.pass_by(86_400_000)
    page = at_desk(hall, MANAGER).get("/morning").text
    found = re.search(r"账本校验值（[^）]+改动）：([a-z2-7]{24}/1/1/[0-9a-f]{24})<", page)
    assert found is not None and verify.read_head(found[1])[2] == 1
