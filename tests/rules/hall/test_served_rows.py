"""Rows of served customers, as a ticket system exports them."""

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
