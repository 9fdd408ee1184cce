"""The chart of a share by week: its specification, and that it can be drawn."""

from kiosk.files.charts.drawing import Drawing
from kiosk.files.charts.weeks import SHAPES, Point, weeks
from tests.files.charts import cast

WORDS = {"share": "满意率", "mean": "平均", "low": "下限", "high": "上限", "target": "目标"}
POINTS = [Point("11-02", 0.9, "usual"), Point("11-09", None, "usual"), Point("11-16", 0.7, "worse")]


def test_lines_are_drawn_where_there_are_limits_and_within_what_a_share_can_be():
    made = weeks(POINTS, (0.9, 0.66, 1.2), WORDS)
    lines = [one["data"]["values"][0] for one in made["layer"] if "data" in one]
    assert {(one["says"], one["value"]) for one in lines} == {
        ("平均", 0.9), ("下限", 0.66), ("上限", 1.0),
    }  # fmt: skip
    assert made["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0.65, 1.0]
    assert len(weeks(POINTS, None, WORDS)["layer"]) == 2


def test_a_target_has_a_line_of_its_own_within_the_scale():
    made = weeks(POINTS, (0.9, 0.86, 0.94), WORDS, 0.5)
    *_, line, _text = made["layer"]
    assert line["data"]["values"] == [{"value": 0.5, "says": "目标"}]
    assert made["layer"][0]["encoding"]["y"]["scale"]["domain"][0] <= 0.5


def test_marks_differ_by_more_than_their_colour():
    assert len({shape for shape, _ in SHAPES.values()}) == len(SHAPES)


def test_the_unit_draws_it_also_without_a_single_point():
    with cast.unit() as path:
        drawing = Drawing(path)
        chart = drawing.draw(weeks(POINTS, (0.9, 0.66, 1.2), WORDS, 0.8))
        assert chart is not None and all(word in chart.shapes for word in WORDS.values())
        assert drawing.draw(weeks([Point("11-02", None, "usual")], None, WORDS)) is not None
