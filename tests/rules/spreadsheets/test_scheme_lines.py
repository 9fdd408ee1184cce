"""A scheme as a table: what each line says, every fault by its cell, and back again."""

from decimal import Decimal

import pytest

from kiosk.rules.publishing import comparing
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import scheme_lines
from kiosk.vocabulary.documents import Said, Scheme
from kiosk.vocabulary.schemes import Condition, Disqualifier, Quota, Source
from tests.rules.publishing.test_rows import BRANCHES, rows

HEAD = {"key": "star", "name": "星级营业员", "in_force": "2026-12-01"}
POINTS = HEAD | {"part": "计分", "figure": "5P卡总数", "way": "每项加分", "amount": "1"}
QUOTA = HEAD | {"part": "名额", "figure": "", "way": "人数", "amount": "3"}
WHOLE = Scheme(
    name=Said("星级营业员", "Star clerk"), unit="clerk", group="adviser", period="quarter",
    sources=(
        Source(Decimal("0.5"), figure="cards", way="each"),
        Source(Decimal(40), figure="satisfaction_low", way="mark"),
    ),
    disqualifiers=(Disqualifier(Decimal(30), figure="complaints", way="top_share"),),
    conditions=(
        Condition(Decimal(20), figure="ratings", way="at_least"),
        Condition(Decimal(2), figure="low_grades", way="at_most"),
    ),
    quota=Quota(Decimal(30), way="share_ceil"), ties="in", level=2, months=12, announced=True,
)  # fmt: skip


def read(*cells: dict[str, str]):
    return table_rows.read("scheme", rows(*cells), BRANCHES, {})


@pytest.mark.parametrize("scheme", [
    WHOLE, Scheme(name=Said("榜"), unit="branch", sources=WHOLE.sources),
    Scheme(name=Said("窗口"), unit="window", sources=WHOLE.sources),
    Scheme(name=Said("榜"), sources=WHOLE.sources[:1], quota=Quota(Decimal(3), way="number")),
])  # fmt: skip
def test_a_table_that_is_written_reads_as_the_same_scheme(scheme: Scheme):
    written = [HEAD | {"branch": "sb01"} | line for line in scheme_lines.write(scheme)]
    (found,), faults = read(*written)
    assert faults == [] and found.content == scheme and found.key == "star@branch.sb01"
    again, _ = read(*table_rows.write(found))
    assert again == [found]


def test_codes_full_width_and_per_cent_signs_are_understood():
    (found,), faults = read(
        POINTS | {"part": "source", "figure": "CARDS", "way": "Each", "amount": "２"},
        POINTS | {"part": "名额", "figure": "", "way": "百分比(向下取整)", "amount": "30%"},
    )
    assert faults == []
    assert found.content == Scheme(
        name=Said("星级营业员"), sources=(Source(Decimal(2), figure="cards", way="each"),),
        quota=Quota(Decimal(30), way="share_floor"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "cells, faults",
    [
        ([POINTS | {"part": "闲话"}], [(2, "part", "no_scheme_part")]),
        ([POINTS | {"figure": "销售额"}], [(2, "figure", "no_figure")]),
        ([POINTS | {"figure": ""}], [(2, "figure", "empty_cell")]),
        ([POINTS | {"way": "不少于"}], [(2, "way", "no_way_of_part")]),
        ([POINTS | {"amount": "-1"}], [(2, "amount", "bad_amount")]),
        ([POINTS | {"amount": "1e9"}], [(2, "amount", "bad_amount")]),
        ([POINTS | {"amount": ""}], [(2, "amount", "empty_cell")]),
        ([QUOTA], [(2, "part", "no_source")]),
        ([POINTS, QUOTA, QUOTA], [(4, "part", "twice")]),
        ([POINTS, QUOTA | {"figure": "投诉件数"}], [(3, "figure", "not_of_part")]),
        ([POINTS | {"who": "柜台"}], [(2, "who", "bad_who")]),
        ([POINTS | {"who": "窗口", "group": "收费"}], [(2, "group", "group_of_branch")]),
        (
            [POINTS | {"who": "窗口"}, QUOTA, POINTS | {"who": "窗口", "figure": "投诉件数"}],
            [(3, "who", "differs"), (4, "figure", "not_of_unit")],
        ),
        ([POINTS | {"who": "网点", "figure": "panel"}], [(2, "figure", "not_of_unit")]),
        ([POINTS | {"period": "每天"}], [(2, "period", "bad_period")]),
        ([POINTS | {"ties": "抽签"}], [(2, "ties", "bad_ties")]),
        ([POINTS | {"level": "10"}], [(2, "level", "bad_number")]),
        ([POINTS | {"announced": "也许"}], [(2, "announced", "bad_yes")]),
        ([POINTS | {"group": "经理"}], [(2, "group", "no_group")]),
        ([POINTS | {"who": "网点", "group": "收费"}], [(2, "group", "group_of_branch")]),
        ([POINTS, QUOTA | {"level": "1"}], [(3, "level", "differs")]),
    ],
)
def test_a_fault_is_named_by_its_cell(cells, faults):
    made, found = read(*cells)
    assert [fault[:3] for fault in found] == faults and made is not None


def test_a_change_names_the_line_by_its_part_and_figure():
    (before,), _ = read(POINTS, QUOTA)
    (after,), _ = read(POINTS | {"amount": "2"}, QUOTA)
    (cell,) = comparing.cells(after, before.content)
    assert cell == ("计分 5P卡总数", "amount", "1", "2")
