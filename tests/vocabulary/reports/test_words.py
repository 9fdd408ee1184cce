"""The report's chapters, sections and figures."""

from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import ABOUT, CHAPTERS, LINES, SECTIONS
from kiosk.vocabulary.reports.words import IMPORTED
from kiosk.vocabulary.schemes import FIGURES


def test_every_figure_has_one_place():
    codes = [line.code for some in SECTIONS.values() for one in some for line in one.lines]
    assert len(codes) == len(set(codes)) == len(LINES)
    sections = [one.code for some in SECTIONS.values() for one in some]
    assert len(sections) == len(set(sections))


def test_the_four_chapters_are_those_of_the_source():
    assert list(CHAPTERS.values()) == ["人文关怀", "阳光管理", "规范守则", "真心服务"]
    assert CHAPTERS.keys() == SECTIONS.keys() == ABOUT.keys()


def test_what_is_imported_is_called_unlike_figures_of_our_own():
    assert list(IMPORTED) == list(CARD_KINDS)
    assert not {one.zh for one in IMPORTED.values()} & set(FIGURES.values())
