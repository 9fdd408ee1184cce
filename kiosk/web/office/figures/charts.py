"""Charts on head office's pages: drawn by the chart unit, and part of the page."""

from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kiosk.files.charts.drawing import Drawing
from kiosk.files.charts.inline import Chart
from kiosk.web.frame.here import here


def drawn(spec: dict[str, Any]) -> Chart | None:
    """The chart of a Vega-Lite specification, whose words are in the page's language already. None
    where the unit does not run: the page shows the chart's table in its place
    (templates/frame/macros/charts.html, `chart`)."""
    chart = _drawing(here.config.charts_socket).draw(spec)
    return chart and chart._replace(shapes=Markup(chart.shapes))  # checked by `inlined`


@cache
def _drawing(path: Path) -> Drawing:
    return Drawing(path)
