"""Head office's report of a period (P01): its four chapters, their sections, and every figure in
them, each with its words.

The words are message ids (Chinese), translated when shown.
"""

from typing import Literal, NamedTuple


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


Period = Literal["week", "month", "quarter", "year"]
PERIODS: dict[Period, str] = {
    "week": _("周报"),
    "month": _("月报"),
    "quarter": _("季报"),
    "year": _("年报"),
}
"""A week of a report runs from Friday to Thursday, so that Friday's is of days that are over."""
SPANS: dict[Period, str] = {
    "week": _("%(first)s 至 %(last)s"),
    "month": _("%(year)s年%(month)s月"),
    "quarter": _("%(year)s年第%(quarter)s季度"),
    "year": _("%(year)s年"),
}
"""What a period is called; `name` is there for languages that write months in words."""
Chapter = Literal["care", "openness", "rules", "service"]
CHAPTERS: dict[Chapter, str] = {
    "care": _("人文关怀"),
    "openness": _("阳光管理"),
    "rules": _("规范守则"),
    "service": _("真心服务"),
}
"""人文关怀员工、阳光管理团队、规范工作守则、真心服务用户 (docs/practices.md, S2)."""
ABOUT: dict[Chapter, str] = {
    "care": _("对员工的激励、关心和倾听"),
    "openness": _("公布了什么，谁在监督，申诉如何复核"),
    "rules": _("诉求是否按时办结，守则是否执行"),
    "service": _("顾客怎样评价我们的服务"),
}
Shape = Literal["count", "share", "seconds", "mean"]
"""How a figure is written: as a number, as `n` of so many and in per cent, in seconds, or as `n`
for each of so many."""


class Line(NamedTuple):
    """A figure of the report."""

    code: str
    word: str
    shape: Shape = "count"


class Section(NamedTuple):
    """Figures under one heading."""

    code: str
    word: str
    lines: tuple[Line, ...]


SECTIONS: dict[Chapter, tuple[Section, ...]] = {
    "care": (
        Section("recognition", _("激励与认可"), (
            Line("staff_cards", _("员工之间的5P卡")),
            Line("colleague_cards", _("其中：同事赠送")),
            Line("superior_cards", _("其中：上级赠送")),
            Line("subordinate_cards", _("其中：下级赠送")),
            Line("eligible", _("达到晋级条件的窗口人员"), "share"),
            Line("tiers", _("晋级")),
            Line("awards", _("星级和其他称号")),
            Line("elections", _("民主评选服务明星")),
            Line("entered", _("登记簿新增")),
        )),
        Section("support", _("关心与减压"), (
            Line("pauses", _("暂停服务")),
            Line("pauses_refused", _("未获准的暂停申请")),
            Line("support", _("员工求助")),
            Line("diary_difficulty", _("工作日记：困难")),
            Line("diary_hurt", _("工作日记：委屈")),
            Line("diary_praise", _("工作日记：表扬")),
            Line("diary_deed", _("工作日记：事迹")),
        )),
        Section("ideas", _("合理化建议"), (
            Line("ideas", _("提出建议")),
            Line("ideas_adopted", _("采纳")),
            Line("ideas_recommended", _("向全部网点推荐")),
        )),
    ),
    "openness": (
        Section("published", _("公开与告知"), (
            Line("fees_published", _("发布收费标准（版次）")),
            Line("guides_published", _("发布办事流程（版次）")),
            Line("notices_published", _("发布公告（版次）")),
            Line("rulebooks_read", _("制度阅读确认")),
        )),
        Section("overseen", _("监督"), (
            Line("boxes", _("意见箱开箱")),
            Line("withdrawn", _("顾客撤销的评价和卡片")),
            Line("alarms", _("系统告警")),
            Line("alarms_settled", _("已处理的系统告警"), "share"),
            Line("silences", _("网点终端失联")),
            Line("flagged_cards", _("存疑卡片")),
            Line("flagged_ratings", _("存疑评价")),
        )),
        Section("objections", _("申诉"), (
            Line("objections", _("员工申诉")),
            Line("rulings", _("总部已复核")),
            Line("upheld", _("申诉成立"), "share"),
        )),
    ),
    "rules": (
        Section("cases", _("工单"), (
            Line("cases", _("新工单")),
            Line("suggestion", _("建议")),
            Line("complaint", _("投诉")),
            Line("praise", _("表扬")),
            Line("question", _("咨询")),
            Line("help_cases", _("求助")),
            Line("on_time", _("按时答复"), "share"),
            Line("special", _("特殊时限")),
            Line("extended", _("延期")),
            Line("reopened", _("重新打开")),
        )),
        Section("causes", _("问题原因与责任层级"), (
            Line("cause_perception", _("感知—期望差距")),
            Line("cause_needs", _("期望—需求差距")),
            Line("cause_standard", _("需求—标准差距")),
            Line("cause_execution", _("标准—执行差距")),
            Line("cause_none", _("无差距")),
            Line("level_clerk", _("责任层级：窗口人员")),
            Line("level_branch", _("责任层级：网点管理")),
            Line("level_office", _("责任层级：总部管理")),
            Line("level_none", _("责任层级：无")),
        )),
        Section("standards", _("守则执行"), (
            Line("self_checks", _("窗口人员自查")),
            Line("hall_checks", _("便民设施检查")),
            Line("arrivals", _("提前到岗"), "share"),
            Line("inspections", _("明查暗访")),
            Line("mornings", _("晨会")),
            Line("weekly_meetings", _("周会")),
            Line("monthly_meetings", _("月度班会")),
            Line("quizzes", _("每月一考（人次）")),
        )),
    ),
    "service": (
        Section("ratings", _("评价"), (
            Line("served", _("办理人次")),
            Line("rated", _("评价次数")),
            Line("rated_clean", _("不含存疑的评价次数")),
            Line("satisfied", _("满意率（基本满意及以上）"), "share"),
            Line("low", _("不满意的评价"), "share"),
            Line("grade_5", _("非常满意")),
            Line("grade_4", _("满意")),
            Line("grade_3", _("基本满意")),
            Line("grade_2", _("不满意")),
            Line("grade_1", _("非常不满意")),
            Line("low_answered", _("不满意评价已处理"), "share"),
            Line("low_noted", _("已阅")),
            Line("low_talked", _("已与窗口人员沟通")),
            Line("low_improved", _("已整改")),
            Line("low_contacted", _("已联系顾客")),
            Line("by_phone", _("手机评价（单独统计）")),
        )),
        Section("cards", _("5P卡"), (
            Line("cards", _("顾客赠送的5P卡")),
            Line("cards_clean", _("不含存疑的5P卡")),
            Line("polite", _("礼貌")),
            Line("patient", _("耐心")),
            Line("positive", _("积极")),
            Line("passionate", _("热情")),
            Line("professional", _("专业")),
            Line("conduct", _("行为要求（礼貌、耐心）"), "share"),
            Line("spirit", _("精神内涵（积极、热情）"), "share"),
            Line("foundation", _("服务根基（专业）"), "share"),
            Line("paper", _("其中：纸质卡")),
            Line("per_clerk", _("人均5P卡"), "mean"),
        )),
        Section("words", _("顾客的话"), (
            Line("written", _("带留言的评价和卡片")),
            Line("letters", _("表扬信")),
            Line("banners", _("锦旗")),
        )),
        Section("help", _("有困难请找我"), (
            Line("help", _("顾客求助")),
            Line("came", _("工作人员到场"), "share"),
            Line("arrived_after", _("到场用时（中位数）"), "seconds"),
        )),
    ),
}  # fmt: skip
LINES: dict[str, Line] = {
    line.code: line
    for sections in SECTIONS.values()
    for section in sections
    for line in section.lines
}
"""Every figure, by its code."""
