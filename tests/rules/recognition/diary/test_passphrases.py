"""Five words: how they are drawn, and that they can be typed in one way only."""

import itertools
import math

import pytest

from kiosk.rules.recognition.diary import passphrases
from kiosk.rules.recognition.diary.passphrases import BITS, FIRST, SECOND, WORDS


def words() -> list[str]:
    return [a + b for a, b in itertools.product(FIRST, SECOND)]


def test_the_chance_in_five_words_is_what_is_said():
    assert len(FIRST) == len(SECOND) == 64
    assert math.log2(len(FIRST) * len(SECOND)) * WORDS == BITS == 60
    assert len({*FIRST.values()}) == len({*SECOND.values()}) == 64


def test_each_word_is_drawn_by_its_own_bits():
    for place in range(WORDS):
        found = {
            passphrases.drawn((number << 12 * place).to_bytes(8))[place] for number in range(4096)
        }
        assert found == set(words())
    assert passphrases.drawn(b"\x0f" + b"\xff" * 7) == ("深梯",) * 5
    assert passphrases.drawn(b"\xff" * 8) == ("深梯",) * 5, "four bits are left over"


def is_read_in_one_way(codes: set[str]) -> bool:
    """Sardinas and Patterson: whether no string is two different rows of these codes."""

    def rests(some: set[str]) -> set[str]:
        found = set()
        for one in some:
            found |= {one[n:] for n in range(1, len(one)) if one[:n] in codes}
            if one in beginnings:
                found |= {code[len(one) :] for code in codes if code.startswith(one)} - {""}
        return found

    beginnings = {code[:n] for code in codes for n in range(1, len(code))}
    left, seen = rests(codes), set[str]()
    while left - seen:
        if left & codes:
            return False
        seen |= left
        left = rests(left)
    return True


def test_no_two_passphrases_are_typed_alike():
    codes = {passphrases.pinyin(word) for word in words()}
    assert len(codes) == 4096 and is_read_in_one_way(codes)
    assert not is_read_in_one_way({"a", "ab", "ba"}), "aba is a-ba and ab-a"
    assert not is_read_in_one_way(codes | {"hongmahongma"})


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("红马 快船 新桥 苦茶 北灯", True),
        ("红马快船新桥苦茶北灯", True),
        ("hongma kuaichuan xinqiao kucha beideng", True),
        ("HongMa，KuaiChuan、xin-qiao　ku'cha·beideng", True),
        ("ｈｏｎｇｍａ 快船 xinqiao 苦茶 北灯", True),
        ("红马 快船 新桥 苦茶", False),
        ("红马 快船 新桥 苦茶 北灯 红马", False),
        ("马红 快船 新桥 苦茶 北灯", False),
        ("123456", False),
        ("", False),
    ],
)
def test_it_is_typed_in_chinese_or_in_letters(typed: str, is_one: bool):
    assert passphrases.is_one(typed) is is_one
    if is_one:
        assert passphrases.letters(typed) == "hongmakuaichuanxinqiaokuchabeideng"
