"""The tables that an office publishes from: the columns of each kind.

Over the line limit: it lists every column.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kiosk.vocabulary.alerts import EVENTS

HEADERS = {
    "key": "编号", "badge": "工号", "region": "区域", "branch": "网点", "number": "窗口号",
    "name": "名称", "name_en": "英文名称", "hall": "营业厅", "hall_en": "英文营业厅",
    "organisation": "单位", "organisation_en": "英文单位", "zone": "时区", "phone": "服务电话",
    "group": "岗位", "star": "星级", "manager": "负责人", "cases": "适用类别", "grades": "适用评价",
    "safety": "安全紧急", "order": "顺序", "title": "标题", "title_en": "英文标题", "basis": "文号",
    "basis_en": "英文文号", "item": "项目", "item_en": "英文项目", "unit": "计价单位",
    "unit_en": "英文计价单位", "price": "价格", "price_en": "英文价格", "tariff": "计费公式",
    "synonyms": "别名", "method": "计费方式", "rate": "单价或费率", "destination": "寄达地区",
    "destination_en": "英文寄达地区",
    **{f"{name}_{n}": f"第{n}档{chinese}" for n in range(1, 6)
       for name, chinese in (("band", "上限"), ("step", "计量"), ("price", "单价"))},
    "persons": "家庭人口", "extra": "每多1人增加", "floor": "最低收费", "cap": "最高收费",
    "part": "部分", "text": "内容", "text_en": "英文内容", "until": "截止日期",
    "stale_days": "资料过期天数", "contact_days": "联系方式保存天数",
    "contact_most_days": "联系方式最长保存天数", "responsible": "个人信息联系方式",
    "responsible_en": "英文个人信息联系方式", "colleague_cards": "同事卡每日张数",
    "pause_minutes": "暂停服务分钟数", "pause_most": "每人每天暂停次数",
    "pause_waiting": "可暂停的等候人数", "pause_below": "须少于该人数",
    "arrival_minutes": "提前到岗分钟数", "weekly_meeting": "周会星期（1至7）",
    "quiz_questions": "每月考试题数", "receipt_days": "凭证核对期限天数",
    "receipt_url": "凭证核验网址", "satisfied_target": "满意率目标（%）", "low_grade": "低分评价",
    "new_case": "新工单", "late_case": "工单超期", "help_call": "顾客求助", "alarm": "系统告警",
    "silent_station": "网点终端失联", "silent_tickets": "排队系统整日无报告",
    "quiet_from": "免打扰开始", "quiet_to": "免打扰结束", "silent_hours": "失联小时数",
    "days": "天数", "working": "工作日", "who": "参评对象", "period": "周期", "ties": "并列处理",
    "level": "晋级等级", "months": "有效月数", "announced": "公布差距", "public": "公开称号",
    "combined": "合计方式", "figure": "数据", "way": "方式", "amount": "数值",
    "subject": "检查对象", "often": "检查周期", "code": "项目代码", "section": "环节",
    "section_en": "英文环节", "counted": "清点数量", "edition": "版次", "heading": "小标题",
    "heading_en": "英文小标题", "fields": "填写项", "fields_en": "英文填写项", "writers": "谁填写",
    "readers": "谁查看", "consent": "须本人同意", "second_phone": "第二部电话",
    "helper": "总部帮助人", "number_of": "题号", "question": "题目", "question_en": "英文题目",
    "answers": "选项", "answers_en": "英文选项", "right": "正确选项", "explanation": "解析",
    "explanation_en": "英文解析", "basis_kind": "依据类别", "basis_key": "依据编号",
    "basis_since": "依据生效日期", "in_force": "生效日期", "ended": "停用",
}  # fmt: skip
"""Column names in a Chinese table; English and Chinese names are both understood."""
BANDS = range(1, 6)
"""The bands of a tariff that a table has columns for."""
METHODS = {
    "flat": "单价", "tiered": "阶梯", "weight": "按重量", "percent": "按比例", "free": "免费",
}  # fmt: skip
TARIFF = (
    "method", "rate", "destination", "destination_en",
    *(f"{name}_{n}" for n in BANDS for name in ("band", "step", "price")),
    "persons", "extra", "floor", "cap",
)  # fmt: skip
"""The columns of a tariff (kiosk/rules/publishing/tariff_cells.py)."""
_FORMER = {"执行日期": "in_force", "算法": "tariff"}
"""Names in older tables."""
DAYS = frozenset(("in_force", "until", "basis_since"))
NUMBERS = frozenset((
    "star", "order", "stale_days", "contact_days", "contact_most_days", "days", "silent_hours",
    "level", "months", "colleague_cards", "pause_minutes", "pause_most", "pause_waiting",
    "arrival_minutes", "weekly_meeting", "quiz_questions", "receipt_days", "satisfied_target",
))  # fmt: skip
TRUTHS = frozenset((
    "manager", "working", "safety", "announced", "public", "pause_below", "counted", "consent",
))  # fmt: skip
TEXTS = frozenset((
    "name", "name_en", "hall", "hall_en", "organisation", "organisation_en", "title", "title_en",
    "basis", "basis_en", "item", "item_en", "unit", "unit_en", "price", "price_en", "synonyms",
    "text", "text_en", "destination", "destination_en", "responsible", "responsible_en",
    "section", "section_en", "edition", "heading", "heading_en", "fields", "fields_en",
    "question", "question_en", "answers", "answers_en", "explanation", "explanation_en",
))  # fmt: skip
"""Columns of words, which keep their full-width punctuation; all others are folded."""
GROUPS = {"cashier": "收费", "adviser": "咨询"}
"""The role groups that there are without any published."""
CASES = {"suggestion": "建议", "complaint": "投诉", "praise": "表扬", "question": "咨询"}
"""Kinds of cases that a topic can be offered for."""
GRADES = {"low": "不满意", "all": "全部"}
"""Grades that a reason can be offered under."""
PARTS = {"step": "步骤", "paper": "材料", "limit": "时限", "fee": "费用", "window": "窗口"}
"""Parts of a guide."""


class Layout(NamedTuple):
    """A kind's columns: those that make up the key, those that every row must fill, those that
    can be empty, those that must be the same in all rows of a document, and those of older tables,
    which are read but not written."""

    key: tuple[str, ...]
    needed: tuple[str, ...]
    more: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    older: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """In the order of the table."""
        named = (*self.key, *(c for c in self.needed if c not in self.key))
        return (*named, *(c for c in self.more if c not in named), "in_force", "ended")


OF_SCHEME = ("who", "group", "period", "ties", "level", "months", "announced", "public")
"""What a scheme says once (kiosk/rules/spreadsheets/scheme_lines.py)."""
OF_STANDARD = ("subject", "often")
"""What a standard says once (kiosk/rules/spreadsheets/standard_lines.py)."""
SCOPE = ("region", "branch")
"""For which halls a document is; both empty: for all."""
LAYOUTS: dict[str, Layout] = {
    "branch": Layout(
        ("key",), ("name", "hall", "organisation"),
        ("name_en", "hall_en", "organisation_en", "region", "zone", "phone", "receipt_days"),
    ),
    "clerk": Layout(("badge",), ("name", "branch"), ("name_en", "group", "star", "manager")),
    "window": Layout(("branch", "number"), ("name",), ("name_en",)),
    "service": Layout(("key",), ("name",), ("name_en", *SCOPE)),
    "topic": Layout(("key",), ("name",), ("name_en", "cases", "safety", "order", *SCOPE)),
    "reason": Layout(("key",), ("name",), ("name_en", "grades", "order", *SCOPE)),
    "deed": Layout(("key",), ("name",), ("name_en", "order", *SCOPE)),
    "group": Layout(("key",), ("name",), ("name_en", "order", *SCOPE)),
    "fees": Layout(
        ("key",), ("title", "basis", "item", "unit"),
        ("price", "title_en", "basis_en", "item_en", "unit_en", "price_en", *TARIFF, "synonyms",
         *SCOPE),
        shared=("title", "title_en", "basis", "basis_en", "synonyms"), older=("tariff",),
    ),
    "guide": Layout(
        ("key",), ("title", "part", "text"), ("title_en", "text_en", "synonyms", *SCOPE),
        shared=("title", "title_en", "synonyms"),
    ),
    "notice": Layout(("key",), ("title", "text"), ("title_en", "text_en", *SCOPE, "until")),
    "policy": Layout(
        ("key",), ("stale_days",),
        ("contact_days", "contact_most_days", "responsible", "responsible_en", "colleague_cards",
         "pause_minutes", "pause_most", "pause_waiting", "pause_below", "arrival_minutes",
         "weekly_meeting", "quiz_questions", "receipt_days", "receipt_url", "satisfied_target"),
    ),
    "deadline": Layout(("key",), ("days", "working"), ("basis", "basis_en")),
    "workday": Layout(("key",), ("working",)),
    "alerts": Layout(
        ("key",), (), (*EVENTS, "quiet_from", "quiet_to", "silent_hours", *SCOPE),
    ),
    "scheme": Layout(
        ("key",), ("name", "part", "way", "amount"), ("figure", "name_en", *OF_SCHEME, *SCOPE),
        shared=("name", "name_en", *OF_SCHEME),
    ),
    "figure": Layout(
        ("key",), ("branch", "amount"), ("badge", "number", "name", "name_en", "combined"),
        shared=("name", "name_en", "combined"),
    ),
    "target": Layout(
        ("key",), ("branch", "badge", "amount"), ("period", "way"), shared=("period", "way"),
    ),
    "standard": Layout(
        ("key",), ("name", "code"),
        ("text", "section", "name_en", "text_en", "section_en", *OF_STANDARD, "counted", *SCOPE),
        shared=("name", "name_en", *OF_STANDARD),
    ),
    "rulebook": Layout(
        ("key",), ("title", "text"),
        ("heading", "edition", "title_en", "text_en", "heading_en", *SCOPE),
        shared=("title", "title_en", "edition"),
    ),
    "support": Layout(
        ("key",), ("name", "phone", "second_phone"),
        ("name_en", "text", "text_en", "helper", *SCOPE),
    ),
    "register": Layout(
        ("key",), ("name", "fields"),
        ("name_en", "fields_en", "writers", "readers", "consent", "months"),
    ),
    "questions": Layout(
        ("key",), ("name", "number_of", "question", "answers", "right", "explanation"),
        ("basis_kind", "basis_key", "basis_since", "name_en", "question_en", "answers_en",
         "explanation_en", *SCOPE),
        shared=("name", "name_en"),
    ),
}  # fmt: skip
"""All kinds that can be published from a table."""


class Row(NamedTuple):
    """A row's number in its file, and its cells by column."""

    number: int
    cells: Mapping[str, str]


class Fault(NamedTuple):
    """What is wrong in which cell; `code` is one of refusals.FAULTS.

    `column` is a name, the letters of a column without one, such as E, or '' for the whole row;
    `row` 0 is the whole file. `detail` completes the wording, such as by the keys in question.
    """

    row: int
    column: str
    code: str
    value: str = ""
    detail: str = ""


def names(kind: str) -> dict[str, str]:
    """What the columns of a kind can be called in a table: in Chinese or English, or as older
    tables called them."""
    columns = (*LAYOUTS[kind].columns, *LAYOUTS[kind].older)
    called = {name: name for name in columns} | {HEADERS[name]: name for name in columns}
    return called | {old: name for old, name in _FORMER.items() if name in columns}


def needed_columns(kind: str) -> tuple[str, ...]:
    """The columns that a table of this kind must have."""
    layout = LAYOUTS[kind]
    return tuple(dict.fromkeys((*layout.key, *layout.needed, "in_force")))


def together(first: Sequence[Fault], more: Iterable[Fault]) -> list[Fault]:
    """The faults of both, of a cell with a fault among the first only those."""
    faulty = {(fault.row, fault.column) for fault in first}
    return [*first, *(fault for fault in more if (fault.row, fault.column) not in faulty)]


def letter(number: int) -> str:
    """The letters of a column, from its number: 1 is A, 28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def position(letters: str) -> int:
    """The number of a column, from its letters."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number


def placed(columns: Sequence[str], faults: Iterable[Fault]) -> list[tuple[str, Fault]]:
    """Faults in the order of the sheet, each with its cell's name, such as C7; one of a whole row
    has its number only."""
    numbers = {name: number for number, name in enumerate(columns, 1) if name}

    def at(fault: Fault) -> int:
        column = fault.column
        return position(column) if column.isupper() else numbers.get(column, 0)

    ordered = sorted(faults, key=lambda fault: (fault.row, at(fault), fault.code))
    return [(f"{letter(at(fault))}{fault.row or ''}", fault) for fault in ordered]
