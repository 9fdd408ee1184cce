"""Drawn cards and signs: their size, and that they are the same every time."""

import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise, product
from pathlib import Path

import pytest
from PIL import Image

from kiosk.files import drawings

SPRITE = Path(__file__).parents[2] / "static" / "symbols" / "sprite.svg"
SVG = "{http://www.w3.org/2000/svg}"
NAMES = """
    polite patient positive passionate professional grade1 grade2 grade3 grade4 grade5
    home back language elder help undo check fees guide suggestion search lookup person window
    station office alert arrow-left arrow-right print speaker clock logo medal umbrella
    complaint praise question erase
"""
SHAPES = {
    "path": {"d"},
    "circle": {"cx", "cy", "r", "fill", "stroke"},
    "rect": {"x", "y", "width", "height", "rx"},
}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("WEBP",))


def font_installed() -> bool:
    try:
        drawings._font(10)
    except drawings.FontMissing:
        return False
    return True


needs_font = pytest.mark.skipif(not font_installed(), reason="fonts-noto-cjk is not installed")


@pytest.fixture(scope="module")
def cards() -> dict[tuple[str, str], bytes]:
    keys = product(drawings.KINDS, ("zh", "en"))
    return {(kind, language): drawings.card(kind, language) for kind, language in keys}


@needs_font
def test_cards_have_their_size_and_stay_small(cards: dict[tuple[str, str], bytes]) -> None:
    assert {opened(data).size for data in cards.values()} == {(720, 450)}
    assert max(map(len, cards.values())) <= 24 * 1024
    assert len(set(cards.values())) == 10
    assert drawings.card("polite", "zh") == cards["polite", "zh"]


@needs_font
def test_a_card_wears_the_colour_of_its_kind(cards: dict[tuple[str, str], bytes]) -> None:
    for (kind, _), data in cards.items():
        pixel = opened(data).convert("RGB").getpixel((20, 225))
        wanted = [int(drawings.KINDS[kind][0][i : i + 2], 16) for i in (1, 3, 5)]
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(pixel, wanted, strict=True)), kind


@pytest.mark.parametrize(("kind", "language"), [("rude", "zh"), ("polite", "fr")])
def test_an_unknown_card_is_refused(kind: str, language: str) -> None:
    with pytest.raises(KeyError):
        drawings.card(kind, language)


def test_without_a_font_the_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "_FONT_ROOT", tmp_path)
    with pytest.raises(drawings.FontMissing, match="fonts-noto-cjk"):
        drawings.draw_cards(tmp_path / "cards")
    assert list((tmp_path / "cards").iterdir()) == []


@needs_font
def test_the_simplified_face_is_taken_from_a_collection() -> None:
    family, _ = drawings._font(10).getname()
    assert family is not None
    assert not re.search(r" (JP|KR|TC|HK)$", family)


@pytest.mark.parametrize("missing", [0, 1, 10])
def test_draw_cards_leaves_existing_files_alone(
    missing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "card", lambda kind, language: f"{kind} {language}".encode())
    names = [f"{kind}-{language}.webp" for kind, language in product(drawings.KINDS, ("zh", "en"))]
    for name in names[missing:]:
        (tmp_path / name).write_bytes(b"kept")
    drawings.draw_cards(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    for name in names[:missing]:
        assert (tmp_path / name).read_text() == name.removesuffix(".webp").replace("-", " ")
    assert all((tmp_path / name).read_bytes() == b"kept" for name in names[missing:])


def test_an_interrupted_drawing_leaves_no_half_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(descriptor: int) -> None:
        raise OSError(5, "power cut")

    monkeypatch.setattr(drawings, "card", lambda kind, language: b"picture")
    with monkeypatch.context() as during:
        during.setattr("os.fsync", power_cut)
        with pytest.raises(OSError, match="power cut"):
            drawings.draw_cards(tmp_path)
    assert list(tmp_path.glob("*.webp")) == []
    drawings.draw_cards(tmp_path)
    assert len(list(tmp_path.glob("*.webp"))) == 10


def test_the_sprite_has_every_symbol_and_nothing_a_strict_policy_forbids() -> None:
    assert SPRITE.stat().st_size < 12 * 1024
    symbols = list(ET.parse(SPRITE).getroot())
    assert sorted(symbol.get("id", "") for symbol in symbols) == sorted(NAMES.split())
    for symbol in symbols:
        assert symbol.get("viewBox") == "0 0 24 24"
        assert (symbol.get("stroke"), symbol.get("stroke-width")) == ("currentColor", "1.75")
        for shape in symbol:
            assert set(shape.keys()) <= SHAPES[shape.tag.removeprefix(SVG)], symbol.get("id")


def test_the_card_symbols_are_those_of_the_sprite() -> None:
    for symbol in ET.parse(SPRITE).getroot():
        if symbol.get("id") in drawings.KINDS:
            circles = [
                f"O{c.get('cx')} {c.get('cy')} {c.get('r')}" for c in symbol.iter(f"{SVG}circle")
            ]
            paths = [path.get("d", "") for path in symbol.iter(f"{SVG}path")]
            assert "".join(circles + paths) == drawings.KINDS[symbol.get("id") or ""][2]


def test_mirrored_paths_are_symmetrical() -> None:
    pen = drawings.Pen(40, 40, "#FFFFFF")
    pen.place(1, 20 + 0j)
    first, second = pen.lines("|M0 2L8 2L4 30Z")
    middle = 20 * drawings._FINE
    for (x, y), (twin, height) in zip(first, second, strict=True):
        assert (middle - x, y) == (twin - middle, height)
    assert all(a != b for a, b in pairwise(first))
