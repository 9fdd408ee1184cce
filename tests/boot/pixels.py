"""Whether a display shows what a browser shows: two pictures compared by their large areas, since
letters differ with the browser's version."""

from PIL import Image

BRAND = (0x0B, 0x5D, 0x46)
BLOCK = 20
"""Pixels of a block's side; a block has one colour, the mean of its pixels."""
FAR = 8
"""So much apart in red, green or blue, of 255, two blocks are different."""
DARK = 64
MOST = 0.15
"""The share of blocks that differ where pictures are alike."""


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of blocks, 0 to 1, that differ between two pictures of one size."""
    if one.size != other.size:
        return 1.0
    first, second = one.reduce(BLOCK).tobytes(), other.reduce(BLOCK).tobytes()
    blocks = [
        max(abs(a - b) for a, b in zip(first[at : at + 3], second[at : at + 3], strict=True)) > FAR
        for at in range(0, len(first), 3)
    ]
    return sum(blocks) / len(blocks)


def alike(one: Image.Image, other: Image.Image) -> bool:
    return difference(one, other) <= MOST


def is_black(picture: Image.Image) -> bool:
    """Whether it is black, or as dark as a private window that has no page yet."""
    return max(high for _, high in picture.getextrema()) < DARK


def is_start_page(picture: Image.Image) -> bool:
    """Whether most of it has the brand's colour (deploy/screen/waiting.py)."""
    return difference(picture, Image.new("RGB", picture.size, BRAND)) < 0.3
