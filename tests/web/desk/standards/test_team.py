"""The manager's page of how the hall keeps its standards."""

from tests.cast import LI, MANAGER, WANG, Machine, Time
from tests.records.standards.cast import check, publish, rules, with_standards
from tests.records.standards.test_rulebooks import confirm
from tests.rules.standards.test_checking import Typed
from tests.web.cast import at_desk, rows_of, words


def test_who_checked_what_was_not_done_and_who_has_not_read(
    hall: Machine, office: Machine, time: Time
):
    with_standards(office, hall)
    publish(office, hall, "ban", rules())
    check(hall, 1, WANG, dress=Typed("not_done", "工牌丢了，请打13812345678"))
    check(hall, 2, LI, "facilities", pump=Typed("done", stock="0"))
    confirm(hall, 1, LI)
    page = at_desk(hall, MANAGER).get("/team").text
    assert rows_of(page, "checked") == [
        ["接一待二招呼三", "每天", "0 / 3", "王芳、李敏、孙静"],
        ["格式化服务", "每天", "1 / 3", "李敏、孙静"],
    ]
    (remark,) = rows_of(page, "remarks")
    assert remark[1:4] == ["王芳", "着装：统一标志服整洁，工号牌佩戴端正", "未做到"]
    assert "工牌丢了" in remark[4] and "13812345678" not in page
    assert rows_of(page, "facilities-1")[0] == ["打气筒", "已用完 · 待补充或修理", ""]
    assert rows_of(page, "unread") == [["禁令", "2014-01-01", "1 / 3", "王芳、孙静"]]
    time.pass_by(9 * 86_400_000)
    later = at_desk(hall, MANAGER).get("/team").text
    assert "该重新核对了" in later and "本周没有未做到的项目" in later
    assert rows_of(later, "checked")[1][2] == "0 / 3"
    before = at_desk(hall, MANAGER).get("/team?day=2026-11-21").text
    assert rows_of(before, "checked")[1][2] == "1 / 3" and "工牌丢了" in before


def test_only_the_manager_reads_it_and_odd_days_are_named(hall: Machine, office: Machine):
    manager = at_desk(hall, MANAGER)
    assert "还没有发布服务标准" in words(manager.get("/team").text)
    for day, said in (("x", "没有这一天"), ("2026-12-31", "日期不能晚于今天")):
        answer = manager.get(f"/team?day={day}")
        assert answer.status_code == 422 and said in answer.text
    assert at_desk(hall, WANG).get("/team").status_code == 403
    assert hall.browser("desk").get("/team").location == "/sign-in"
