"""The decoders that read what others have written: each with the exceptions that it declares, and
the messages that its fuzzer begins with."""

import importlib
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Door(NamedTuple):
    """`read` takes any bytes and raises nothing but `declared`; a door in the whole program needs
    no list, since `read` itself says what must not happen."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    declared: tuple[type[Exception], ...] = ()
    memory: int = 300
    """Most MB of the whole process, its libraries included."""


class Broken(Exception):
    """A door let something through that must not happen."""


WATCHED = {
    "messages": ["kiosk.vocabulary", "kiosk.rules", "kiosk.files", "kiosk.records.exchange",
                 "kiosk.records.cases", "kiosk.sync", "kiosk.web.machines.signing", "verify"],
    "texts": ["kiosk.rules", "kiosk.records.stations", "kiosk.web.machines.held"],
    "sheets": ["kiosk.rules", "kiosk.files"],
    "pages": ["kiosk.web.frame", "kiosk.web.machines", "kiosk.rules.input", "kiosk.commands",
              "kiosk.records.exchange"],
}  # fmt: skip
"""The modules beside this one that have doors, and whose coverage drives their fuzzers."""


def doors(module: str) -> list[Door]:
    """The doors of a module."""
    found: list[Door] = importlib.import_module(f"tests.fuzz.{module}").DOORS
    return found
