"""Tables as files: written and read they say the same."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.files import spreadsheets
from kiosk.files import spreadsheets as files
from kiosk.rules.publishing import rows as rule
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.publishing.columns import LAYOUTS, missing_columns
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
from tests.files.cast import fees


def test_how_far_it_is_is_told_while_it_goes_on():
    told: list[tuple[str, int, int]] = []

    def seen(what: str) -> Any:
        return lambda done, total: told.append((what, done, total))

    columns, rows = spreadsheets.read(
        spreadsheets.xlsx_file("fees", fees(number=1_000)), seen("read")
    )
    rule.read("fees", rows, {}, {}, seen("judged"))
    reading = [done for what, done, _ in told if what == "read"]
    judging = [done for what, done, _ in told if what == "judged"]
    assert len(reading) >= 10 and reading == sorted(reading)
    assert judging == list(range(20, 1_001, 20)) and columns
    assert {total for what, _, total in told if what == "judged"} == {1_000}


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
    Publication("halls", Policy(stale_days=5, contact_days=30, contact_most_days=365,
                                 responsible="客服中心", responsible_en="Service"), DAY),
    Publication("complaint", Deadline(days=7, working=False, basis=Said("快递暂行条例")), DAY),
    Publication("2027-02-14", Workday(working=True), DAY),
    Publication("2027-02-15", Workday(working=False), DAY),
    Publication("0400", Ended(), DAY, kind="clerk"),
]  # fmt: skip


def reread(publications, write):
    """Written as a file and read from it."""
    found = []
    for kind in LAYOUTS:
        lines = [line for p in publications if p.of_kind == kind for line in table_rows.write(p)]
        columns, read = files.read(write(kind, lines))
        assert missing_columns(kind, columns) == ()
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


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"\xff\xfe\x00\x01\x80\x81", bytes(5)])
def test_what_is_no_table_is_refused(data):
    try:
        columns, _ = files.read(data)
    except files.Unreadable:
        return
    assert missing_columns("clerk", columns)
