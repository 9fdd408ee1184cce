"""Typed text is folded into one form."""

import pytest

from kiosk.rules.input.folding import fold, squeezed


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("０３１７", "0317"),
        ("  0317　", "0317"),
        ("138－0013—8000", "138-0013-8000"),
        ("ＡＢＣＤー２３４５", "ABCD-2345"),
        ("\ufeff03\u200b17\u202e", "0317"),
        ("（024）8888 1234", "(024)8888 1234"),
        ("a\x00b\tc", "ab c"),
        ("", ""),
    ],
)
def test_width_dashes_and_invisible_marks_make_no_difference(typed: str, means: str):
    assert fold(typed) == means


def test_a_code_has_no_blanks():
    assert squeezed(" ＡＢ ｃ　1\n2 ") == "ABc12"
