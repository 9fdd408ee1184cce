"""No cell that goes out is a formula, and each comes back as it was."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.files.harmless import as_written, harmless, unchanged

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
cells = st.text(
    st.one_of(
        st.sampled_from("='+-@＝＋－＠\t\r\n 0159.,:/%eE年#\u200b\ufeff"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    "cell",
    [sign + "1+1" for sign in SIGNS]
    + [
        f"{blank}=1"
        for blank in (" ", "\t", "\r", "\n", "　", "\u00a0", "\u200b", "\ufeff", " \t ")
    ]
    + ["\t1", "\rA", "\n", " \tA", '=cmd|"/c calc"!A1', "-2+3", "@SUM(A1)", "-5"],
)
def test_a_cell_that_could_be_a_formula_begins_with_an_apostrophe(cell: str):
    assert harmless(cell) == "'" + cell and as_written("'" + cell) == cell


@pytest.mark.parametrize(
    "cell", ["", "0317", "王芳", "a=b", "2026-11-21", "——通知", "5-3", "12.00"]
)
def test_any_other_cell_stays_as_it_is(cell: str):
    assert harmless(cell) == cell == as_written(cell)


@given(cells)
@example("'")
@example("''=1")
@example("'0317")
@example("'a")
def test_every_cell_comes_back_as_it_was(cell: str):
    assert as_written(harmless(cell)) == cell
    assert as_written(unchanged(cell)) == cell


@given(cells)
def test_no_cell_goes_out_as_a_formula(cell: str):
    for written in (harmless(cell), unchanged(cell)):
        shown = written.lstrip("\u200b\ufeff \u3000\u00a0")
        assert not shown.startswith((*SIGNS, "\t", "\r", "\n"))


@pytest.mark.parametrize(
    "figure",
    [
        "2.50",
        "0317",
        "1e5",
        "3/4",
        "10:30",
        "0.50%",
        "1,234",
        "TRUE",
        "1" * 16,
        "1-2",
        "March 8",
        "5 May",
        "12 AM",
    ],
)
def test_a_figure_that_a_spreadsheet_would_rewrite_is_marked(figure: str):
    assert unchanged(figure) == f"'{figure}"
    assert harmless(figure) == figure


@pytest.mark.parametrize("words", ["2.5", "30", "96177", "3号楼", "元/次", "2.50元", "〔2026〕1号"])
def test_what_stays_the_same_is_not_marked(words: str):
    assert unchanged(words) == words


def test_apostrophes_typed_by_hand_mean_what_they_mean_in_a_spreadsheet():
    assert as_written("'0317") == "0317" and as_written("'317") == "317"
    assert as_written("'s avonds") == "'s avonds"


def test_what_no_file_keeps_is_shown_as_a_box():
    assert harmless("a\x01b\x7f\ud800") == "a□b□□"
    assert harmless("a\nb\tc") == "a\nb\tc"


def test_a_written_file_holds_no_formula():
    out = io.StringIO(newline="")
    csv.writer(out).writerow([harmless(one + "1") for one in SIGNS])
    (row,) = csv.reader(io.StringIO(out.getvalue()))
    assert all(cell.startswith("'") for cell in row)
