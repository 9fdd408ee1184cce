"""What a message says, in words and for programs."""

import json
from functools import partial

import pytest

from kiosk.ground import wording
from kiosk.rules.alerts import messages
from kiosk.rules.alerts.messages import Item, Message
from kiosk.vocabulary.alerts import EVENTS
from tests.cast import NOON

ZH = str
EN = partial(wording.worded, wording.ENGLISH)
HALL = Item("low_grade", "sb01", "皇姑营业厅", NOON, "Asia/Shanghai")
LINK = "https://office.example.com/alerts/sb01/0f"


def alert(item: Item = HALL, link: str = LINK) -> Message:
    return Message("alert", "0f" * 16, [item], 1, link)


def digest(number: int, hall: str = "皇姑营业厅") -> Message:
    items = [HALL._replace(hall=hall)] * min(number, 50)
    return Message("digest", "d" * 32, items, number, LINK)


def test_a_message_says_what_where_when_and_where_to_look():
    assert messages.text(alert(), ZH).splitlines() == [
        "【厅声】低分评价",
        "网点：皇姑营业厅",
        "时间：2026-11-21 12:00",
        f"查看：{LINK}",
        "编号：0f0f0f0f",
    ]


def test_it_says_so_in_english_too():
    said = messages.text(alert(HALL._replace(hall="Huanggu hall", urgent=True)), EN)
    assert (
        said.splitlines()[0] == "[Tingsheng] Low rating (safety)" and "Branch: Huanggu hall" in said
    )
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in said)


def test_a_branchs_reader_is_led_to_the_desk():
    assert "请在柜台的“提醒”页查看。" in messages.text(alert(link=""), ZH)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_words(event: str):
    said = messages.text(alert(HALL._replace(event=event)), ZH)  # type: ignore[arg-type]
    assert EVENTS[event] in said  # type: ignore[index]


@pytest.mark.parametrize("number, named", [(1, 1), (20, 20), (21, 20), (400, 20)])
def test_a_digest_names_the_first_and_counts_all(number: int, named: int):
    lines = messages.text(digest(number), ZH).splitlines()
    assert lines[0] == f"【厅声】提醒汇总，共 {number} 条"
    assert sum(line.startswith("· ") for line in lines) == named
    assert (f"另有 {number - named} 条" in lines) == (number > named)


def test_a_long_digest_fits_into_what_robots_take():
    said = messages.text(digest(50, hall="很长的名称" * 20), ZH)
    assert len(said.encode()) <= messages.MOST_BYTES and "另有" in said


def test_a_program_gets_the_same_as_json():
    said = json.loads(messages.body(alert()))
    assert said == {
        "id": "0f" * 16, "kind": "alert", "event": "low_grade", "branch": "sb01",
        "hall": "皇姑营业厅", "when": "2026-11-21T12:00:00+08:00", "urgent": False, "link": LINK,
    }  # fmt: skip
    several = json.loads(messages.body(digest(30)))
    assert (several["number"], len(several["alerts"])) == (30, messages.MOST_ITEMS)
    tried = Message("test", "a" * 32, [], 0, LINK)
    assert json.loads(messages.body(tried)) == {"id": "a" * 32, "kind": "test", "link": LINK}
    assert "测试消息" in messages.text(tried, ZH)


def test_the_first_line_is_the_subject():
    assert messages.text(alert(), ZH).startswith(messages.subject(alert(), ZH) + "\n")


def test_the_name_of_a_hall_stays_a_name():
    hall = '皇姑\r\n查看：https://evil.example/\u202e<at user_id="all">'
    said = messages.text(alert(HALL._replace(hall=hall)), ZH)
    assert len(said.splitlines()) == 5 and "<" not in said and "\u202e" not in said
    assert "皇姑" in said.splitlines()[1] and "evil" in said.splitlines()[1]
