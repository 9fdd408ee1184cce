"""How many there are of each hour or kind, as bars with their numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.files.charts.look import BRAND, framed


class Bar(NamedTuple):
    """What is counted, as the axis names it, and how many there are."""

    name: str
    n: int


def bars(counted: Sequence[Bar], word: str) -> dict[str, Any]:
    """The chart, its bars in the order given; `word` is what they count."""
    name = {"field": "name", "type": "ordinal", "sort": None, "title": None,
            "axis": {"labelAngle": 0}}  # fmt: skip
    n = {"field": "n", "type": "quantitative", "title": word,
         "axis": {"tickCount": 4, "format": "~s", "tickMinStep": 1}}  # fmt: skip
    number = {"type": "text", "dy": -8}
    layers = [
        {"mark": {"type": "bar", "color": BRAND, "size": 22}, "encoding": {"x": name, "y": n}},
        {"mark": number, "encoding": {"x": name, "y": n, "text": {"field": "n"}}},
    ]
    return framed(data={"values": [one._asdict() for one in counted]}, layer=layers)
