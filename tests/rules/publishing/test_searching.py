"""What a customer types finds a document by any part of one of its words."""

import pytest

from kiosk.rules.publishing.searching import found

TRANSFER = "过户更名 guohugengming ghgm"
PRESSURE = "调压箱改装 diaoyaxianggaizhuang dyxgz ~diao/tiao'ya'xiang'gai'zhuang"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "过户",
        "更 名",
        "guohu",
        "GHGM",
        "Guo Hu",
        "ming",
        "ｇｈｇｍ",
        "ＧＵＯ\u3000ＨＵ",
        "过\u200b户",
    ],
)
def test_any_part_of_a_word_in_any_case_finds_it(typed: str):
    assert found(typed, TRANSFER)


@pytest.mark.parametrize("typed", ["过名", "ghgmx", "名guo", "补卡"])
def test_a_part_of_none_or_of_two_words_does_not(typed: str):
    assert not found(typed, TRANSFER)


@pytest.mark.parametrize(
    "typed",
    ["tiaoya", "diaoya", "tiaoyaxiang", "iaoyax", "TiaoYa", "tiao ya", "tiao'ya", "ｔｉａｏｙａ",
     "ty", "tyxgz", "dyx", "gaizh", "xgz", "tiaoyx", "tiaoyxgz", "t", "调压"],
)  # fmt: skip
def test_a_spelled_word_is_found_by_any_reading_and_initials_in_any_mixture(typed: str):
    assert found(typed, PRESSURE)


@pytest.mark.parametrize(
    "typed", ["tiaodiao", "diaotiao", "tiaogai", "tiaoyaz", "td", "/", "'", "~"]
)
def test_a_spelled_word_is_not_found_by_two_readings_of_one_character(typed: str):
    assert not found(typed, PRESSURE)


@pytest.mark.parametrize("typed", ["lü", "lv", "lu", "LÜ", "lu\u0308"])
def test_u_with_dots_is_typed_in_several_ways(typed: str):
    assert found(typed, "费率 feilv fl ~fei'lv/lu/shuai")


@pytest.mark.parametrize(
    "typed", ["（超过", "(超过", "3-5", "３–５", "sender's", "sender’s", "senders"]
)
def test_typed_and_published_text_are_folded_alike(typed: str):
    written = "sender's" if "’" not in typed and "'" in typed else "senders"
    assert found(typed.replace("’", ""), f"全年（超过3–5人） {written}")


def test_a_document_without_words_is_found_by_nothing_typed_alone():
    assert found("", "") and not found("过户", "")


def test_the_work_does_not_grow_with_the_number_of_ways_to_read_a_name():
    """Two readings of each of 2,000 characters are 2^2000 ways."""
    word = "~" + "'".join(["aa/ab"] * 2_000)
    assert not found("ab" * 19 + "ac", word)
    assert found("aaabab", word)


def test_words_published_in_full_width_are_found_in_half_width():
    assert found("ic卡", "ＩＣ卡补卡 ickabuka")
