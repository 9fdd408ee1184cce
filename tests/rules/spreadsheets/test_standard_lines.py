"""Standards and rulebooks as tables: what each line says, every fault by its cell, back again."""

import pytest

from kiosk.rules.publishing import comparing
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import standard_lines
from kiosk.vocabulary.documents import Item, Rulebook, Said, Section, Standard
from tests.rules.publishing.test_rows import BRANCHES, rows

HEAD = {"key": "uniform", "name": "格式化服务", "in_force": "2026-12-01"}
DRESS = HEAD | {"code": "dress", "text": "着装"}
NINTH = HEAD | {"code": "ninth"}
STOCKED = Standard(
    name=Said("便民设施", "Facilities"), subject="facilities", often="weekly",
    items=(
        Item(code="umbrella", text=Said("雨伞", "Umbrellas"), section=Said("防雨", "Rain"),
             counted=True),
        Item(code="water", text=Said("饮水")),
    ),
)  # fmt: skip
BOOK = Rulebook(
    title=Said("禁令", "Prohibitions"), edition="2026年版",
    sections=(
        Section(Said("第一条\n第二条", "1\n2"), Said("总则", "General")), Section(Said("附则")),
    ),
)  # fmt: skip


def read(*cells: dict[str, str], kind: str = "standard"):
    return table_rows.read(kind, rows(*cells), BRANCHES, {})


def test_a_table_that_is_written_reads_as_the_same_standard():
    ninth = Standard(name=Said("九"), items=(*STOCKED.items[1:], Item(code="9", text=Said(""))))
    for standard in (STOCKED, ninth):
        written = [HEAD | {"branch": "sb01"} | line for line in standard_lines.write(standard)]
        (found,), faults = read(*written)
        assert faults == [] and found.content == standard and found.key == "uniform@branch.sb01"
        assert read(*table_rows.write(found))[0] == [found]


def test_a_table_that_is_written_reads_as_the_same_rulebook():
    head = {"key": "ban", "in_force": "2026-12-01"}
    written = [head | line for line in standard_lines.write_rulebook(BOOK)]
    (found,), faults = read(*written, kind="rulebook")
    assert faults == [] and found.content == BOOK
    assert read(*table_rows.write(found), kind="rulebook")[0] == [found]


def test_an_item_without_a_text_is_not_defined_yet():
    (found,), faults = read(DRESS, NINTH)
    assert faults == [] and isinstance(found.content, Standard)
    assert [item.text.zh for item in found.content.items] == ["着装", ""]


@pytest.mark.parametrize(
    ("lines", "column", "code"),
    [
        ([DRESS, DRESS], "code", "twice"),
        ([NINTH], "text", "no_item"),
        ([DRESS | {"counted": "是"}], "counted", "counted_facilities"),
        ([DRESS | {"subject": "顾客"}], "subject", "bad_subject"),
        ([DRESS | {"often": "每年"}], "often", "bad_often"),
        ([DRESS, NINTH | {"text_en": "Ninth"}], "text", "empty_cell"),
        ([DRESS | {"code": "a" * 21}], "code", "long_code"),
        ([DRESS | {"code": "a b"}], "code", "odd_key"),
        ([DRESS, NINTH | {"often": "每周"}], "often", "differs"),
        ([DRESS | {"text": "字" * 2_001}], "text", "long_cell"),
        ([DRESS | {"code": f"c{n}"} for n in range(41)], "code", "many_items"),
    ],
)
def test_every_fault_names_its_cell(lines: list[dict[str, str]], column: str, code: str):
    _, faults = read(*lines)
    assert (column, code) in [(fault.column, fault.code) for fault in faults]


def test_forty_items_are_not_too_many():
    _, faults = read(*(DRESS | {"code": f"c{n}"} for n in range(40)))
    assert faults == []


def test_a_change_is_named_by_its_item_or_section():
    (one,), _ = read(DRESS, NINTH)
    (other,), _ = read(DRESS, NINTH | {"text": "环境"})
    assert comparing.cells(other, one.content) == (comparing.Cell("ninth", "text", "", "环境"),)
    line = {"key": "ban", "title": "禁令", "in_force": "2026-12-01"}
    (one,), _ = read(line | {"text": "一"}, line | {"text": "二"}, kind="rulebook")
    (other,), _ = read(line | {"text": "一"}, line | {"text": "三"}, kind="rulebook")
    assert comparing.cells(other, one.content) == (comparing.Cell("§ 2", "text", "二", "三"),)
