"""Uploaded pictures, made safe and small.

They are opened confined (kiosk/files/confined.py), since a file can be made to do harm. The result
is repainted from the pixels alone: location, camera data and comments are removed (OWASP ASVS
14.2.8).
"""

import io
import warnings
from typing import Literal

from PIL import Image, ImageOps

from kiosk.files import confined

UPLOAD_LIMIT = 5 * 1024 * 1024
"""Largest upload, in bytes."""
MOST_PIXELS = 24_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
SIZES = {"portrait": ((320, 400), 8_000), "portrait_2x": ((640, 800), 40_000)}
"""Size in pixels, 4:5 as the lobby shows a clerk, and most bytes."""
LOGO = (480, 120)
LOGO_BYTES = 16_000
_SECONDS, _MEMORY = 10, 1 << 30

Purpose = Literal["portrait", "portrait_2x", "logo"]


class Unusable(Exception):
    """The file is not a usable picture; the message says why."""


def clean(upload: bytes, purpose: Purpose) -> bytes:
    """Makes a WebP for this purpose from an uploaded JPEG, PNG or WebP.

    Portraits are turned upright and cropped to 4:5, a little above the middle, where faces
    are; a logo keeps its shape and its transparent background. Raises Unusable for anything else,
    for more than UPLOAD_LIMIT bytes or 24 million pixels, and for animations; confined.Busy.
    """
    if len(upload) > UPLOAD_LIMIT:
        raise Unusable("larger than 5 MB")
    try:
        return confined.run(
            "kiosk.files.uploads", upload, purpose, seconds=_SECONDS, memory=_MEMORY
        )
    except confined.Overrun:
        raise Unusable("it takes too much to open") from None
    except confined.Refused as refused:
        raise Unusable(str(refused)) from None


def _repaint(upload: bytes, purpose: Purpose) -> bytes:
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unusable("more than 24 million pixels")
        if getattr(opened, "n_frames", 1) != 1:
            raise Unusable("a film, not a picture")
        upright = ImageOps.exif_transpose(opened)
        if purpose == "logo":
            return _logo(upright.convert("RGBA"))
        size, most = SIZES[purpose]
        return _small(_anew(ImageOps.fit(_on_white(upright), size, centering=(0.5, 0.4))), most)


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture as RGB; what was transparent turns white, not black."""
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def _logo(picture: Image.Image) -> bytes:
    box = picture.getchannel("A").getbbox()
    if box is None:
        raise Unusable("nothing to see")
    cropped = picture.crop(box)
    cropped.thumbnail(LOGO)
    return _small(_anew(cropped), LOGO_BYTES)


def _anew(picture: Image.Image) -> Image.Image:
    painted = Image.new(picture.mode, picture.size)
    painted.paste(picture)
    return painted


def _small(picture: Image.Image, most: int) -> bytes:
    for quality in (85, 75, 65, 50, 35, 20, 10):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= most:
            return out.getvalue()
    raise Unusable("too detailed to be made small")


def inside(upload: bytes, purpose: Purpose) -> bytes:
    """The same, inside the process of its own. Raises Refused with the reason."""
    try:
        return _repaint(upload, purpose)
    except Unusable as trouble:
        raise confined.Refused(str(trouble)) from None
    except Exception as trouble:  # a hostile file can make a decoder raise anything
        raise confined.Refused(f"it can't be opened: {type(trouble).__name__}") from None
