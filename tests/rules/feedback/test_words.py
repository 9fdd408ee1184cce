"""A customer's words are kept as they were typed, or refused; never cut."""

import pytest

from kiosk.rules.feedback.words import needed, tidy
from kiosk.vocabulary.refusals import Refusal


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("谢谢", "谢谢"),
        ("  谢谢 \n", "谢谢"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("a\tb", "a\tb"),
        ("", ""),
        (" \r\n ", ""),
        ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    ],
)
def test_only_line_ends_and_blanks_around_are_changed(typed: str, kept: str):
    assert tidy(typed, 20) == kept


def test_the_limit_counts_what_is_kept():
    assert tidy(" " + "字" * 20 + " ", 20) == "字" * 20
    assert tidy("一\r\n二", 3) == "一\n二"
    with pytest.raises(Refusal, match="long_comment 21 > 20"):
        tidy("字" * 21, 20)


@pytest.mark.parametrize("odd", ["\x00", "a\x1bb", "\x7f", "a\x0bb", "\ud800"])
def test_what_no_keyboard_types_is_refused(odd: str):
    with pytest.raises(Refusal, match="odd_comment"):
        tidy(odd, 20)


@pytest.mark.parametrize("field", ["", "name"])
def test_a_text_that_is_needed_is_named_by_its_field(field: str):
    assert needed(" 谢谢 ", 20, field) == "谢谢"
    for blank in ("", " \n "):
        with pytest.raises(Refusal, match="text_required") as refused:
            needed(blank, 20, field)
        assert refused.value.field == field
    with pytest.raises(Refusal, match="long_comment"):
        needed("字" * 21, 20, field)
