"""Opaque cursors: where a program reads on."""

import base64
import binascii
from typing import TypeVar

import msgspec

T = TypeVar("T")
LONGEST = 400


class BadCursor(ValueError):
    """Not a cursor of this list."""


def write(place: object) -> str:
    """A place as text that fits in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read(text: str, shape: type[T]) -> T:
    """The place that a cursor means. Raises BadCursor."""
    if len(text) > LONGEST:
        raise BadCursor
    try:
        said = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(said, type=shape)
    except (msgspec.MsgspecError, binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor from error
