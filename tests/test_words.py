"""One word for each thing, and the trade's own words, on every screen and page."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.rules.spreadsheets.columns import HEADERS
from kiosk.vocabulary import refusals

TOP = Path(__file__).parents[1]
CATALOGUE = TOP / "kiosk/translations/en/LC_MESSAGES/messages.po"
PAGES = (
    "README.md",
    "deploy/README.md",
    "docs/alarms.md",
    "docs/install.md",
    "docs/cases.md",
    "docs/publishing.md",
    "docs/configuration.md",
    "docs/network.md",
)

INSTEAD = {
    "客户": "顾客",
    "服务人员": "窗口人员",
    "业务台": "柜台",
    "站点机": "网点终端",
    "下岗": "离岗、不在岗",
    "后来录入": "补录",
    "答应": "承诺",
    "已晚": "超期",
    "晚了": "超期",
    "钟上": "系统时间",
    "机器的钟": "系统时间",
    "裁定": "复核",
    "执行日期": "生效日期",
    "自何日": "生效日期",
    "被代替": "失效",
    "负责到底": "首问责任人",
    "看得到": "可见",
    "可以不": "选填",
    "谁也改不了": "修改或删除都会留痕",
    "一有线路": "联网后",
}
"""What nobody in the trade says, and what is said instead."""

NOT_ENGLISH = re.compile(
    r"\b(somebody|nobody|anybody|whoever|whom|told|stands?|lacks?|anew|behind|shall|sealed"
    r"|put off|takes? in|taken in|answers for it|you need not|none of both|comes? about"
    r"|what there is|what is published|natural days|as by default|no such)\b",
    re.I,
)
"""What no engineer or clerk of the trade would write in English."""

HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}”）》`*][,;:?!(] ?[{HAN}“（《]|[{HAN}”）》][,;:?!](?:\s|$)")


def wrong_words(text: str) -> list[str]:
    """Words that have a better one, and half-width marks in Chinese text."""
    bare = re.sub(r"https?://\S+", "", text)
    return [word for word in INSTEAD if word in bare] + HALF_WIDTH.findall(bare)


def catalogue() -> Iterator[tuple[str, str]]:
    """The wording of the screens, in Chinese and in English."""
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            if isinstance(message.id, str):
                yield message.id, str(message.string)
            else:
                yield from zip(message.id, message.string, strict=True)


def chinese(page: str) -> str:
    """A page's Chinese half, without what is typed into a terminal."""
    text = re.split(r"^##? [A-Z]", (TOP / page).read_text("utf-8"), flags=re.M)[0]
    text = re.sub(r"(?s:```.*?```)|^ {4,}\S.*$", "", text, flags=re.M)
    return re.sub(r"`[^`\n]*`", "``", text)


def test_the_screens_speak_with_one_word_for_each_thing():
    assert {said: found for said, _ in catalogue() if (found := wrong_words(said))} == {}


def test_english_is_what_an_engineer_of_the_trade_would_write():
    assert [said for _, said in catalogue() if NOT_ENGLISH.search(said)] == []


def test_the_five_grades_are_graded_in_english():
    english = dict(catalogue())
    grades = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    assert [english[grade] for grade in grades] == [
        "Very satisfied", "Satisfied", "Fairly satisfied", "Dissatisfied", "Very dissatisfied",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Somebody will call you.", "The objection stands", "Lacks 5 versions", "You need not."]
)
def test_quaint_english_is_found(text: str):
    assert NOT_ENGLISH.search(text)


@pytest.mark.parametrize("text", ["5 items not received yet", "Outstanding: 3"])
def test_plain_english_is_not(text: str):
    assert not NOT_ENGLISH.search(text)


def test_refusals_and_columns_do_too():
    said = [wording for _, wording in refusals.REFUSALS.values()]
    said += [*refusals.FAULTS.values(), *HEADERS.values()]
    assert {one: found for one in said if (found := wrong_words(one))} == {}


def test_what_the_demo_publishes_does_too():
    said = [
        cell
        for table in (TOP / "kiosk/demo/data").glob("*.csv")
        for row in csv.reader(table.read_text("utf-8").splitlines())
        for cell in row
        if re.search(f"[{HAN}]", cell)
    ]
    assert said and {one: found for one in said if (found := wrong_words(one))} == {}


@pytest.mark.parametrize(
    "path", sorted((TOP / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_templates_do_too(path: Path):
    assert wrong_words(path.read_text("utf-8")) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_for_readers_do_too(page: str):
    assert wrong_words(chinese(page)) == []


@pytest.mark.parametrize(
    "text",
    [*INSTEAD, "请点照片,再点卡", "地址:本机", "好了? 是", "“是”,再", "电话(选填)", "没有内容!"],
)
def test_a_wrong_word_or_mark_is_found(text: str):
    assert wrong_words(f"请看{text}") != []


@pytest.mark.parametrize("text", ["kiosk.py: 一行", "共 3 件，5:30 开门", "xlsx 或 CSV, JPEG"])
def test_what_is_not_chinese_may_have_its_own_marks(text: str):
    assert wrong_words(text) == []
