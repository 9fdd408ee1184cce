"""A QR code as the path of an SVG: square, with a quiet zone, for any address."""

import re

import pytest
import segno

from kiosk.web.frame.assets.qr import qr_path


def dark(path: str) -> set[tuple[int, int]]:
    """The dark modules that a path draws."""
    drawn = re.findall(r"M(\d+) (\d+)h1v1h-1z", path)
    assert "".join(f"M{x} {y}h1v1h-1z" for x, y in drawn) == path, "and nothing else"
    return {(int(x), int(y)) for x, y in drawn}


@pytest.mark.parametrize("text", ["http://192.168.0.7:8080/clerks/0317", "7K2M-Q4XA", "厅" * 100])
def test_the_modules_are_those_of_the_code_inside_a_quiet_zone(text: str):
    width, path = qr_path(text)
    code = segno.make(text, error="m", micro=False)
    rows = enumerate(code.matrix)
    assert dark(path) == {(x + 4, y + 4) for y, row in rows for x, one in enumerate(row) if one}
    assert width == len(code.matrix) + 8
    assert all(4 <= place < width - 4 for module in dark(path) for place in module)
