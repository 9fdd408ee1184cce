"""What the sheet says in words, on which copy."""

from flask.testing import FlaskClient

from tests.web.cast import words
from tests.web.desk.meetings.cast import text_of


def seen(reader: FlaskClient, query: str = "") -> str:
    page = reader.get(f"/morning{query}").text
    return words(page[page.index("<article") : page.index("</article>")])


def test_the_managers_own_copy_names_clerks_and_has_their_customers_words(
    next_morning: FlaskClient,
):
    said = seen(next_morning)
    assert "负责人用" in said and "11月24日 星期二" in said and "11月23日 星期一" in said
    assert "共 2 张，2 人收到：礼貌 1 · 耐心 1 · 积极 0 · 热情 0 · 专业 0" in said
    assert "；行为要求 2 · 精神内涵 0 · 服务根基 0" in said
    assert "王芳 0 1 0 0 0 1 李敏 1 0 0 0 0 1" in said
    assert "耐心卡 · 王芳 谢谢王芳讲了三遍，我的电话〔号码已隐去〕" in said
    assert "共 1 条。 不含涉及网点负责人的评价。" in said
    assert "非常不满意 等得太久、态度不好 王芳 王芳让我等了一小时，请打〔号码已隐去〕" in said
    assert "今日到期" in said and "投诉" in said and "李敏" in said
    assert "在册人员 共 3 人。 王芳、李敏、孙静" in said
    assert "负责人没有来" not in said, "that is head office's"


def test_the_shared_copy_names_no_one_and_has_no_words_under_a_low_grade(next_morning: FlaskClient):
    said = seen(next_morning, "?copy=shared")
    assert "传阅用" in said and "耐心卡 谢谢某同事讲了三遍" in said
    assert "原因 次数 态度不好 1 等得太久 1" in said
    assert "等了一小时" not in said
    for name in ("王芳", "李敏", "孙静", "0317", "Wang Fang"):
        assert name not in said
    assert "共 3 人。" in said
    assert "咨询" in said and "投诉" not in said, "an unanswered complaint about a clerk"


def test_in_english_too(next_morning: FlaskClient):
    next_morning.post("/language", data={"language": "en"})
    said = seen(next_morning)
    assert "Morning meeting sheet" in said and "Cards: 2, to 2 clerks." in said
    assert "Wang Fang" in said and "Very dissatisfied" in said
    assert "MorningmeetingsheetManager" in text_of(next_morning.get("/morning/sheet.pdf").data)
