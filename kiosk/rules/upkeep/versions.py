"""Versions of the program: which one is newer."""

import re

from kiosk.rules.input.numbers import digits

SHAPE = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")


class NotAVersion(ValueError):
    """Something is no version, such as 0.3.0."""


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing. Raises NotAVersion."""
    if not SHAPE.fullmatch(version):
        raise NotAVersion(version[:40])
    numbers = [digits(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def is_newer(version: str, present: str) -> bool:
    """Whether a version is newer than the present one. Raises NotAVersion."""
    return parts(version) > parts(present)
