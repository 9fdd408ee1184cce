"""Pictures of cards: each the same twice, every character drawn, the code read back; bounded."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.files import confined, drawings
from kiosk.files.sheets import keepsakes, typesetting
from kiosk.files.sheets.keepsakes import Keepsake
from tests.files.sheets.cast import decoded

ROWS = ("1" * 21,) * 21
SAID = Keepsake(
    "polite", "谢谢您的", "礼貌", "王芳", "皇姑营业厅", "2026年11月21日", "编号", "校验码", ROWS
)


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("kind", drawings.KINDS)
def test_each_kind_has_its_colour_and_the_size_is_that_of_a_post(kind: str):
    picture = opened(keepsakes._picture(_of(kind=kind)))
    assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    assert bytes(picture.getpixel((2, 2))).hex() == drawings.KINDS[kind][0][1:].lower()


def _of(**fields: object) -> Keepsake:
    said = {name: getattr(SAID, name) for name in SAID.__struct_fields__}
    return Keepsake(**said | fields)  # type: ignore[arg-type]


def test_the_same_data_gives_the_same_bytes_and_another_name_others():
    assert keepsakes.draw(SAID) == keepsakes.draw(SAID)
    assert keepsakes._picture(_of(name="李敏")) != keepsakes._picture(SAID)


@pytest.mark.parametrize("rare", "龘𠮷㙍")
def test_rare_surnames_are_drawn_and_no_glyph_is_missing(rare: str):
    """What Pillow draws for a character that a font lacks is its .notdef."""
    font = ImageFont.truetype(str(drawings._file()), 80, 2)

    def drawn(text: str) -> bytes:
        picture = Image.new("L", (120, 120))
        ImageDraw.Draw(picture).text((10, 10), text, 255, font)
        return picture.tobytes()

    missing = drawn("\U0010fffd")
    assert drawn(rare) not in (missing, drawn(""))
    known = typesetting.characters(typesetting.font_file().read_bytes())
    assert ord(rare) in known
    assert keepsakes._picture(_of(name=rare)) != keepsakes._picture(_of(name=typesetting.UNKNOWN))


def test_both_weights_of_the_font_draw_the_same_characters():
    """The regular one says what is known; the bold one draws."""
    bold = Path(drawings._file() or "").read_bytes()
    assert typesetting.characters(bold) == typesetting.characters(
        typesetting.font_file().read_bytes()
    )


def test_a_character_that_no_font_has_is_a_sign(monkeypatch: pytest.MonkeyPatch):
    assert keepsakes.draw(_of(name="王😀")) == keepsakes.draw(_of(name="王〓"))


def test_a_long_name_stays_inside():
    picture = opened(keepsakes._picture(_of(name="阿卜杜热合曼·麦合木提玉山江 Alexandria")))
    for y in range(930, 1030, 2):
        for x in (*range(20), *range(1060, 1080)):
            assert picture.getpixel((x, y)) == (0xFA, 0xF7, 0xF1)


def test_the_code_is_read_back():
    import segno

    code = segno.make("卡片编号 NVS5-N2FV-CYU5\n沈北燃气\n" + "长" * 60, error="m", micro=False)
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix)
    said = decoded(opened(keepsakes._picture(_of(qr=rows))))
    assert said.startswith("卡片编号 NVS5-N2FV-CYU5\n沈北燃气\n")


def test_without_the_font_or_in_too_little_time_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(keepsakes, "_SECONDS", 0)
    with pytest.raises(typesetting.Unset):
        keepsakes.draw(SAID)
    monkeypatch.setattr(confined, "run", lambda *_, **__: pytest.fail("it ran"))
    monkeypatch.setattr(typesetting, "_FONT_ROOT", tmp_path)
    with pytest.raises(typesetting.FontMissing):
        keepsakes.draw(SAID)
