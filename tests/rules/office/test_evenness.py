"""Whether counts differ by more than chance, held against published tables of χ²."""

import math

import pytest

from kiosk.rules.office.evenness import evenness, tail

OF_2014 = {
    "polite": 271, "patient": 281, "positive": 263, "passionate": 311, "professional": 230,
}  # fmt: skip


@pytest.mark.parametrize(
    ("chi2", "df", "p"),
    [
        (3.841459, 1, 0.05),
        (6.634897, 1, 0.01),
        (9.487729, 4, 0.05),
        (13.276704, 4, 0.01),
        (0.710723, 4, 0.95),
        (18.307038, 10, 0.05),
        (124.342113, 100, 0.05),
        (0.0, 4, 1.0),
        (2000.0, 4, 0.0),
    ],
)
def test_the_tail_is_that_of_the_tables(chi2: float, df: int, p: float):
    assert tail(chi2, df) == pytest.approx(p, abs=1e-7)


@pytest.mark.parametrize("chi2", [0.01, 1.0, 2.9, 3.1, 12.7, 50.0])
def test_with_two_and_four_degrees_it_is_the_closed_form(chi2: float):
    half = chi2 / 2
    assert tail(chi2, 2) == pytest.approx(math.exp(-half), rel=1e-10)
    assert tail(chi2, 4) == pytest.approx(math.exp(-half) * (1 + half), rel=1e-10)


@pytest.mark.parametrize(("chi2", "df"), [(-0.1, 4), (1.0, 0)])
def test_what_is_no_chi_square_is_refused(chi2: float, df: int):
    with pytest.raises(ValueError, match="degrees of freedom"):
        tail(chi2, df)


def test_the_cards_of_2014_differ_by_more_than_chance_and_professional_is_least():
    found = evenness(OF_2014)
    assert found is not None
    assert round(found.chi2, 2) == 12.70 and found.df == 4 and round(found.p, 3) == 0.013
    assert found.least == ("professional",) and found.differs


@pytest.mark.parametrize(
    ("counts", "differs", "least"),
    [
        ((5, 5, 5, 5, 5), False, ("a", "b", "c", "d", "e")),
        ((60, 52, 49, 55, 44), False, ("e",)),
        ((300, 10, 10, 10, 10), True, ("b", "c", "d", "e")),
        ((0, 0, 0, 0, 25), True, ("a", "b", "c", "d")),
    ],
)
def test_equal_counts_are_least_together(
    counts: tuple[int, ...], differs: bool, least: tuple[str, ...]
):
    found = evenness(dict(zip("abcde", counts, strict=True)))
    assert found is not None and found.differs is differs and found.least == least


@pytest.mark.parametrize("counts", [{}, {"a": 900}, {"a": 3, "b": 6}, dict.fromkeys("abcde", 4)])
def test_of_too_few_nothing_is_said(counts: dict[str, int]):
    assert evenness(counts) is None
