"""The machine's displays, its touch screen and its console, as Linux shows them."""

import errno
import fcntl
import os
from pathlib import Path

DRM, INPUTS = Path("/sys/class/drm"), Path("/dev/input")
TIOCLINUX = 0x541C
BLANK, UNBLANK, POWER_DOWN = b"\x0e", b"\x04", b"\x0a\x03"
"""Requests to the console (ioctl_console(2)): go dark, come back, let dark mean that the display is
switched off."""
AT_ONCE = 65_536


class Panel:
    """Displays by their connectors, touches by the input devices that this user can read: the udev
    rule deploy/screen/touch.rules gives it touch screens and pointers, and no keyboard. `console`
    is the descriptor of the console that the process owns, None for none."""

    def __init__(self, drm: Path = DRM, inputs: Path = INPUTS, console: int | None = 0) -> None:
        self._drm, self._inputs, self._console = drm, inputs, console
        self._open: dict[Path, int] = {}

    def displays(self) -> frozenset[str]:
        """The connectors that a display is connected to, such as card0-HDMI-A-1."""
        return frozenset(
            status.parent.name
            for status in self._drm.glob("card*-*/status")
            if _line(status) == "connected"
        )

    def touched(self) -> bool:
        """Whether anyone has touched the screen since the last call."""
        for path in self._inputs.glob("event*"):
            if path not in self._open and os.access(path, os.R_OK):
                self._open[path] = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        return sum(self._read(path) for path in list(self._open)) > 0  # all are emptied

    def _read(self, path: Path) -> bool:
        """Drops what a device says, and the device once it is gone."""
        try:
            return bool(os.read(self._open[path], AT_ONCE))
        except OSError as error:
            if error.errno != errno.EAGAIN:
                os.close(self._open.pop(path))
            return False

    def dark(self) -> None:
        """Switches the display off; only without a compositor, which owns it else."""
        self._request(POWER_DOWN)
        self._request(BLANK)

    def lit(self) -> None:
        """Switches the display on."""
        self._request(UNBLANK)

    def _request(self, command: bytes) -> None:
        if self._console is not None and os.isatty(self._console):
            fcntl.ioctl(self._console, TIOCLINUX, command)


def _line(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except OSError:  # unplugged at this moment
        return ""
