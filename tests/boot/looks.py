"""What is seen of the boot test's display while the lobby is waited for."""

import time

from PIL import Image

from tests.boot import pixels
from tests.boot.machine import Computer


class Looks:
    """What is seen of a display until it shows the lobby."""

    def __init__(self, computer: Computer, lobby: Image.Image) -> None:
        self._computer, self._lobby = computer, lobby
        self._black_since: float | None = None
        self._session = False
        self.longest_black = 0.0

    def look(self) -> bool:
        """Whether the lobby is there; notes how long the display has been black since the start
        page was first seen."""
        picture, now = self._computer.screen(), time.monotonic()
        self._session = self._session or pixels.is_start_page(picture)
        if self._session and pixels.is_black(picture):
            self._black_since = self._black_since or now
            self.longest_black = max(self.longest_black, now - self._black_since)
        else:
            self._black_since = None
        return pixels.alike(picture, self._lobby)
