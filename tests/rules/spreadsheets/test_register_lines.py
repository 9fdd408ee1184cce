"""A register in its table: read as written, and every fault by its cell."""

import datetime
from collections.abc import Mapping
from typing import Any, get_args

import pytest

from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.spreadsheets import register_lines
from kiosk.rules.spreadsheets.columns import Row
from kiosk.vocabulary.documents import Publication, Readers, Register, Said, Writers

DAY = datetime.date(2026, 12, 1)
GOOD = {"key": "deeds", "name": "经营大事迹", "fields": "事迹；借鉴意义", "in_force": "2026-12-01"}


def read(**cells: str) -> tuple[list[Publication], list[Any]]:
    return table_rows.read("register", [Row(2, GOOD | cells)], {}, {})


@pytest.mark.parametrize("register", [
    Register(name=Said("经营大事迹"), fields=(Said("事迹"), Said("借鉴意义"))),
    Register(
        name=Said("荣誉", "Honours"), fields=(Said("荣誉", "Honour"),), writers="staff",
        readers="public", consent=False, months=24,
    ),
    Register(name=Said("关怀"), fields=(Said("事由"),), readers="managers"),
])  # fmt: skip
def test_a_register_is_read_as_it_was_written(register: Register):
    rows = [Row(2, cells) for cells in table_rows.write(Publication("r", register, DAY))]
    assert table_rows.read("register", rows, {}, {}) == (
        [Publication("r", register, DAY, "register")], [],
    )  # fmt: skip


def test_codes_and_words_are_both_understood_and_empty_cells_are_careful():
    for cells in ({"writers": "staff", "readers": "public"},
                  {"writers": "全体人员", "readers": "全体人员和顾客"}):  # fmt: skip
        ((made,), _) = read(**cells)
        assert isinstance(made.content, Register)
        assert (made.content.writers, made.content.readers) == ("staff", "public")
    ((made,), _) = read()
    assert isinstance(made.content, Register)
    assert (made.content.writers, made.content.readers) == ("managers", "staff")
    assert made.content.consent and made.content.months == 0


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"fields": ""}, ("fields", "empty_cell")),
        ({"fields": "一；二；三；四；五"}, ("fields", "bad_fields")),
        ({"fields_en": "Deed"}, ("fields_en", "bad_fields")),
        ({"writers": "顾客"}, ("writers", "bad_writers")),
        ({"readers": "谁都行"}, ("readers", "bad_readers")),
        ({"consent": "也许"}, ("consent", "bad_yes")),
        ({"months": "1201"}, ("months", "bad_number")),
    ],
)
def test_every_fault_is_named_by_its_cell(cells: dict[str, str], fault: tuple[str, str]):
    (_, (found,)) = read(**cells)
    assert (found.column, found.code) == fault


@pytest.mark.parametrize("codes, words", [
    (Writers, register_lines.WRITERS), (Readers, register_lines.READERS),
])  # fmt: skip
def test_every_code_has_its_word(codes: object, words: Mapping[str, str]):
    assert set(get_args(codes)) == set(words) and len(set(words.values())) == len(words)
