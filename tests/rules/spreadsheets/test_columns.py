"""A table's columns, and what they can be called."""

import pytest

from kiosk.rules.spreadsheets import columns
from kiosk.rules.spreadsheets.columns import HEADERS, LAYOUTS, Fault, names, needed_columns


def test_a_kind_knows_its_own_columns_in_both_languages():
    assert names("window") == {
        "branch": "branch", "网点": "branch", "number": "number", "窗口号": "number",
        "name": "name", "名称": "name", "name_en": "name_en", "英文名称": "name_en",
        "in_force": "in_force", "生效日期": "in_force", "执行日期": "in_force",
        "ended": "ended", "停用": "ended",
    }  # fmt: skip
    assert "price" not in names("clerk") and names("fees")["算法"] == "tariff"


def test_the_columns_that_a_table_must_have():
    assert needed_columns("window") == ("branch", "number", "name", "in_force")


def test_every_column_has_a_sort():
    """A column of words is named as such; all others are folded when they are read."""
    everywhere = {name for layout in LAYOUTS.values()
                  for name in (*layout.columns, *layout.older)}  # fmt: skip
    assert everywhere == set(HEADERS) >= columns.TEXTS
    assert not columns.TEXTS & (columns.DAYS | columns.NUMBERS | columns.TRUTHS)


def test_of_two_faults_in_one_cell_the_first_is_shown():
    first = [Fault(2, "price", "no_stored_value")]
    more = [Fault(2, "price", "empty_cell"), Fault(2, "item", "empty_cell")]
    assert columns.together(first, more) == [first[0], more[1]]


@pytest.mark.parametrize(
    "number, letters", [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16_384, "XFD")]
)
def test_columns_have_letters(number: int, letters: str):
    assert columns.letter(number) == letters and columns.position(letters) == number
