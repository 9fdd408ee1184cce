"""The decoders that read what others have written: each with the exceptions that it declares, and
the messages that its fuzzer begins with."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Door(NamedTuple):
    """`read` takes any bytes and raises nothing but `declared`; a door in the whole program needs
    no list, since `read` itself says what must not happen."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    declared: tuple[type[Exception], ...] = ()


class Broken(Exception):
    """A door let something through that must not happen."""


def door(name: str) -> Door:
    """The door of this name, with the modules that it needs."""
    return next(one for one in doors() if one.name == name)


def doors() -> list[Door]:
    """All of them. Imported here, so that what they load can be watched first."""
    from tests.fuzz import messages, pages, sheets, texts

    return [*messages.DOORS, *texts.DOORS, *sheets.DOORS, *pages.DOORS]
