"""What all charts have in common: the colours of the pages, and a frame without ornament."""

from typing import Any

WIDTH, HEIGHT = 720, 240
"""Pixels of a chart's inside. A page scales it; on a phone it scrolls."""
BRAND, WARM, INK, MUTED, HAIRLINE = "#0B5D46", "#97321F", "#1D2320", "#4C5550", "#DDD6C8"
"""As in static/css/common/tokens.css. Printed in grey, BRAND and WARM differ by their marks, since
colour never says anything alone."""
SMALL = 13
"""Pixels of the texts, measured in the font that a server has; a page shows them in its own."""


def framed(**parts: Any) -> dict[str, Any]:
    """A specification with the common frame; `parts` are its data, marks and what else it has."""
    text = {"labelFontSize": SMALL, "titleFontSize": SMALL, "titleFontWeight": 400,
            "labelColor": MUTED, "titleColor": MUTED}  # fmt: skip
    lines = {"domainColor": HAIRLINE, "tickColor": HAIRLINE, "gridColor": HAIRLINE}
    config = {
        "aria": False,  # the page says what is shown, in its language
        "font": "Noto Sans CJK SC, Noto Sans SC, sans-serif",
        "background": None,
        "view": {"stroke": None},
        "axis": text | lines | {"labelOverlap": "greedy"},
        "legend": text | {"orient": "top", "title": None},
        "text": {"fontSize": SMALL, "color": INK},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 4,
        "config": config,
    } | parts
