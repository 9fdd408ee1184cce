"""Shares against the number of answers, with the limits of what is usual (a funnel plot)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kiosk.files.charts.look import BRAND, MUTED, WARM, framed

MOST_DOTS = 1_200
"""Dots that are seen apart. Of more, those within the limits are thinned out evenly."""
MOST_NAMES = 12
STEPS = 60
"""Places at which the limits are drawn."""


class Dot(NamedTuple):
    """One unit: the number of its answers, its share, the limits at that number (outer low, inner
    low, inner high, outer high), "low", "high" or "within" the outer ones, and its name where it
    is written beside the dot."""

    n: int
    share: float
    limits: tuple[float, float, float, float]
    where: str
    name: str = ""


SHAPES = {
    "within": ("circle", MUTED),
    "high": ("triangle-up", BRAND),
    "low": ("triangle-down", WARM),
}


def funnel(dots: Sequence[Dot], average: float, words: Mapping[str, str]) -> dict[str, Any]:
    """The chart; `words` are what the axes "n" and "share" are called. Dots outside differ by their
    shape, too, so that colour says nothing alone."""
    shown = _thinned(dots)
    lowest = min(min(one.share, one.limits[0]) for one in shown)
    floor = max(0.0, math.floor(20 * lowest - 0.4) / 20)  # a dot on the axis would be cut
    scale = {"domain": [floor, 1.0], "nice": False, "clamp": True}
    n = {"field": "n", "type": "quantitative", "title": words["n"], "scale": {"type": "log"},
         "axis": {"tickCount": 6, "format": "~s", "grid": False}}  # fmt: skip
    share = {"field": "share", "type": "quantitative", "title": words["share"],
             "scale": scale,
             "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    shape, colour = ([one[n] for one in SHAPES.values()] for n in (0, 1))
    marks = {"field": "where", "type": "nominal", "legend": None}
    domain = {"domain": list(SHAPES)}
    dot = {"x": n, "y": share}
    name = {"mark": {"type": "text", "align": "left", "dx": 8}} | {
        "transform": [{"filter": "datum.name != ''"}],
        "encoding": dot | {"text": {"field": "name"}},
    }
    curves = [
        {"data": {"values": _curve(shown, place)},
         "mark": {"type": "line", "color": MUTED, "strokeWidth": 1, "strokeDash": dash},
         "encoding": dot}
        for place, dash in enumerate(([1, 0], [4, 4], [4, 4], [1, 0]))
    ]  # fmt: skip
    mean = {"data": {"values": [{"share": average}]}, "encoding": {"y": share},
            "mark": {"type": "rule", "color": MUTED}}  # fmt: skip
    points = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.8},
        "encoding": dot | {"shape": marks | {"scale": domain | {"range": shape}},
                           "color": marks | {"scale": domain | {"range": colour}}},
    }  # fmt: skip
    rows = [{"n": one.n, "share": round(one.share, 4), "where": one.where, "name": one.name}
            for one in shown]  # fmt: skip
    return framed(data={"values": rows}, layer=[*curves, mean, points, name], height=320)


def _thinned(dots: Sequence[Dot]) -> list[Dot]:
    """All dots outside the limits, and as many of the others as can be seen apart."""
    within = [one for one in dots if one.where == "within"]
    step = -(-len(within) // MOST_DOTS) or 1
    return [one for one in dots if one.where != "within"][:MOST_DOTS] + within[::step]


def _curve(dots: Sequence[Dot], place: int) -> list[dict[str, float]]:
    """A limit at the numbers of answers that there are, from the least to the most."""
    by_n = sorted({one.n: one.limits[place] for one in dots}.items())
    chosen = by_n[:: -(-len(by_n) // STEPS)]
    if by_n[-1] not in chosen:
        chosen.append(by_n[-1])
    return [{"n": n, "share": round(limit, 4)} for n, limit in chosen]
