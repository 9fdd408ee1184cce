"""What the sheet of a weekly or monthly meeting says, on which copy: never a third page."""

import io
from typing import Any

import pypdf
import pytest
from flask.testing import FlaskClient

from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.recognition.agenda import looking_back
from kiosk.records.recognition.agenda.looking_back import Cases, LookingBack
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.records.recognition.ballots.state import Stars
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts.fact import Standing
from tests.cast import HERE, LI, MANAGER, WANG, Machine, Time
from tests.records.recognition.mornings import term
from tests.web.cast import at_desk, words
from tests.web.desk.meetings.cast import crowded, week_before

NAMES = (
    "王芳",
    "李敏",
    "李师傅",
    "孙静",
    "Wang Fang",
    "Li Min",
    "0317",
    "0318",
    "赵大明",
    "139123",
)
LETTERS = ("字", "W", "𠮷", "a b")


def seen(reader: FlaskClient, query: str = "", kind: str = "weekly") -> str:
    page = reader.get(f"/meetings/{kind}{query}").text
    return words(page[page.index("<article") : page.index("</article>")])


@pytest.fixture
def monday(hall: Machine, time: Time) -> FlaskClient:
    """The manager signed in on the day of a weekly meeting."""
    week_before(hall, time)
    return at_desk(hall, MANAGER)


def test_the_shared_copy_names_no_clerk_and_no_customer(monday: FlaskClient, hall: Machine):
    """Not in a customer's own words, a letter, an agenda line or an action either."""
    said = seen(monday, "?copy=shared")
    for name in NAMES:
        assert name not in said, name
    hidden = "某同事和某同事让我等，某同事说某同事号不归她管。我叫某顾客，电话〔号码已隐去〕"
    assert f"耐心 谢谢{hidden}" in said
    assert f"表扬信 某同事送回失物，{hidden}" in said
    assert f"标准—执行差距 等候时间 {hidden}" in said
    assert "表扬某同事" in said and "某同事给某同事讲新流程" in said
    assert "原因 次数 等得太久 1" in said, "no words under a low grade"
    clerk = seen(at_desk(hall, LI))
    assert clerk == said, "a clerk reads the same"


def test_the_managers_copy_has_names(monday: FlaskClient):
    said = seen(monday)
    assert "负责人用，含人员姓名，请勿张贴" in said
    assert "耐心 王芳 谢谢李师傅和王芳让我等" in said and "表扬信 李敏 李敏送回失物" in said
    assert "王芳 0 1 0 0 0 1" in said, "cards by clerk and kind"
    assert "行为要求 1 · 精神内涵 0 · 服务根基 0" in said
    assert "非常不满意 等得太久 王芳 李师傅和王芳让我等" in said
    assert "新收 1 件，已答复 1 件，会前一晚超期 0 件。" in said and "投诉 1 1 0" in said
    assert "办结工单中有差距的 1 件：标准—执行差距 1" in said
    assert "标准—执行差距 窗口人员 王芳 李师傅和王芳让我等" in said
    assert "李敏给王芳讲新流程 超期，应于2026-11-21 李敏" in said
    assert "表扬李敏" in said and "我叫赵大明" in said
    assert "13912345678" not in said, "numbers never"


def test_in_english_too(monday: FlaskClient):
    monday.post("/language", data={"language": "en"})
    said = seen(monday, "?copy=shared")
    assert "Weekly meeting" in said and "a colleague" in said and "某" not in said
    for name in NAMES:
        assert name not in said, name


def crowd(hall: Machine, letter: str) -> LookingBack:
    """A month in which there was much of everything, each with the longest words."""
    found: Any = crowded(hall, letter)
    day, row = hall.today(), found.low[0].__data__
    quoted, praise = (
        FeedbackNow(**row | {"mark": "patient"}),
        FeedbackNow(**row | {"mark": "letter"}),
    )
    case = hall.db.first(CaseNow.select())
    case.words, case.cause, case.level, case.about = letter * 500, "execution", "clerk", "0001"
    case.topics = "waiting,fees,service"
    action = ActionNow(
        branch=HERE, event_id="a", meeting="weekly", due_on=day, day=day, at=0,
        text=letter * 200, owner="0001", due=day, moved=0,
    )  # fmt: skip
    award = facts.Awarded(
        event_id="b", branch=HERE, day=day, at=0, clock=Standing("b", 0), subject="s", clerk="0001",
        scheme="s", version="", name=letter * 60, name_en=letter * 60, level=1, first=day, last=day,
        until=None, points="1", inputs={}, digest="", role="office", by="admin",
    )  # fmt: skip
    many = dict.fromkeys(facts.CASE_KINDS, 99999)
    return LookingBack(
        of=term(hall, "monthly"), cards=found.cards, quoted=[quoted] * 5, praise=[praise] * 200,
        low=found.low, cases=Cases(many, many), late=found.due, mistakes=[case] * 200,
        actions=[action] * 200, lines=(letter * 100,) * 12, roster=found.roster, everyone=[],
        awarded=[award] * 200, stars=Stars(day, ("0001",) * 30, day),
    )  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_whatever_is_on_it_it_has_two_pages(
    next_morning: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch, letter: str
):
    found = crowd(hall, letter)
    monkeypatch.setattr(looking_back, "of_term", lambda *_: found)
    for language in ("zh", "en"):
        next_morning.post("/language", data={"language": language})
        for query in ("", "?copy=shared"):
            answer = next_morning.get(f"/meetings/monthly/sheet.pdf{query}")
            assert answer.status_code == 200, words(answer.text)[-200:]
            assert len(pypdf.PdfReader(io.BytesIO(answer.data)).pages) == 2
    page = words(next_morning.get("/meetings/monthly").text)
    assert "more" in page or "另有" in page


def test_a_monthly_meeting_praises_by_name_on_the_managers_copy_alone(
    next_morning: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    found = crowd(hall, "铜")
    few = found._replace(
        awarded=found.awarded[:1], stars=Stars(hall.today(), (WANG,), hall.today()), praise=[],
        quoted=[],
    )  # fmt: skip
    monkeypatch.setattr(looking_back, "of_term", lambda *_: few)
    own, shared = seen(next_morning, kind="monthly"), seen(next_morning, "?copy=shared", "monthly")
    for said in (own, shared):
        assert "晋级和称号 1 项，服务明星 1 人。" in said
    assert "王芳 10月服务明星" in own and "10月服务明星" not in shared
