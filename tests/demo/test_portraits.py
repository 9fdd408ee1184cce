"""The demo's faces: small, smooth, all different, the same every time."""

import io

import pytest
from PIL import Image

from kiosk.demo import portraits as faces


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("WEBP",))


def test_eighty_portraits_are_small_and_all_different() -> None:
    portraits = [faces.portrait(seed) for seed in range(80)]
    assert {opened(data).size for data in portraits} == {(320, 400)}
    assert max(map(len, portraits)) <= 8 * 1024
    assert len(set(portraits)) == 80


@pytest.mark.parametrize("seed", [0, 7, -3, 2**40])
def test_a_seed_gives_the_same_portrait_every_time(seed: int) -> None:
    assert faces.portrait(seed) == faces.portrait(seed)


def test_a_portrait_is_smooth_and_fills_its_frame() -> None:
    image = opened(faces.portrait(4)).convert("RGB")
    assert len(image.getcolors(320 * 400) or []) > 500  # blended edges, not a few flat colours
    background, jacket = image.getpixel((4, 4)), image.getpixel((60, 390))
    assert isinstance(background, tuple) and isinstance(jacket, tuple)
    assert min(background) > 190 > 120 > max(jacket)
