"""What is published can be found by characters, pinyin and initials."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin, pinyin

from kiosk.files.pinyin import MOST_SPELLED, findable
from kiosk.rules.publishing.searching import found
from kiosk.vocabulary.documents import Clerk, FeeItem, Fees, Guide, Publication, Said
from tests.cast import WANG, table

DAY = datetime.date(2026, 11, 21)
TRANSFER = next(item for item in table("guide") if item.key == "transfer")
POLYPHONES = "调朝重长行率还费单曾乐都大会得数传供量过处差折厦参系"
LONGEST_READING = 6


def words(published: Publication) -> str:
    content = findable(published).content
    assert isinstance(content, Fees | Guide)
    return content.search


def fees(title: str, *items: str) -> Publication:
    """A fee schedule of these names."""
    lines = tuple(FeeItem(Said(item), Said("元"), Said("12")) for item in items)
    return Publication("k", Fees(title=Said(title), basis=Said("3号"), items=lines), DAY)


def readings(character: str) -> set[str]:
    (found_,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return set(found_)


def test_a_guide_gets_its_characters_pinyin_and_initials():
    assert words(TRANSFER).split()[:3] == ["过户更名", "guohugengming", "ghgm"]


def test_names_in_english_synonyms_and_items_are_words_too():
    item = FeeItem(Said("信箱 租用", "PO box"), Said("元/月"), Said("12"))
    content = Fees(title=Said("邮政"), basis=Said("3号"), synonyms=("寄信",), items=(item,))
    search = words(Publication("box", content, DAY))
    for typed in ("邮政", "jixin", "jx", "信箱租用", "xxzy", "po box"):
        assert found(typed, search), typed


def test_a_word_is_kept_once_and_nothing_else_changes():
    again = findable(findable(TRANSFER))
    assert again == findable(TRANSFER)
    search = words(TRANSFER).split()
    assert len(search) == len(set(search))


def test_what_nobody_searches_for_stays_as_it_is():
    clerk = Publication(WANG, Clerk(name="王芳", name_en="", branch="sb01"), DAY)
    assert findable(clerk) is clerk


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("调压箱改装", ["tiaoya", "diaoya", "ty", "dy", "tiaoyaxiang", "tyxgz"]),
        ("朝阳营业厅", ["chaoyang", "zhaoyang", "cyyyt", "zyyyt", "zhaoyangying"]),
        ("重庆", ["chongqing", "zhongqing", "cq", "zq"]),
        ("长途汇款", ["changtu", "zhangtu", "ct", "zt"]),
        ("银行代收", ["yinhang", "yinxing", "yh", "yhds"]),
        ("费率", ["feilv", "feilu", "feilü", "feishuai", "fl", "fs"]),
        ("还款", ["huankuan", "haikuan", "hk"]),
        ("单据", ["danju", "shanju", "dj"]),
        ("曾用名", ["cengyongming", "zengyongming", "zym"]),
        ("乐器邮寄", ["yueqi", "leqi", "yqyj"]),
        ("大夫", ["daifu", "dafu"]),
        ("会计凭证", ["kuaiji", "huiji", "kjpz", "hjpz"]),
        ("折旧", ["zhejiu", "shejiu"]),
        ("厦门", ["xiamen", "shamen", "xm"]),
        ("人参邮寄", ["renshen", "rencan", "rsyj"]),
        ("系统", ["xitong", "jitong"]),
        ("差额", ["chae", "cha'e", "ce"]),
        ("出差", ["chuchai", "cc"]),
        ("绿色信封", ["lvse", "luse", "lüse", "lsxf"]),
        ("传单", ["chuandan", "zhuandan", "cd", "zd"]),
    ],
)
def test_the_trades_polyphones_are_found_by_each_reading(name: str, typed: list[str]):
    search = words(fees(name))
    assert [one for one in typed if not found(one, search)] == []


@given(st.text(POLYPHONES + "气表用户过更名补卡费", min_size=1, max_size=20), st.randoms())
def test_every_mixture_of_readings_is_found(name: str, random):
    search = words(fees(name))
    assert found("".join(lazy_pinyin(name)), search), "the usual reading"
    for at, one in enumerate(name):
        usual = lazy_pinyin(name)
        for reading in readings(one):
            assert found("".join([*usual[:at], reading, *usual[at + 1 :]]), search)
    mixture = [random.choice(sorted(readings(one))) for one in name]
    assert found("".join(mixture), search)
    assert found("".join(said[0] for said in mixture), search)


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "P"]), max_size=40))
def test_any_text_can_be_published_and_is_found_by_itself(name: str):
    assert found(name, words(fees(name)))


def test_search_words_are_bounded():
    """200 fees of the longest names in polyphones: what tells readings apart has its limit, and
    the rest grows with the names."""
    names = [f"{POLYPHONES * 8}"[: 200 - len(str(n))] + str(n) for n in range(200)]
    search = words(fees("费", *names))
    usual = [word for word in search.split() if not word.startswith("~")]
    spelled = [word for word in search.split() if word.startswith("~")]
    assert sum(len(word) + 1 for word in spelled) <= MOST_SPELLED
    assert len(spelled) > 3
    assert len(" ".join(usual)) <= sum((LONGEST_READING + 2) * (len(name) + 1) for name in names)
    assert found("".join(lazy_pinyin(names[-1])), search), "by its usual reading still"
