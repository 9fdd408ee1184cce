"""Tables: what a row means, every fault by its cell, and back again."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.files import spreadsheets as files
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.publishing.columns import LAYOUTS, Fault, Row, lacking, names
from kiosk.vocabulary.documents import (
    Branch,
    Clerk,
    Deadline,
    Ended,
    Notice,
    Policy,
    Publication,
    Said,
    Service,
    Window,
    Workday,
)
from tests.cast import table

DAY = datetime.date(2026, 12, 1)
BRANCHES = {"sb01", "sb02"}
EVERYTHING = [
    *table("fees"), *table("guide"), *table("service"),
    Publication("sb01", Branch(name="皇姑分公司", hall="皇姑营业厅", organisation="沈北燃气",
                               name_en="", hall_en="", organisation_en=""), DAY),
    Publication("0317", Clerk(name="王芳", name_en="Wang Fang", branch="sb01", group="adviser",
                              star=3, manager=True), DAY),
    Publication("sb01/3", Window(branch="sb01", number="3", name=Said("收费", "Pay")), DAY),
    Publication("warm", Notice(title=Said("停气通知"), text=Said("周六停气"), until=DAY), DAY),
    Publication("halls", Policy(stale_days=5, contact_days=30), DAY),
    Publication("complaint", Deadline(days=7, working=False, basis=Said("快递暂行条例")), DAY),
    Publication("2027-02-14", Workday(working=True), DAY),
    Publication("2027-02-15", Workday(working=False), DAY),
    Publication("0400", Ended(), DAY, kind="clerk"),
]  # fmt: skip


def rows(*cells: dict[str, str]) -> list[Row]:
    return [Row(number, one) for number, one in enumerate(cells, 2)]


def reread(publications, write):
    """Written as a file and read from it."""
    found = []
    for kind in LAYOUTS:
        lines = [line for p in publications if p.of_kind == kind for line in table_rows.write(p)]
        columns, read = files.read(write(kind, lines))
        assert lacking(kind, columns) == ()
        made, faults = table_rows.read(kind, read, BRANCHES, {})
        assert faults == []
        found += made
    return found


@pytest.mark.parametrize("write", [files.csv_file, files.xlsx_file])
def test_what_is_exported_is_imported_as_it_was(write):
    again = reread(EVERYTHING, write)
    known = {(p.of_kind, p.key, p.in_force): p.content for p in EVERYTHING}
    assert {(p.of_kind, p.key, p.in_force): p.content for p in again} == known


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Z"]), min_size=1))
def test_any_words_survive_a_csv_and_no_cell_is_a_formula(words):
    if words.startswith("'"):
        return  # the very sign that marks a cell as harmless
    one = Publication("x", Service(name=Said(words[:200])), DAY)
    assert reread([one], files.csv_file) == [
        Publication("x", Service(name=Said(words[:200])), DAY, "service")
    ]
    line = files.csv_file("service", table_rows.write(one)).decode("utf-8-sig").splitlines()[1]
    assert not line.split(",")[1].startswith(("=", "+", "-", "@"))


def test_headers_are_understood_in_both_languages():
    assert names(["工号*", "name", " 网点 * ", "颜色"]) == ("badge", "name", "branch", "")
    assert (
        names(["生效日期", "执行日期", "计费公式", "算法"]) == ("in_force",) * 2 + ("tariff",) * 2
    )
    assert lacking("clerk", ("badge", "name")) == ("branch", "in_force")


GOOD = {"badge": "0317", "name": "王芳", "branch": "sb01", "in_force": "2026-12-01"}
FEE = {"key": "gas", "title": "气价", "basis": "文号", "item": "气", "unit": "元", "price": "2.75",
       "in_force": "2026-12-01"}  # fmt: skip
STEP = {"key": "g", "title": "过户", "part": "步骤", "text": "来", "in_force": "2026-12-01"}


@pytest.mark.parametrize(
    "kind, cells, faults",
    [
        ("clerk", [GOOD | {"name": " "}], [(2, "name", "empty_cell")]),
        ("clerk", [GOOD | {"branch": "sb99"}], [(2, "branch", "no_branch")]),
        ("clerk", [GOOD | {"badge": "03 17"}], [(2, "badge", "odd_key")]),
        ("clerk", [GOOD | {"in_force": "soon"}], [(2, "in_force", "bad_day")]),
        ("clerk", [GOOD | {"in_force": "2026-02-30"}], [(2, "in_force", "bad_day")]),
        ("clerk", [GOOD | {"in_force": ""}], [(2, "in_force", "empty_cell")]),
        ("clerk", [GOOD | {"star": "6"}], [(2, "star", "bad_number")]),
        ("clerk", [GOOD | {"group": "经理"}], [(2, "group", "no_group")]),
        ("clerk", [GOOD | {"manager": "也许"}], [(2, "manager", "bad_yes")]),
        ("clerk", [GOOD | {"name": "王" * 201}], [(2, "name", "long_cell")]),
        ("clerk", [GOOD, GOOD], [(3, "badge", "twice")]),
        ("branch", [{"key": "n1", "name": "a", "hall": "b", "organisation": "c", "zone": "Mars/X",
                     "in_force": "2026-12-01"}], [(2, "zone", "no_zone")]),
        ("fees", [FEE, FEE | {"title": "别的"}], [(3, "title", "differs")]),
        ("fees", [FEE | {"tariff": "barter"}], [(2, "tariff", "bad_tariff")]),
        ("guide", [STEP | {"part": "闲话"}],
         [(2, "part", c) for c in ("no_fee", "no_limit", "no_part", "no_step", "no_window")]),
        ("deadline", [{"key": "soon", "days": "0", "working": "?", "in_force": "2026-12-01"}],
         [(2, "days", "bad_number"), (2, "key", "odd_class"), (2, "working", "bad_yes")]),
        ("workday", [{"key": "Sunday", "working": "是", "in_force": "2026-12-01"}],
         [(2, "key", "bad_day")]),
        ("policy", [{"key": "other", "stale_days": "9", "in_force": "2026-12-01"}],
         [(2, "key", "odd_key")]),
        ("policy", [{"key": "halls", "stale_days": "0", "in_force": "2026-12-01"}],
         [(2, "stale_days", "bad_number")]),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_cell(kind, cells, faults):
    _, found = table_rows.read(kind, rows(*cells), BRANCHES, {})
    assert [fault[:3] for fault in found] == faults


def test_fifty_planted_faults_are_the_fifty_that_are_found():
    lines = [GOOD | {"badge": f"{n:04}"} for n in range(500)]
    planted = set()
    for n in range(0, 500, 10):
        column, wrong, code = (
            ("name", "", "empty_cell"), ("branch", "moon", "no_branch"),
            ("in_force", "31.12.", "bad_day"), ("star", "9", "bad_number"),
            ("group", "x", "no_group"),
        )[n // 10 % 5]  # fmt: skip
        lines[n] = lines[n] | {column: wrong}
        planted.add(Fault(n + 2, column, code, wrong))
    _, found = table_rows.read("clerk", rows(*lines), BRANCHES, {})
    assert set(found) == planted and len(found) == 50


def test_pictures_that_no_table_holds_are_kept():
    before = Clerk(name="王芳", name_en="", branch="sb01", portrait="aa", portrait_2x="bb")
    (made,), _ = table_rows.read("clerk", rows(GOOD | {"star": "2"}), BRANCHES, {"0317": before})
    assert made.content == Clerk(
        name="王芳", name_en="", branch="sb01", portrait="aa", portrait_2x="bb", star=2
    )


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"\xff\xfe\x00\x01\x80\x81", bytes(5)])
def test_what_is_no_table_is_refused(data):
    try:
        columns, _ = files.read(data)
    except files.Unreadable:
        return
    assert lacking("clerk", columns)
