"""A funnel plot shows every unit outside the limits, and of thousands within as many as can be told
apart."""

import msgspec

from kiosk.files.charts.drawing import Drawing
from kiosk.files.charts.funnel import MOST_DOTS, Dot, funnel
from kiosk.files.charts.unit import MOST_BYTES
from tests.files.charts import cast

WORDS = {"n": "评价次数", "share": "满意率"}


def dot(n: int, where: str = "within", name: str = "") -> Dot:
    return Dot(n, 0.9, (0.7, 0.8, 0.95, 0.99), where, name)


def test_it_is_drawn_with_names_and_limits():
    spec = funnel([dot(30, "low", "城北营业厅"), *(dot(n) for n in range(40, 90))], 0.9, WORDS)
    with cast.unit() as path:
        picture, alone = (Drawing(path).draw(one) for one in (spec, funnel([dot(30)], 0.9, WORDS)))
    assert picture and alone
    for said in ("城北营业厅", "评价次数", "满意率"):
        assert f">{said}</text>" in picture.shapes
    assert picture.shapes.count("stroke-dasharray") >= 2  # the inner limits


def test_of_thousands_none_outside_is_left_out():
    dots = [dot(n, "high" if n % 100 == 0 else "within") for n in range(30, 54_030)]
    spec = funnel(dots, 0.9, WORDS)
    shown = spec["data"]["values"]
    assert sum(one["where"] == "high" for one in shown) == 540
    assert MOST_DOTS * 0.9 < sum(one["where"] == "within" for one in shown) <= MOST_DOTS
    assert len(msgspec.json.encode(spec)) < MOST_BYTES
