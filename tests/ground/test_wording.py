"""A language is one file; what it leaves out is said in English, then in Chinese."""

from pathlib import Path

import pytest

from kiosk.ground import wording
from tests.ground.cast import translation

ODD = {"返回": "돌아가기", "第%(page)s页，共%(pages)s页": "%(page)s쪽", "%(n)s星级": "%(m)s성"}


@pytest.fixture
def korean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translation(tmp_path, monkeypatch, "ko", ODD)


@pytest.mark.usefixtures("korean")
def test_what_a_file_leaves_out_is_said_in_english_then_in_chinese():
    assert wording.worded("ko", "返回") == "돌아가기"
    assert wording.worded("ko", "首页") == wording.worded("en", "首页") == "Home"
    assert wording.worded("ko", "没有译文") == wording.worded("zh", "没有译文") == "没有译文"
    assert wording.worded("zh", "返回") == "返回"


@pytest.mark.usefixtures("korean")
def test_a_translation_that_cannot_be_filled_in_counts_as_left_out():
    assert wording.worded("ko", "第%(page)s页，共%(pages)s页") == "%(page)s쪽"
    assert wording.worded("ko", "%(n)s星级") == wording.worded("en", "%(n)s星级")


@pytest.mark.usefixtures("korean")
def test_a_language_is_there_with_its_file():
    assert all(map(wording.is_there, ("zh", "en", "ko")))
    assert not any(map(wording.is_there, ("ja", "xx")))


def test_languages_are_named_by_those_who_speak_them():
    named = {code: wording.own_name(code) for code in ("zh", "en", "ko", "bo")}
    assert named == {"zh": "中文", "en": "English", "ko": "한국어", "bo": "བོད་སྐད་"}
    assert [wording.tag(code) for code in ("zh", "en", "mn_Mong")] == ["zh-Hans", "en", "mn-Mong"]


def test_a_number_has_its_own_form_for_one():
    said = [wording.counted("en", "由%(num)d方见证", number) for number in (0, 1, 2)]
    assert [one % {"num": 7} for one in said] == [
        "Witnessed by 7 parties", "Witnessed by 7 party", "Witnessed by 7 parties",
    ]  # fmt: skip
    assert wording.counted("zh", "由%(num)d方见证", 1) == "由%(num)d方见证"
