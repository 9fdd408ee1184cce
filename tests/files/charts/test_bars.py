"""The chart of numbers by hour or kind."""

from kiosk.files.charts.bars import Bar, bars
from kiosk.files.charts.drawing import Drawing
from tests.files.charts import cast

COUNTED = [Bar("礼貌", 271), Bar("耐心", 0)]


def test_bars_keep_their_order_and_begin_at_nought():
    made = bars(COUNTED, "5P卡")
    assert made["data"]["values"] == [{"name": "礼貌", "n": 271}, {"name": "耐心", "n": 0}]
    encoding = made["layer"][0]["encoding"]
    assert encoding["x"]["sort"] is None and "scale" not in encoding["y"]


def test_the_unit_draws_each_bar_with_its_number():
    with cast.unit() as path:
        chart = Drawing(path).draw(bars(COUNTED, "5P卡"))
    assert chart is not None
    assert all(word in chart.shapes for word in ("礼貌", "耐心", "271", "5P卡"))
