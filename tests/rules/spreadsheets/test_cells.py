"""Cells in one form, whatever a spreadsheet or an input method made of them."""

import datetime

import pytest

from kiosk.rules.spreadsheets.cells import CellReader
from kiosk.rules.spreadsheets.columns import Row

KEYS = ("0101", "0102", "00103", "103", "0103", "zhang", "007")
BRANCHES = ("0001", "sb01", "12", "0012")


def tidied(kind: str = "clerk", **cells: str) -> tuple[dict[str, str], list[str]]:
    reader = CellReader(kind, BRANCHES, KEYS)
    row = reader.tidied(Row(2, cells))
    return dict(row.cells), [f"{fault.code}:{fault.detail}" for fault in reader.faults]


@pytest.mark.parametrize(
    "cell, key",
    [("0101", "0101"), ("101", "0101"), ("１０１", "0101"), ("103", "103"), ("7", "007"),
     ("zhang", "zhang"), ("ｚｈａｎｇ", "zhang"), ("0", "0"), ("104", "104"), ("00101", "00101")],
)  # fmt: skip
def test_a_key_that_lost_its_zeros_is_the_known_one(cell: str, key: str):
    assert tidied(badge=cell) == ({"badge": key}, [])


def test_a_branch_that_lost_its_zeros_is_the_known_one():
    assert tidied(branch="1") == ({"branch": "0001"}, [])
    assert tidied(branch="12") == ({"branch": "12"}, [])
    assert tidied("notice", branch="") == ({"branch": ""}, [])


def test_a_key_that_can_be_several_is_a_fault_that_names_them():
    reader = CellReader("clerk", (), ("0101", "00101"))
    reader.tidied(Row(2, {"badge": "101"}))
    (fault,) = reader.faults
    assert fault == (2, "badge", "ambiguous_key", "101", "00101、0101")


def test_a_window_is_matched_within_its_branch():
    reader = CellReader("window", BRANCHES, ("0001/03", "sb01/003"))
    assert reader.tidied(Row(2, {"branch": "1", "number": "3"})).cells["number"] == "03"
    assert reader.tidied(Row(3, {"branch": "sb01", "number": "3"})).cells["number"] == "003"
    assert reader.tidied(Row(4, {"branch": "12", "number": "3"})).cells["number"] == "3"
    assert reader.faults == []


def test_a_key_is_matched_without_the_scope_that_it_is_stored_with():
    reader = CellReader("service", BRANCHES, ("007@region.north", "007"))
    assert reader.tidied(Row(2, {"key": "7"})).cells["key"] == "007"


def test_all_but_words_are_folded():
    typed = {"key": "ｇ－１", "title": "收费（一）", "price": "２.50", "tariff": "ｆｒｅｅ"}
    cells, _ = tidied("fees", **typed, in_force="２０２６／１／５")
    assert cells == {"key": "g-1", "title": "收费（一）", "price": "２.50", "tariff": "free",
                     "in_force": "2026/1/5"}  # fmt: skip


@pytest.mark.parametrize("cell", ["a\x01b", "a\x7fb", "a\x85b", "a\ufffdb", "a\uffffb"])
@pytest.mark.parametrize("column", ["name", "badge"])
def test_a_character_that_is_never_meant_is_a_fault(cell: str, column: str):
    assert tidied(**{column: cell})[1] == ["odd_character:"]


def test_lines_in_a_cell_stay():
    assert tidied("notice", text=" a\r\nb\rc\td ")[0] == {"text": "a\nb\nc\td"}


@pytest.mark.parametrize("typed", ["2026/1/5", "2026年1月5日", "20260105", "2026-01-05"])
def test_a_day_is_read_as_people_type_it(typed: str):
    reader = CellReader("clerk", (), ())
    assert reader.day(Row(2, {"in_force": typed}), "in_force") == datetime.date(2026, 1, 5)
    moved = CellReader("workday", (), ()).tidied(Row(2, {"key": typed}))
    assert moved.cells["key"] == "2026-01-05"


def test_a_year_of_working_days_stays_a_year():
    assert CellReader("workday", (), ()).tidied(Row(2, {"key": "2027"})).cells["key"] == "2027"


@pytest.mark.parametrize("typed, number", [("3", 3), ("３", 3), ("3.0", 3), ("", 1)])
def test_a_number_is_whole(typed: str, number: int):
    reader = CellReader("clerk", (), ())
    assert reader.number(Row(2, {"star": typed}), "star", 0, 5, 1) == number
    assert reader.faults == []


@pytest.mark.parametrize("typed", ["9", "-1", "1e9", "1e9999999", "3.5", "三"])
def test_anything_else_is_no_number(typed: str):
    reader = CellReader("clerk", (), ())
    assert reader.number(Row(2, {"star": typed}), "star", 0, 5, 1) == 1
    assert [fault.code for fault in reader.faults] == ["bad_number"]


@pytest.mark.parametrize(
    "typed, ended, codes",
    [("是", True, []), ("否", False, []), ("", False, []), ("停用", False, ["bad_ended"]),
     ("1", False, ["bad_ended"]), ("yes", False, ["bad_ended"]), ("TRUE", False, ["bad_ended"])],
)  # fmt: skip
def test_only_yes_in_chinese_ends_a_document(typed: str, ended: bool, codes: list[str]):
    reader = CellReader("clerk", (), ())
    assert reader.ended(Row(2, {"ended": typed})) == ended
    assert [fault.code for fault in reader.faults] == codes
