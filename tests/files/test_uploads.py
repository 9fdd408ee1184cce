"""Uploaded pictures: whatever is sent, only pixels come out, or a reason."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from kiosk.files import uploads
from kiosk.files.uploads import Unusable, clean

ORIENTATION, ROTATED = 0x0112, 6


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def photo(width: int = 900, height: int = 1600) -> Image.Image:
    """Red above, blue below, and a noise that is hard to make small."""
    picture = Image.effect_noise((width, height), 20).convert("RGB")
    picture.paste("red", (0, 0, width, height // 2))
    return picture


@pytest.mark.parametrize("purpose, size", [("portrait", (320, 400)), ("portrait_2x", (640, 800))])
def test_a_photo_becomes_a_small_webp_of_four_to_five(purpose, size):
    made = clean(saved(photo(), "JPEG"), purpose)
    assert opened(made).format == "WEBP" and opened(made).size == size
    assert len(made) <= uploads.SIZES[purpose][1]


def test_a_phone_held_upright_is_turned():
    lying = photo().rotate(90, expand=True)  # as the sensor saw it
    exif = Image.Exif()
    exif[ORIENTATION] = ROTATED
    made = opened(clean(saved(lying, "JPEG", exif=exif), "portrait")).convert("RGB")
    red, _, blue = made.getpixel((160, 20))
    assert red > 200 and blue < 80


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_is_left(kind):
    secret = b"PLANTED-SECRET"
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    more: dict[str, object] = {"exif": exif, "icc_profile": secret}
    if kind == "JPEG":
        more["comment"] = secret
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("note", secret.decode())
        more["pnginfo"] = text
    upload = saved(photo(), kind, **more)
    assert secret in upload
    assert secret not in clean(upload, "portrait")


def test_a_logo_keeps_its_shape_and_its_clear_ground():
    picture = Image.new("RGBA", (1000, 600), (0, 0, 0, 0))
    picture.paste((11, 93, 70, 255), (100, 200, 900, 400))
    made = opened(clean(saved(picture, "PNG"), "logo"))
    assert made.size == (480, 120) and made.mode in ("RGBA", "RGB")


def bomb() -> bytes:
    """A small file that says it has 30,000 × 30,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(90_001), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def film() -> bytes:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    "upload, says",
    [
        (bomb, "DecompressionBomb"),
        (film, "film"),
        (lambda: b"<svg onload='x'/>", "can't be opened"),
        (lambda: b"", "can't be opened"),
        (lambda: saved(photo(), "JPEG")[:3000], "can't be opened"),
        (lambda: saved(photo(20, 20), "GIF"), "can't be opened"),
        (lambda: bytes(uploads.UPLOAD_LIMIT + 1), "5 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(upload: Callable[[], bytes], says: str):
    with pytest.raises(Unusable, match=says):
        clean(upload(), "portrait")
