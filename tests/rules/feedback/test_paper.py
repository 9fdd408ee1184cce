"""What a file of paper cards says, however a spreadsheet mangled it."""

import datetime

import pytest

from kiosk.rules.feedback import paper

TODAY = datetime.date(2026, 11, 21)
PLAIN = "date,badge,kind,giver,comment\n2014-03-05,0317,polite,customer,谢谢\n"


def only(content: str) -> paper.PaperCard:
    cards, faults = paper.read(content, TODAY)
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
        "kind,giver,comment,date,badge\nPolite,customer, 谢谢 ,2014-03-05,0317\n",
    ],
)
def test_one_row_in_many_dresses(content: str):
    day = datetime.date(2014, 3, 5)
    assert only(content) == (2, day, "0317", "polite", "customer", "谢谢")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2014-02-30,0317,polite,customer,", "date"),
        ("yesterday,0317,polite,customer,", "date"),
        ("2026-11-22,0317,polite,customer,", "date"),
        ("2014-03-05,0317,rude,customer,", "kind"),
        ("2014-03-05,0317,polite,boss,", "giver"),
        ("2014-03-05,0317,polite,customer," + "x" * 201, "comment"),
        ("2014-03-05,0317,polite,customer,a\x01b", "comment"),
        ("2014-03-05", "kind"),
    ],
)
def test_a_fault_names_its_row_and_column(row: str, column: str):
    _, faults = paper.read(PLAIN + row + "\n", TODAY)
    assert (3, column) in [(fault.line, fault.column) for fault in faults]


@pytest.mark.parametrize(
    "content", ["", "date,badge,kind\n", "a,b,c\n", "date,date,badge,kind,giver\n"]
)
def test_a_file_without_its_columns_is_refused_as_a_whole(content: str):
    cards, faults = paper.read(content, TODAY)
    assert cards == [] and faults[0].line == 1


def test_a_file_has_at_most_5000_rows():
    rows = "2014-03-05,0317,polite,customer,\n" * 5_001
    _, faults = paper.read("date,badge,kind,giver,comment\n" + rows, TODAY)
    assert "5000" in faults[0].says
    cards, faults = paper.read("date,badge,kind,giver,comment\n" + rows[:-34], TODAY)
    assert (len(cards), faults) == (5_000, [])


@pytest.mark.parametrize(
    ("cell", "roster", "badge"),
    [
        ("0317", ["0317"], "0317"),
        ("317", ["0317"], "0317"),
        ("317", ["0317", "00317"], None),
        ("317", ["317", "0317"], "317"),
        ("", ["0317"], None),
        ("9", ["0317"], None),
    ],
)
def test_a_badge_finds_its_lost_zeros_only_where_it_is_clear(
    cell: str, roster: list[str], badge: str | None
):
    assert paper.match_badge(cell, roster) == badge


def test_equal_rows_are_told_apart_by_their_number_and_order_does_not_matter():
    cards = [only(PLAIN)] * 2 + [only(PLAIN.replace("谢谢", ""))]
    ids = paper.event_ids("sb01", "", cards)
    assert len(set(ids)) == 3
    assert set(paper.event_ids("sb01", "", cards[::-1])) == set(ids)
    assert not set(paper.event_ids("sb01", "box 2", cards)) & set(ids)
    assert not set(paper.event_ids("sb02", "", cards)) & set(ids)
