"""A share week by week with its mean and the limits of what is usual (an XmR chart)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kiosk.files.charts.look import BRAND, INK, MUTED, WARM, framed


class Point(NamedTuple):
    """A week: what it is called, its share (None for too few answers), and "better", "worse" or
    "usual"."""

    week: str
    share: float | None
    change: str


SHAPES = {
    "usual": ("circle", BRAND),
    "better": ("triangle-up", BRAND),
    "worse": ("triangle-down", WARM),
}


def weeks(
    points: Sequence[Point], limits: tuple[float, float, float] | None, words: Mapping[str, str],
    target: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The chart; `limits` are (mean, low, high), `target` the share that is wanted, `words` what
    "share", "mean", "low", "high" and "target" are called. Marks differ by shape, too, so that
    colour says nothing alone."""
    shown = [one.share for one in points if one.share is not None]
    wanted = [] if target is None else [target]
    floor = min([*shown, *wanted, *(limits or ())[1:2]], default=0.0)
    scale = {"domain": [max(0.0, math.floor((floor - 0.01) * 20) / 20), 1.0], "nice": False}
    week = {"field": "week", "type": "ordinal", "sort": None, "title": None,
            "axis": {"labelAngle": 0}}  # fmt: skip
    share = {"field": "share", "type": "quantitative", "scale": scale, "title": words["share"],
             "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    rows = [one._asdict() for one in points]
    shape, colour = ([one[n] for one in SHAPES.values()] for n in (0, 1))
    marks = {"field": "change", "type": "nominal", "legend": None}
    domain = {"domain": list(SHAPES)}
    layers: list[dict[str, Any]] = [
        {"mark": {"type": "line", "color": BRAND, "strokeWidth": 2},
         "encoding": {"x": week, "y": share}},
        {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
         "encoding": {"x": week, "y": share,
                      "shape": marks | {"scale": domain | {"range": shape}},
                      "color": marks | {"scale": domain | {"range": colour}}}},
    ]  # fmt: skip
    if limits:
        lines = zip(("mean", "low", "high"), limits, ([1, 0], [6, 4], [6, 4]), strict=True)
        for name, value, dash in lines:
            layers += _line(words[name], min(1.0, max(0.0, value)), dash, scale)
    if target is not None:
        layers += _line(words["target"], target, [1, 3], scale)
    return framed(data={"values": rows}, layer=layers)


def _line(says: str, value: float, dash: list[int], scale: Any) -> list[dict[str, Any]]:
    at = {"data": {"values": [{"value": value, "says": says}]}}
    y = {"field": "value", "type": "quantitative", "scale": scale}
    said = {"text": {"field": "says"}}
    text = {"type": "text", "align": "left", "dx": 4, "color": INK}
    return [
        at | {"mark": {"type": "rule", "color": MUTED, "strokeDash": dash}, "encoding": {"y": y}},
        at | {"mark": text, "encoding": {"y": y, "x": {"value": "width"}} | said},
    ]
