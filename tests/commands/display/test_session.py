"""The display's programs are shell scripts here that write down when they begin and end."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.commands.display import browser, session
from kiosk.commands.display.panel import Panel
from kiosk.commands.display.session import AGAIN_S, AWAKE_S, SILENT_S, Session, Station

TOP = Path(__file__).parents[3]
PROGRAM = """#!/bin/sh
trap 'exit 0' TERM
echo "$0 $WAYLAND_DISPLAY" >> "{log}"
while :; do sleep 0.05; done
"""


class TouchedPanel(Panel):
    """A display that a test plugs, touches and looks at."""

    def __init__(self) -> None:
        self.plugged, self.finger, self.told = frozenset({"card0-HDMI-A-1"}), False, ""

    def displays(self) -> frozenset[str]:
        return self.plugged

    def touched(self) -> bool:
        return self.finger

    def dark(self) -> None:
        self.told = "dark"

    def lit(self) -> None:
        self.told = "lit"


class Display:
    """A session with its panel, its station and what was started."""

    def __init__(self, folder: Path) -> None:
        self.now = 1_000.0
        self.log = folder / "log"
        self.panel, self.station = TouchedPanel(), Station(9)
        self.session = Session(self.station, self.panel, folder / "run", self.now)

    def pass_by(self, seconds: float, is_open: bool = True, answers: bool = True) -> None:
        self.now += seconds
        if answers:
            self.station.answered = self.now
        self.session.step(self.now, is_open)

    def running(self) -> list[bool]:
        """Of the compositor and of Chromium."""
        return [self.session._compositor.running, self.session._chromium.running]

    def started(self) -> list[str]:
        """Every program that was started, once it has said so."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            lines = self.log.read_text().splitlines() if self.log.exists() else []
            if lines:
                return [Path(line.split()[0]).name for line in lines]
            time.sleep(0.01)
        return []


@pytest.fixture
def display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Display]:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name in ("cage", "chromium"):
        (bin_folder / name).write_text(PROGRAM.format(log=tmp_path / "log"))
        (bin_folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}:/usr/bin:/bin")
    made = Display(tmp_path)
    yield made
    made.session.stop()


def test_the_start_page_comes_before_the_station_does(display: Display):
    display.pass_by(0, answers=False)
    display.pass_by(0.5, answers=False)
    assert display.running() == [True, False]
    display.pass_by(0.5)
    assert display.running() == [True, True]


def test_a_browser_that_ends_is_started_again_over_the_start_page(display: Display):
    display.pass_by(0)
    display.pass_by(0.5)
    display.session._chromium.stop()
    display.pass_by(AGAIN_S)
    assert display.running() == [True, True]


def test_a_program_that_ends_at_once_is_not_started_at_each_look(display: Display):
    display.pass_by(0)
    display.pass_by(0.5)
    display.session._chromium.stop()
    display.pass_by(0.1)
    assert display.running() == [True, False]


def test_a_compositor_that_ends_by_itself_is_started_without_the_graphics_card(display: Display):
    display.pass_by(0)
    assert "WLR_RENDERER" not in display.session._compositor.more
    assert browser.WITHOUT_CARD not in display.session._chromium.words
    child = display.session._compositor._child
    assert child is not None
    child.kill()
    child.wait()
    display.pass_by(AGAIN_S)
    assert display.running() == [True, False]
    assert display.session._compositor.more["WLR_RENDERER"] == "pixman"
    assert display.session._chromium.words.count(browser.WITHOUT_CARD) == 1


def test_a_station_that_stays_silent_gives_way_to_the_start_page(display: Display):
    display.pass_by(0)
    display.pass_by(0.5)
    display.pass_by(SILENT_S - 1, answers=False)
    assert display.running() == [True, True], "a restart is waited for by the page itself"
    display.pass_by(2, answers=False)
    assert display.running() == [True, False]
    display.pass_by(AGAIN_S)
    assert display.running() == [True, True]


def test_a_display_that_comes_back_begins_again(display: Display):
    display.pass_by(0)
    display.pass_by(0.5)
    first = display.session._compositor._child
    display.panel.plugged = frozenset()
    display.pass_by(5)
    assert display.running() == [True, True], "lost: nothing to do yet"
    display.panel.plugged = frozenset({"card0-HDMI-A-1"})
    display.pass_by(5)
    display.pass_by(AGAIN_S)
    assert display.running() == [True, True]
    assert display.session._compositor._child is not first
    assert "WLR_RENDERER" not in display.session._compositor.more, "it had not ended by itself"


def test_outside_opening_hours_the_display_goes_off_until_it_is_touched(display: Display):
    display.pass_by(0)
    display.pass_by(0.5)
    display.pass_by(AWAKE_S / 2, is_open=False)
    assert display.running() == [True, True] and display.panel.told == "", "someone may be there"
    display.pass_by(AWAKE_S, is_open=False)
    assert display.running() == [False, False] and display.panel.told == "dark"
    display.panel.finger = True
    display.pass_by(60, is_open=False)
    assert display.running() == [True, False] and display.panel.told == "lit"
    display.panel.finger = False
    display.pass_by(AWAKE_S + 1, is_open=False)
    assert display.running() == [False, False] and display.panel.told == "dark"
    display.pass_by(60, is_open=True)
    assert display.running() == [True, False] and display.panel.told == "lit"


def test_a_stop_ends_the_programs_and_deletes_the_profile(display: Display, tmp_path: Path):
    display.pass_by(0)
    display.pass_by(0.5)
    (tmp_path / "run" / "chromium").mkdir(parents=True)
    display.session.stop()
    assert display.running() == [False, False]
    assert not (tmp_path / "run" / "chromium").exists()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_any_answer_of_the_station_will_do():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        station = Station(server.server_port)
        station.ask()
        assert station.answered is not None
        server.shutdown()
    silent = Station(server.server_port)
    silent.ask()
    assert silent.answered is None


def test_the_command_shows_the_start_page_and_stops_when_asked(display: Display, tmp_path: Path):
    config = tmp_path / "station.toml"
    config.write_text('role = "station"\n[lobby]\nport = 9\n', "utf-8")
    words = [sys.executable, str(TOP / "kiosk.py"), "--config", str(config), "display"]
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL)
    try:
        assert display.started() == ["cage"]
    finally:
        child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0


def test_a_second_look_comes_soon():
    assert session.STEP_S <= 1 <= session.ASK_S
