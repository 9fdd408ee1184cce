"""A report as tables: every figure with its number, its share, and the path where its facts are
read; and the halls beside each other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kiosk.files.reports import paths, worded
from kiosk.files.reports.worded import Say
from kiosk.files.spreadsheets import Cell, Sheet
from kiosk.rules.office.reports.figures import Figures, Value
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import CHAPTERS, LINES, SECTIONS, Line, Period
from kiosk.vocabulary.reports.words import WORDS

_HEADS = ("chapter", "section", "code", "figure", "n", "of", "share", "range_low", "range_high",
          "n_before", "of_before", "share_before", "n_rest", "of_rest", "n_rest_before",
          "facts")  # fmt: skip


def heads(say: Say) -> list[str]:
    """What the columns of `rows` are called."""
    return [say(WORDS[name]) for name in _HEADS]


def rows(
    period: Period, span: Span, scope: str, now: Figures, before: Figures, say: Say
) -> Iterator[list[Cell]]:
    """A row for each figure, in the order of the chapters."""
    for chapter, sections in SECTIONS.items():
        for section in sections:
            for line in section.lines:
                yield [
                    say(CHAPTERS[chapter]),
                    say(section.word),
                    line.code,
                    say(line.word),
                    *_cells(line, now[line.code], say),
                    *_cells(line, before[line.code], say)[:3],
                    *_rest(now[line.code]),
                    _rest(before[line.code])[0],
                    paths.of_figure(line.code, period, span, scope),
                ]


def _cells(line: Line, one: Value, say: Say) -> list[Cell]:
    """The number, or why there is none; of how many; the share and its range."""
    share = one.share if line.shape == "share" else None
    first: Cell = worded.value(line, one, say) if one.n is None else one.n
    if line.shape == "mean" and one.mean is not None:
        return [first, _number(one.of), f"{one.mean:.2f}", "", ""]
    shown = [f"{bound:.1%}" for bound in share] if share else ["", "", ""]
    return [first, _number(one.of), *shown]


def _rest(one: Value) -> list[Cell]:
    """The number without what is flagged, and of how many; both empty where nothing is."""
    return [_number(one.rest.n), _number(one.rest.of)] if one.rest else ["", ""]


def _number(n: int | None) -> Cell:
    return "" if n is None else n


class Hall(NamedTuple):
    """A hall by its id and name, the numbers of `hall_codes`, and the same without what is
    flagged."""

    key: str
    name: str
    numbers: Sequence[int]
    rest: Sequence[int]


def halls(given: Sequence[Hall], say: Say) -> Sheet:
    """The halls beside each other; without what is flagged, too, if anything is."""
    named = [say(WORDS["branch"]), say(WORDS["hall"])]
    counted = [say(LINES[code].word) for code in hall_codes()]
    both = [n for n in range(GIVEN) if any(one.numbers[n] != one.rest[n] for one in given)]
    heads = [say(WORDS["column_rest"]) % {"column": counted[n]} for n in both]
    table: list[list[Cell]] = [
        [one.key, one.name, *one.numbers, *(one.rest[n] for n in both)] for one in given
    ]
    return Sheet(say(WORDS["by_branch"]), [*named, *counted, *heads], table)


GIVEN = 3 + len(CARD_KINDS)
"""The first of `hall_codes`, of which some can be flagged."""


def hall_codes() -> tuple[str, ...]:
    """The figures by which halls are shown beside each other."""
    return ("rated", "low", "cards", *CARD_KINDS, "cases", "help")
