"""The comparison of halls or clerks as a table to download."""

from typing import Any

from kiosk.files.spreadsheets import Cell
from kiosk.records.reports.ranking import Comparison
from kiosk.rules.office.funnel import Point
from kiosk.rules.office.ranking import Ranked
from kiosk.web.desk.downloads import said
from kiosk.web.frame.words import named

_RANKED = ("rated", "satisfaction", "low", "high", "place", "place_first", "place_last")
_COLUMNS = (
    "name", *_RANKED, "verdict", "outer_low", "inner_low", "inner_high", "outer_high", "cards",
    "served", "per_100", "per_100_shrunk",
)  # fmt: skip
_UNFLAGGED = ("rated", "satisfaction", "place", "per_100_shrunk")
"""What is also given without what is flagged."""


def heads(by: str, found: Comparison) -> list[str]:
    """What the columns are called."""
    columns = [said("column_word", one, of="comparing") for one in (by, *_COLUMNS)]
    if found.unflagged is None:
        return columns
    return columns + [
        said("unflagged_word", said("column_word", one, of="comparing"), of="comparing")
        for one in _UNFLAGGED
    ]


def rows(found: Comparison, names: dict[str, Any]) -> list[list[Cell]]:
    """A row for each unit, in the order of the ranking. `names` are the documents of clerks
    (`names`) and `branches`."""
    judged, called = found.everything, {**names["branches"], **names["names"]}
    points = {one.unit.key: one for one in (judged.funnel.points if judged.funnel else ())}
    rest = {one.unit.key: one for one in (found.unflagged.field.units if found.unflagged else ())}
    made = []
    for one in judged.field.units:
        key = one.unit.key
        given, rate = judged.figures[key].given, judged.rate(key)
        cards: list[Cell] = [given.cards, given.services] if given else ["", ""]
        raw = given.cards / given.services if given and given.services else None
        row: list[Cell] = [key, named(called[key]) if key in called else ""]
        row += [*_ranked(one), *_in_funnel(points.get(key)), *cards, _rate(raw), _rate(rate)]
        if found.unflagged is not None:
            without = rest[key]
            row += [*_ranked(without)[:2], _place(without), _rate(found.unflagged.rate(key))]
        made.append(row)
    return made


def _place(one: Ranked) -> str:
    return said("place_word", one, of="comparing")


def _ranked(one: Ranked) -> list[Cell]:
    shares: list[Cell] = [f"{value:.1%}" for value in one.share] if one.share else ["", "", ""]
    places: list[Cell] = [*one.places] if one.places else ["", ""]
    return [one.unit.rated, *shares, _place(one), *places]


def _in_funnel(one: Point | None) -> list[Cell]:
    if one is None:
        return [""] * 5
    verdict = said("verdict_word", one.verdict, of="comparing")
    return [verdict, *(f"{value:.1%}" for value in one.limits)]


def _rate(rate: float | None) -> str:
    return "" if rate is None else f"{100 * rate:.1f}"
