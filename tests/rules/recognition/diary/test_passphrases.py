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


def test_no_two_passphrases_are_typed_alike():
    """Sardinas and Patterson: no string of letters is two different rows of words."""
    codes = {passphrases.pinyin(word) for word in words()}
    assert len(codes) == 4096

    def rests(some: set[str], others: set[str]) -> set[str]:
        known = {one[:n] for one in others for n in range(len(one) + 1)}
        found = set()
        for one in some:
            found |= {one[n:] for n in range(1, len(one)) if one[:n] in others}
            if one in known:
                found |= {other[len(one) :] for other in others if other.startswith(one)}
        return found

    left = rests(codes, codes) - {""}
    seen: set[str] = set()
    while left - seen:
        seen |= left
        assert not left & codes, sorted(left & codes)
        left = rests(left, codes)
        assert "" not in left


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
