"""Names of staff in what customers wrote: found as people write them, hidden from everyone."""

import pytest

from kiosk.rules.input.naming import Names, Person, parted

STAFF = [
    Person("王芳", "Wang Fang", "0317"),
    Person("李敏", "Li Min", "0318"),
    Person("欧阳建国", "Ouyang Jianguo", "0320"),
    Person("龘𠮷", "", ""),
    Person("𠮷田㙍", "", "A-77"),
    Person("买买提·吐尔逊", "", ""),
    Person("时新", "", "7"),
]
A, B = "某同事", "某顾客"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王芳让我等", "某同事让我等"),
        ("王 芳，王　芳，王·芳，王\u200b芳", "某同事，某同事，某同事，某同事"),
        ("李敏师傅和李敏", "某同事和某同事"),
        ("李师傅、李姐、李经理、李副主任", "某同事、某同事、某同事、某同事"),
        ("小李、老李、阿李，姓李的", "某同事、某同事、某同事，某同事"),
        ("欧阳主任，建国同志", "某同事，某同事"),
        ("芳芳", "某同事"),
        ("龘𠮷，𠮷先生，龘师傅", "某同事，某同事，某同事"),
        ("𠮷\U000e0100田㙍，田㙍", "某同事，某同事"),
        ("买买提吐尔逊，买买提·吐尔逊，吐尔逊", "某同事，某同事，某同事"),
        ("WANG FANG, wangfang, Fang Wang, Ｗａｎｇ Fang", "某同事, 某同事, 某同事, 某同事"),
        ("Ms. Wang and Mr Li", "某同事 and 某同事"),
        ("0317号，０３１８，a-77", "某同事号，某同事，某同事"),
        ("我叫王芳", "我叫某同事"),
        ("我叫张三丰，你们慢", "我叫某顾客，你们慢"),
        ("姓名：赵四 本人叫钱多", "姓名：某顾客 本人叫某顾客"),
        ("我的名字是诸葛亮", "我的名字是某顾客"),
    ],
)
def test_a_name_is_hidden_as_people_write_it(text, shown):
    assert Names(STAFF).hidden(text, A, B) == shown


@pytest.mark.parametrize(
    "text",
    [
        "等了一小时", "窗口在小区旁边", "李工作服", "总是排队", "我叫他来", "我叫了三次号",
        "我姓李", "13170317", "A-777", "7号窗口", "Wangfangxin", "Living room", "老师来过", "",
    ],
)  # fmt: skip
def test_what_is_no_name_stays(text):
    assert Names(STAFF).hidden(text, A, B) == text


@pytest.mark.parametrize("text", ["王方", "汪芳", "那个扎马尾的", "胖子", "王芬", "Wang"])
def test_what_it_cannot_find(text):
    """Another character of the same sound, a description, a surname alone: docs/people.md says
    so."""
    assert Names(STAFF).hidden(text, A, B) == text


def test_without_staff_and_without_end():
    assert Names([]).hidden("王芳", A, B) == "王芳"
    assert Names([Person("", "", "")]).hidden("王芳", A, B) == "王芳"
    assert Names([Person("王", "W", "")]).hidden("王师傅姓王", A, B) == "某同事某同事"
    assert Names(STAFF).hidden("王芳", "王芳", B) == "王芳", "what is put in is not looked through"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("王芳", ("王", "芳")),
        ("欧阳建国", ("欧阳", "建国")),
        ("欧阳", ("欧", "阳")),
        ("", ("", "")),
    ],
)
def test_a_name_in_its_parts(name, found):
    assert parted(name) == found
