"""What a customer types finds a document by any part of one of its words."""

import pytest

from kiosk.rules.publishing.searching import found

TRANSFER = "过户更名 guohugengming ghgm"


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


def test_a_document_without_words_is_found_by_nothing_typed_alone():
    assert found("", "") and not found("过户", "")


def test_words_published_in_full_width_are_found_in_half_width():
    assert found("ic卡", "ＩＣ卡补卡 ickabuka")
