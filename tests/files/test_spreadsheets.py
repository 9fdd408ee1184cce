"""Tables as files: written and read they say the same, whichever program wrote them."""

import datetime
import io
import os
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from kiosk.files import confined, reading
from kiosk.files import spreadsheets as files
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import tables
from kiosk.rules.spreadsheets.columns import LAYOUTS, placed
from kiosk.vocabulary.documents import (
    Branch,
    Clerk,
    Deadline,
    Ended,
    Notice,
    Policy,
    Publication,
    Said,
    Window,
    Workday,
)
from tests.cast import table
from tests.files.cast import SERVICES, WORDS, fees, line, workbook

CASES = Path(__file__).parents[1] / "data" / "tables"
FEE = {"key": "t3", "title": "测试价目三", "basis": "测试文号2号", "item": "上门服务",
       "unit": "元/次", "price": "30", "in_force": "2026-11-01"}  # fmt: skip
SERVICE = tables.form("service")


def read(data: bytes, kind: str) -> tables.Table:
    """A table, read in this process."""
    return tables.arranged(reading.spreadsheet(data), tables.form(kind))


@pytest.mark.parametrize(
    "name, rows, faults",
    [
        ("date-as-number.xlsx", [FEE], []),
        ("date-as-text-slash.xlsx", [FEE | {"in_force": "2026/11/1"}], []),
        ("dimension-A1.xlsx", [FEE, FEE | {"item": "换表"}], []),
        ("far-cell-XFD20000.xlsx", [FEE, FEE | {"item": "CRLFMARK"}], []),
        ("float17.xlsx", [FEE | {"price": "3.3"}], []),
        ("formula-no-cache.xlsx", [FEE | {"price": ""}], [("F2", "no_stored_value")]),
        ("fullwidth-key.xlsx", [FEE | {"key": "ｔ３"}], []),
        ("noheaderstar.xlsx", [FEE], []),
        ("semicolon.csv", [FEE], []),
        ("tab.csv", [FEE], []),
    ],
)  # fmt: skip
def test_files_as_offices_have_them(name: str, rows: list[dict[str, str]], faults: list[Any]):
    found = files.read((CASES / name).read_bytes(), tables.form("fees"))
    assert [row.cells for row in found.rows] == rows
    cells = placed(found.columns, found.faults)
    assert [(where, fault.code) for where, fault in cells] == faults
    made, _ = table_rows.read("fees", found.rows, {}, {})
    assert {(p.key, str(p.in_force)) for p in made} <= {("t3", "2026-11-01")}


def test_a_file_is_read_in_the_child_alone(monkeypatch):
    """Whatever the file does, it does to the child."""
    asked = []

    def run(module: str, data: bytes, **limits: int) -> bytes:
        asked.append((module, limits))
        return b'{"lines": [[1, {"1": "key", "2": "name", "3": "in_force"}]]}'

    monkeypatch.setattr(confined, "run", run)
    assert files.read(b"PK", SERVICE).rows == []
    assert asked == [("kiosk.files.reading", {"seconds": 4, "memory": 300_000_000})]


@pytest.mark.parametrize(
    "data, code",
    [
        (bytes(files.FILE_LIMIT + 1), "too_large"), (b"PK\x03\x04nonsense", "damaged_xlsx"),
        (b"\xff\xfe\x00\x01\x80\x81", "no_header"), (b"", "empty_file"), (bytes(5), "no_header"),
        ("编号,名称\n".encode() * 20_020, "many_rows"), (b"\xd0\xcf\x11\xe0", "old_xls"),
        (workbook(SERVICES + "<row/>" * 9_000_000), "too_slow"),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes, code: str, monkeypatch: pytest.MonkeyPatch):
    if code == "too_slow":  # some computers read nine million rows in the time that there is
        monkeypatch.setattr(files, "SECONDS", 1)
    with pytest.raises(tables.Unreadable) as refused:
        files.read(data, SERVICE)
    assert refused.value.code == code


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
                                 responsible="客服中心", responsible_en="Service",
                                 pause_minutes=8, pause_most=0, pause_waiting=3,
                                 pause_below=True), DAY),
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
        opened = read(write(kind, lines), kind)
        assert opened.faults == []
        made, faults = table_rows.read(kind, opened.rows, dict.fromkeys(BRANCHES, ""), {})
        assert faults == []
        found += made
    return found


@pytest.mark.parametrize("write", [files.csv_file, files.xlsx_file])
def test_what_is_exported_is_imported_as_it_was(write):
    again = reread(EVERYTHING, write)
    known = {(p.of_kind, p.key, p.in_force): p.content for p in EVERYTHING}
    assert {(p.of_kind, p.key, p.in_force): p.content for p in again} == known


@pytest.mark.parametrize("write", [files.csv_file, files.xlsx_file])
@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_any_words_survive_and_no_cell_is_a_formula(write, words: str):
    row = {"key": "x", "name": words, "in_force": "2026-12-01"}
    data = write("service", [row])
    (again,) = read(data, "service").rows
    assert again.cells["name"] == words
    if write is files.csv_file:
        (_, cells) = reading.spreadsheet(data).lines[1]
        assert cells[2] == words
        return
    for cell in openpyxl.load_workbook(io.BytesIO(data)).active[2]:
        assert cell.data_type != "f"
        assert cell.value is None or not str(cell.value).startswith(("=", "+", "-", "@"))


def test_a_control_character_breaks_no_export():
    rows = [{"key": "x", "name": "a\x01b\x1f\ud800", "in_force": "2026-12-01"}]
    for write in (files.csv_file, files.xlsx_file):
        assert read(write("service", rows), "service").rows[0].cells["name"] == "a□b□□"


def mutated(chance: random.Random, data: bytes) -> bytes:
    """A file with a few bytes changed, cut or doubled."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
    return bytes(changed[: chance.randint(1, len(changed))] if chance.random() < 0.2 else changed)


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused_or_read_within_the_limits(seed: int):
    chance = random.Random(seed)
    whole = files.xlsx_file("fees", fees(number=20)), (CASES / "semicolon.csv").read_bytes()
    start = chance.choice((b"", b"PK\x03\x04", b"\xff\xfe"))
    for data in (mutated(chance, chance.choice(whole)), start + os.urandom(5_000)):
        try:
            files.read(data, tables.form("fees"))
        except tables.Unreadable as refused:
            assert refused.code != "too_slow", (seed, data[:40])


def test_other_rows_than_the_first_sheets_are_not_taken_for_it():
    sheets = '<sheet name="隐藏" state="hidden" r:id="r1"/><sheet name="人员" r:id="r1"/>'
    data = workbook(SERVICES + line(2, "t3", "测试", "2026-11-01"), sheets=sheets)
    assert read(data, "service").sheet == "人员"
