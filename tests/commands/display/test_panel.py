import os
import pty
from pathlib import Path

import pytest

from kiosk.commands.display import panel
from kiosk.commands.display.panel import Panel


def connector(drm: Path, name: str, status: str) -> None:
    (drm / name).mkdir(parents=True, exist_ok=True)
    (drm / name / "status").write_text(f"{status}\n", "ascii")


def test_displays_are_the_connectors_with_one(tmp_path: Path):
    connector(tmp_path, "card0-HDMI-A-1", "connected")
    connector(tmp_path, "card0-DP-1", "disconnected")
    connector(tmp_path, "card0", "connected")
    assert Panel(drm=tmp_path).displays() == {"card0-HDMI-A-1"}
    connector(tmp_path, "card0-HDMI-A-1", "disconnected")
    assert Panel(drm=tmp_path).displays() == set()


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with a touch screen: what is written into its pipe is a touch."""
    os.mkfifo(tmp_path / "event0")
    return tmp_path


def test_a_touch_is_seen_once(inputs: Path):
    seen = Panel(inputs=inputs)
    assert not seen.touched(), "opened"
    touch = os.open(inputs / "event0", os.O_WRONLY)
    os.write(touch, b"\0" * 24 * 9)
    assert seen.touched()
    assert not seen.touched()
    os.close(touch)


def test_a_screen_that_is_plugged_in_later_is_watched_too(inputs: Path):
    seen = Panel(inputs=inputs)
    seen.touched()
    os.mkfifo(inputs / "event1")
    seen.touched()
    touch = os.open(inputs / "event1", os.O_WRONLY)
    os.write(touch, b"\0" * 24)
    assert seen.touched()
    os.close(touch)


def test_a_screen_that_is_unplugged_is_forgotten(inputs: Path, monkeypatch: pytest.MonkeyPatch):
    seen = Panel(inputs=inputs)
    seen.touched()

    def gone(_descriptor: int, _most: int) -> bytes:
        raise OSError(19, "no such device")

    monkeypatch.setattr(panel.os, "read", gone)
    assert not seen.touched()
    (inputs / "event0").unlink()
    monkeypatch.undo()
    assert not seen.touched()


def test_without_a_console_nothing_is_switched(monkeypatch: pytest.MonkeyPatch):
    told: list[bytes] = []
    monkeypatch.setattr(panel.fcntl, "ioctl", lambda _file, _what, said: told.append(said))
    for console in (None, os.open("/dev/null", os.O_RDONLY)):
        Panel(console=console).dark()
        Panel(console=console).lit()
    assert told == []


def test_a_console_is_told_to_power_its_display_down(monkeypatch: pytest.MonkeyPatch):
    told: list[bytes] = []
    monkeypatch.setattr(panel.fcntl, "ioctl", lambda _file, _what, said: told.append(said))
    master, console = pty.openpty()
    Panel(console=console).dark()
    Panel(console=console).lit()
    os.close(master)
    os.close(console)
    assert told == [panel.POWER_DOWN, panel.BLANK, panel.UNBLANK]
