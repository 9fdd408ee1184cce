"""What a file of paper cards says, however a spreadsheet mangled it."""

import datetime

import pytest

from kiosk.rules.feedback import paper
from kiosk.rules.spreadsheets.columns import Fault
from kiosk.rules.spreadsheets.tables import Unreadable
from tests.cast import paper_cards

TODAY = datetime.date(2026, 11, 21)
PLAIN = "date,badge,kind,giver,comment\n2014-03-05,0317,polite,customer,谢谢\n"


def read(content: str) -> tuple[list[paper.PaperCard], list[Fault]]:
    return paper.read(paper_cards(content.encode()), TODAY)


def only(content: str) -> paper.PaperCard:
    cards, faults = read(content)
    assert faults == []
    return cards[0]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("2014-03-05", "2014/3/5"),
        PLAIN.replace("2014-03-05", "2014.03.05"),
        PLAIN.replace("2014-03-05", "2014年3月5日"),
        PLAIN.replace("2014-03-05", "2014/3/5 0:00"),
        PLAIN.replace("2014-03-05", "２０１４-０３-０５"),
        PLAIN.replace("polite", "礼貌").replace("customer", "客户"),
        PLAIN.replace("polite", "礼貌卡").replace("customer", "用户"),
        PLAIN.replace("polite", "礼貌").replace("customer", "顾客"),
        PLAIN.replace("date,badge,kind,giver,comment", "日期,工号,卡种,赠卡人,留言"),
        PLAIN + ",,,,\n\n",
        PLAIN.replace("0317", "'0317"),
        PLAIN.replace("0317", "０３１７"),
        "kind,giver,comment,date,badge\nPolite,customer, 谢谢 ,2014-03-05,0317\n",
    ],
)
def test_one_row_in_many_dresses(content: str):
    day = datetime.date(2014, 3, 5)
    assert only(content) == (2, day, "0317", "polite", "customer", "谢谢")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("2014-02-30,0317,polite,customer,", "date", "bad_day"),
        ("yesterday,0317,polite,customer,", "date", "bad_day"),
        ("46027,0317,polite,customer,", "date", "bad_day"),
        (",0317,polite,customer,", "date", "empty_cell"),
        ("2026-11-22,0317,polite,customer,", "date", "future_day"),
        ("2014-03-05,,polite,customer,", "badge", "empty_cell"),
        ("2014-03-05,0317,rude,customer,", "kind", "no_card"),
        ("2014-03-05,0317,polite,boss,", "giver", "no_giver"),
        ("2014-03-05,0317,polite,customer," + "x" * 201, "comment", "long_cell"),
        ("2014-03-05,0317,polite,customer,a\x01b", "comment", "odd_character"),
        ("2014-03-05,0317,polite,customer,#REF!", "comment", "error_value"),
        ("2014-03-05", "kind", "empty_cell"),
    ],
)
def test_a_fault_names_its_row_and_column(row: str, column: str, code: str):
    _, faults = read(PLAIN + row + "\n")
    assert (3, column, code) in [(fault.row, fault.column, fault.code) for fault in faults]


def test_what_the_columns_miss_is_named():
    for header, codes in (
        ("date,badge,kind\n", ["missing_column"]),
        ("date,date,badge,kind,giver\n", ["double_column"]),
        ("date,badge,kind,giver,colour\n", ["unknown_column"]),
    ):
        cards, faults = read(header)
        assert cards == [] and [fault.code for fault in faults] == codes
    for content, code in (("", "empty_file"), ("a,b,c\n", "no_header")):
        with pytest.raises(Unreadable, match=code):
            read(content)


def test_a_file_has_at_most_5000_rows():
    rows = "2014-03-05,0317,polite,customer,\n" * 5_001
    with pytest.raises(Unreadable, match="many_rows 5000"):
        read("date,badge,kind,giver,comment\n" + rows)
    cards, faults = read("date,badge,kind,giver,comment\n" + rows[:-34])
    assert (len(cards), faults) == (5_000, [])


def test_equal_rows_are_told_apart_by_their_number_and_order_does_not_matter():
    cards = [only(PLAIN)] * 2 + [only(PLAIN.replace("谢谢", ""))]
    ids = paper.event_ids("sb01", "", cards)
    assert len(set(ids)) == 3
    assert set(paper.event_ids("sb01", "", cards[::-1])) == set(ids)
    assert not set(paper.event_ids("sb01", "box 2", cards)) & set(ids)
    assert not set(paper.event_ids("sb02", "", cards)) & set(ids)
