"""How large letters and targets are on a tablet, in millimetres of its screen: 长辈模式 shows
capitals that can be read from 500 mm (EN 301 549, clause 5.1.4: 0.7° of what the eye sees, which
is 6.11 mm there), and a finger meets every target in both modes.

The pages are drawn in pixels and enlarged as a whole, in steps, so that there are few stylesheets.
"""

import math
from decimal import Decimal

from kiosk.rules.input.numbers import NotANumber, number, whole
from kiosk.vocabulary.refusals import Refusal

CAPITAL_MM, TARGET_MM = 6.2, 12.0
CAPITAL = 0.733
"""The height of a capital of Noto Sans CJK, as a part of the size of type; other fonts have more or
as much."""
SMALLEST_PX = 24
"""The smallest type of the lobby in 长辈模式, before it is enlarged."""
TARGET_PX = {"normal": 64, "elder": 72}
"""The smallest target of the lobby, before it is enlarged."""
STEP, MOST = 5, 300
SCALES = range(100, MOST + 1, STEP)
"""Per cent by which pages can be enlarged."""
UNITS = {"in": Decimal("25.4"), "cm": Decimal(10)}
DENSITIES = (1.0, 12.0)
"""Fewest and most CSS pixels a millimetre of a screen: a number typed with the wrong unit is
outside."""


def diagonal(typed: str, unit: str, wide: int, high: int) -> int:
    """The diagonal of a screen of so many CSS pixels, in mm. Raises Refusal `bad_diagonal`."""
    try:
        millimetres = round(number(typed) * UNITS[unit])
    except (NotANumber, KeyError):
        raise Refusal("bad_diagonal") from None
    fewest, most = DENSITIES
    if not millimetres or not fewest <= math.hypot(wide, high) / millimetres <= most:
        raise Refusal("bad_diagonal", f"{millimetres} mm")
    return millimetres


def pixels(typed: str) -> int:
    """A screen's width or height in CSS pixels. Raises Refusal `bad_pixels`."""
    try:
        return whole(typed, most=10_000, least=200)
    except NotANumber:
        raise Refusal("bad_pixels") from None


def scale(diagonal: int, wide: int, high: int, mode: str) -> int:
    """Per cent by which the pages of a screen are enlarged, one of SCALES; 100 if its `diagonal`
    (mm) is not known."""
    if not diagonal:
        return 100
    density = math.hypot(wide, high) / diagonal
    wanted = density * TARGET_MM / TARGET_PX[mode]
    if mode == "elder":
        wanted = max(wanted, density * CAPITAL_MM / (CAPITAL * SMALLEST_PX))
    return min(MOST, max(100, STEP * math.ceil(100 * wanted / STEP)))
