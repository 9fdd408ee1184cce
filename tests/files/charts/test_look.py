"""What charts have in common."""

import re
from pathlib import Path

import pytest

from kiosk.files.charts import look

TOKENS = (Path(__file__).parents[3] / "static/css/common/tokens.css").read_text("utf-8")


@pytest.mark.parametrize("colour", [look.BRAND, look.WARM, look.INK, look.MUTED, look.HAIRLINE])
def test_the_colours_are_those_of_the_pages(colour: str):
    assert re.search(rf": {colour};", TOKENS, re.IGNORECASE)


def test_a_specification_has_the_common_frame_and_its_own_parts():
    made = look.framed(mark="bar", height=100)
    assert (made["mark"], made["height"], made["width"]) == ("bar", 100, look.WIDTH)
    assert made["config"]["aria"] is False, "the page says what is shown"
