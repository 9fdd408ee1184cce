"""An imported figure as a table: its values, every fault by its cell, and back again."""

import datetime
from decimal import Decimal

import pytest

from kiosk.rules.publishing import comparing
from kiosk.rules.publishing import rows as table_rows
from kiosk.vocabulary import schemes
from kiosk.vocabulary.documents import Measured, Said, Target
from tests.rules.publishing.test_rows import BRANCHES, rows

HEAD = {"key": "workload", "branch": "sb01", "in_force": "2026-11-01"}
LINE = HEAD | {"badge": "0101", "amount": "320"}
BADGES = ("0101", "0102", "7", "007")
WINDOWS = ("sb01/3", "sb01/05", "sb02/7")


def read(*cells: dict[str, str]):
    return table_rows.read("figure", rows(*cells), BRANCHES, {}, badges=BADGES, windows=WINDOWS)


@pytest.mark.parametrize("cells, figure", [
    ([LINE], Measured(name=Said(""), values={"0101": Decimal(320)})),
    ([LINE | {"badge": "101", "amount": "１,３２０.5"}, LINE | {"badge": ""}],
     Measured(name=Said(""), values={"0101": Decimal("1320.5"), "": Decimal(320)})),
    ([LINE | {"badge": "", "number": "3"}, LINE | {"badge": "", "number": "5"}],
     Measured(name=Said(""), values={"/3": Decimal(320), "/05": Decimal(320)})),
    ([LINE | {"key": "care", "name": "关怀次数", "name_en": "Visits", "combined": "平均"}],
     Measured(name=Said("关怀次数", "Visits"), values={"0101": Decimal(320)}, combined="mean")),
])  # fmt: skip
def test_a_table_is_read_and_written_again_as_the_same(cells: list[dict[str, str]], figure):
    (found,), faults = read(*cells)
    assert faults == [] and found.content == figure
    assert found.key == f"{cells[0]['key']}@branch.sb01"
    assert found.in_force == datetime.date(2026, 11, 1)
    again, _ = read(*table_rows.write(found))
    assert again == [found]


@pytest.mark.parametrize("cells, faults", [
    ([LINE | {"amount": ""}], [(2, "amount", "empty_cell")]),
    ([LINE | {"amount": "-1"}], [(2, "amount", "bad_amount")]),
    ([LINE | {"amount": "1e9"}], [(2, "amount", "bad_amount")]),
    ([LINE | {"badge": "0999"}], [(2, "badge", "no_clerk")]),
    ([LINE | {"badge": "07"}], [(2, "badge", "no_clerk")]),
    ([LINE, LINE | {"badge": "101"}], [(3, "badge", "twice")]),
    ([LINE | {"number": "3"}], [(2, "number", "badge_or_window")]),
    ([LINE | {"badge": "", "number": "7"}], [(2, "number", "unknown_number")]),
    ([LINE | {"badge": "", "number": "3"}] * 2, [(3, "number", "twice")]),
    ([LINE | {"branch": ""}], [(2, "branch", "empty_cell")]),
    ([LINE | {"branch": "moon"}], [(2, "branch", "no_branch")]),
    ([LINE | {"key": "cards"}], [(2, "key", "own_figure")]),
    ([LINE | {"key": "care"}], [(2, "name", "empty_cell")]),
    ([LINE | {"key": "care", "name": "５P卡总数"}], [(2, "name", "own_figure")]),
    ([LINE | {"combined": "最大"}], [(2, "combined", "bad_combined")]),
    ([LINE, LINE | {"badge": "0102", "combined": "平均"}], [(3, "combined", "differs")]),
])  # fmt: skip
def test_a_fault_is_named_by_its_cell(cells: list[dict[str, str]], faults: list[object]):
    _, found = read(*cells)
    assert [fault[:3] for fault in found] == faults


def test_what_changes_is_shown_by_clerk():
    (before,), _ = read(LINE, LINE | {"badge": "0102", "amount": "5"})
    (after,), _ = read(LINE | {"amount": "321"}, LINE | {"badge": "0102", "amount": "5"})
    assert [tuple(cell) for cell in comparing.cells(after, before.content)] == [
        ("0101", "amount", "320", "321")
    ]


AIM = LINE | {"period": "每月", "way": "不少于"}
IMPORTED = {"care": "care", "关怀次数": "care"}


def read_target(*cells: dict[str, str]):
    return table_rows.read("target", rows(*cells), BRANCHES, {}, figures=IMPORTED, badges=BADGES)


@pytest.mark.parametrize("cells, target", [
    ([LINE], Target(values={"0101": Decimal(320)})),
    ([AIM | {"key": "业务量"}, AIM | {"key": "业务量", "badge": "102", "amount": "0"}],
     Target(values={"0101": Decimal(320), "0102": Decimal(0)})),
    ([AIM | {"period": "每季度", "way": "不超过"}],
     Target(values={"0101": Decimal(320)}, period="quarter", way="at_most")),
])  # fmt: skip
def test_a_target_is_read_and_written_again_as_the_same(cells, target):
    (found,), faults = read_target(*cells)
    assert faults == [] and found.content == target and found.key == "workload@branch.sb01"
    again, _ = read_target(*table_rows.write(found))
    assert again == [found]


def test_a_target_can_be_of_any_imported_figure():
    (found,), faults = read_target(AIM | {"key": "关怀次数"})
    assert faults == [] and found.key == "care@branch.sb01"


@pytest.mark.parametrize("figure", schemes.OF_CUSTOMERS)
def test_what_customers_give_can_be_no_target(figure: str):
    """Whoever is set a target for cards asks customers for them."""
    for key in (figure, schemes.FIGURES[figure]):
        _, faults = read_target(AIM | {"key": key})
        assert [fault[:3] for fault in faults] == [(2, "key", "target_of_customers")]


@pytest.mark.parametrize("cells, faults", [
    ([AIM | {"key": "panel"}], [(2, "key", "no_target")]),
    ([AIM | {"key": "luck"}], [(2, "key", "no_target")]),
    ([AIM | {"badge": ""}], [(2, "badge", "empty_cell")]),
    ([AIM | {"badge": "0999"}], [(2, "badge", "no_clerk")]),
    ([AIM, AIM], [(3, "badge", "twice")]),
    ([AIM | {"branch": ""}], [(2, "branch", "empty_cell")]),
    ([AIM | {"amount": "many"}], [(2, "amount", "bad_amount")]),
    ([AIM | {"way": "等于"}], [(2, "way", "bad_way")]),
    ([AIM | {"period": "每天"}], [(2, "period", "bad_period")]),
    ([AIM, AIM | {"badge": "0102", "period": "每年"}], [(3, "period", "differs")]),
])  # fmt: skip
def test_a_fault_of_a_target_is_named_by_its_cell(cells, faults):
    _, found = read_target(*cells)
    assert [fault[:3] for fault in found] == faults
