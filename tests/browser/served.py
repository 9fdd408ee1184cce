"""Machines of the cast in front of a real browser: they live in this process, by a clock that a
test moves, so that a month passes in a minute."""

import contextlib
import threading
from collections.abc import Iterator

import msgspec

from kiosk.commands import listening
from tests.cast import Machine


@contextlib.contextmanager
def served(machine: Machine, screen: str) -> Iterator[str]:
    """The address of one screen of a machine, until the block ends."""
    listener = msgspec.structs.replace(getattr(machine.config, screen), port=0)
    server = listening.listen(machine.app(screen), screen, listener)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        listening.drain(server)
