"""Question banks as tables: what each line says, every fault by its cell, back again."""

import datetime

import pytest

from kiosk.rules.publishing import comparing
from kiosk.rules.publishing import rows as table_rows
from kiosk.vocabulary.documents import Ended, Questions, Version, encode, sha256
from tests.rules.publishing.test_rows import BRANCHES, rows

LINE = {
    "key": "post", "name": "邮政", "number_of": "01", "question": "几日答复？",
    "question_en": "When?", "answers": "3日；7日；15日", "answers_en": "3; 7; 15", "right": "B",
    "explanation": "第二十八条", "in_force": "2026-12-01",
}  # fmt: skip
RESTS = LINE | {"basis_kind": "收费标准", "basis_key": "gas"}
JULY, DECEMBER = datetime.date(2026, 7, 1), datetime.date(2026, 12, 1)
ENDED = sha256(encode(Ended()))
BASES = {
    "fees": {
        "gas": [
            Version("fees", "gas", 1, datetime.date(2014, 1, 1), "a"),
            Version("fees", "gas", 2, JULY, "b"),
            Version("fees", "gas", 3, JULY, "c"),
            Version("fees", "gas", 4, datetime.date(2027, 1, 1), "d"),
        ],
        "gas@branch.sb01": [Version("fees", "gas@branch.sb01", 1, DECEMBER, "e")],
        "gone": [
            Version("fees", "gone", 1, JULY, "f"), Version("fees", "gone", 2, DECEMBER, ENDED),
        ],
    }
}  # fmt: skip


def read(*cells: dict[str, str]):
    return table_rows.read("questions", rows(*cells), BRANCHES, {}, bases=BASES)


def test_a_table_that_is_written_reads_as_the_same_bank():
    (found,), faults = read(LINE, RESTS | {"number_of": "02", "answers_en": ""})
    assert faults == [] and isinstance(found.content, Questions)
    one, other = found.content.questions
    assert one.answers[one.right].zh == "7日" and one.answers[one.right].en == "7"
    assert one.basis is None and other.answers[0].en == ""
    assert read(*table_rows.write(found))[0] == [found]


@pytest.mark.parametrize(
    ("cells", "since", "content"),
    [
        ({}, JULY, "c"),  # in force on the bank's day, the later one of that day
        ({"basis_since": "2014-01-01"}, datetime.date(2014, 1, 1), "a"),
        ({"basis_since": "2027-01-01"}, datetime.date(2027, 1, 1), "d"),
        ({"branch": "sb01"}, DECEMBER, "e"),  # its own
        ({"branch": "sb01", "basis_since": "2026-07-01"}, JULY, "c"),
        ({"branch": "sb01", "in_force": "2026-11-30"}, JULY, "c"),
        ({"basis_key": "gone", "in_force": "2026-11-30"}, JULY, "f"),
    ],
)
def test_a_question_names_the_version_that_it_was_written_for(
    cells: dict[str, str], since: datetime.date, content: str
):
    (found,), faults = read(RESTS | cells)
    assert faults == [] and isinstance(found.content, Questions)
    basis = found.content.questions[0].basis
    assert basis is not None and (basis.kind, basis.since, basis.sha256) == ("fees", since, content)
    assert read(*table_rows.write(found))[0] == [found]


@pytest.mark.parametrize(
    ("lines", "column", "code"),
    [
        ([LINE, LINE], "number_of", "twice"),
        ([LINE | {"number_of": "a" * 21}], "number_of", "long_number_of"),
        ([LINE | {"number_of": "a b"}], "number_of", "odd_key"),
        ([LINE | {"question": ""}], "question", "empty_cell"),
        ([LINE | {"explanation": ""}], "explanation", "empty_cell"),
        ([LINE | {"answers": ""}], "answers", "empty_cell"),
        ([LINE | {"answers": "一"}], "answers", "bad_answers"),
        ([LINE | {"answers": "一；二；一", "answers_en": ""}], "answers", "bad_answers"),
        ([LINE | {"answers": "1;2;3;4;5;6;7", "answers_en": ""}], "answers", "bad_answers"),
        ([LINE | {"answers_en": "3; 7"}], "answers_en", "bad_answers"),
        ([LINE | {"right": "D"}], "right", "bad_right"),
        ([LINE | {"right": "AB"}], "right", "bad_right"),
        ([LINE | {"right": "2"}], "right", "bad_right"),
        ([LINE | {"right": ""}], "right", "empty_cell"),
        ([RESTS | {"basis_kind": "公告"}], "basis_kind", "bad_basis_kind"),
        ([RESTS | {"basis_kind": ""}], "basis_kind", "empty_cell"),
        ([RESTS | {"basis_key": ""}], "basis_key", "empty_cell"),
        ([RESTS | {"basis_key": "water"}], "basis_key", "no_basis"),
        ([RESTS | {"basis_kind": "办事流程"}], "basis_key", "no_basis"),
        ([RESTS | {"basis_since": "七月"}], "basis_since", "bad_day"),
        ([RESTS | {"basis_since": "2026-07-02"}], "basis_since", "no_basis_version"),
        ([RESTS | {"basis_key": "gone"}], "basis_key", "no_basis_version"),
        ([RESTS | {"in_force": "2013-01-01"}], "basis_key", "no_basis_version"),
        ([LINE, LINE | {"number_of": "2", "name": "别的"}], "name", "differs"),
        ([LINE | {"number_of": f"{n}"} for n in range(301)], "number_of", "many_questions"),
    ],
)  # fmt: skip
def test_every_fault_names_its_cell(lines: list[dict[str, str]], column: str, code: str):
    _, faults = read(*lines)
    assert (column, code) in [(fault.column, fault.code) for fault in faults]


def test_two_and_six_answers_and_a_small_letter_are_fine():
    for answers, right in (("对；错", "b"), ("一;二;三;四;五;六", "F")):
        (found,), faults = read(LINE | {"answers": answers, "answers_en": "", "right": right})
        assert faults == [] and isinstance(found.content, Questions)
        assert found.content.questions[0].right == "ABCDEF".index(right.upper())


def test_a_change_is_named_by_its_question():
    (one,), _ = read(LINE, LINE | {"number_of": "02"})
    (other,), _ = read(LINE, LINE | {"number_of": "02", "right": "C"})
    assert comparing.cells(other, one.content) == (comparing.Cell("02", "right", "B", "C"),)
