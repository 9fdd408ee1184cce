from PIL import Image, ImageDraw

from tests.boot import pixels
from tests.boot.machine import SIZE

PAPER = (0xFA, 0xF7, 0xF1)


def lobby(letters: str) -> Image.Image:
    """A page with six tiles and some letters."""
    page = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(page)
    for number in range(6):
        draw.rectangle((100 + number * 180, 200, 240 + number * 180, 460), fill=(20, 80, 140))
    draw.text((100, 100), letters, fill=(29, 35, 32))
    return page


def test_pages_that_differ_in_their_letters_are_alike():
    assert pixels.alike(lobby("09:30"), lobby("Thursday, 21:45"))


def test_a_page_differs_from_what_else_a_display_shows():
    for colour in ((0, 0, 0), PAPER, pixels.BRAND, (32, 33, 36)):
        assert not pixels.alike(Image.new("RGB", SIZE, colour), lobby("09:30"))
    assert not pixels.alike(lobby("09:30").resize((800, 1280)), lobby("09:30"))


def test_black_and_the_start_page_are_recognised():
    start = Image.new("RGB", SIZE, pixels.BRAND)
    ImageDraw.Draw(start).rectangle((400, 350, 880, 450), fill=(255, 255, 255))
    assert pixels.is_start_page(start) and not pixels.is_black(start)
    assert pixels.is_black(Image.new("RGB", SIZE)) and not pixels.is_start_page(lobby("x"))
