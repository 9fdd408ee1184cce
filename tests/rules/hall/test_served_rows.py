"""Rows of served customers, as a ticket system exports them."""

import pytest

from kiosk.files import reading
from kiosk.rules.hall import served_rows
from kiosk.rules.hall.tickets import Said
from kiosk.rules.spreadsheets import tables
from tests.cast import NOON

HEADS = "号票,窗口号,工号,服务项目,办完时间\n"


def read(text: str, charset: str = "utf-8"):  # type: ignore[no-untyped-def]
    sheet = reading.spreadsheet(text.encode(charset))
    return served_rows.read(tables.arranged(sheet, served_rows.FORM), "Asia/Shanghai")


def test_rows_are_read_in_both_charsets():
    for charset in ("utf-8", "utf-8-sig", "gb18030"):
        rows, faults = read(HEADS + "Ａ023,3,317,,2026-11-21 12:00\n", charset)
        assert (rows, faults) == ([(2, Said("A023", "3", "317", "", NOON))], [])


def test_each_row_at_fault_is_named():
    rows, faults = read(
        HEADS + "A1,3,317,,2026-11-21 12:00\nA2,,317,,x\nA3,3,317,,昨天\n,3,317,,2026-11-21 12:00\n"
    )
    assert [number for number, _ in rows] == [2]
    assert [(one.row, one.column, one.code) for one in faults] == [
        (3, "window", "empty_cell"), (4, "at", "bad_moment"), (5, "ticket", "empty_cell"),
    ]  # fmt: skip


def test_a_table_without_its_columns_is_named():
    _, faults = read("号票,窗口号\nA1,3\n")
    assert {one.code for one in faults} == {"missing_column"}


# In a database ----------------------------------------------------------------------


def test_columns_of_a_database_are_known_by_either_name():
    heads = ["TICKET", "窗口", "service", "when", "At"]
    assert served_rows.columns(heads) == ["ticket", "window", "service", "", "at"]


@pytest.mark.parametrize(
    ("heads", "missing"),
    [(["window", "at"], "ticket"), (["ticket", "window"], "at"), ([], "ticket"),
     (["ticket", "号票", "window", "at"], "ticket")],
)  # fmt: skip
def test_columns_that_must_be_there_are_named(heads: list[str], missing: str):
    with pytest.raises(served_rows.MissingColumn, match=missing):
        served_rows.columns(heads)


def test_rows_of_a_database_are_judged_one_by_one():
    rows, faults = served_rows.of_database(
        ["ticket", "", "window", "at"],
        [["A1", "x", "3", "2026-11-21 12:00:00"], ["", "", "3", "2026-11-21 12:00:00"],
         ["A2", "", "3", "yesterday"]],
        "Asia/Shanghai",
    )  # fmt: skip
    assert rows == [(1, Said("A1", "3", "", "", NOON))]
    assert [(one.row, one.column, one.code) for one in faults] == [
        (2, "ticket", "empty_cell"), (3, "at", "bad_moment"),
    ]  # fmt: skip
