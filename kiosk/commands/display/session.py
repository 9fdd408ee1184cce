"""What a hall's display shows: at once the start page, above it the lobby while the station
answers, and nothing outside opening hours, unless someone touches it."""

import datetime
import http.client
import logging
import os
import signal
import threading
import time
from pathlib import Path

import click

from kiosk.commands.display import browser
from kiosk.commands.display.browser import Program
from kiosk.commands.display.panel import Panel
from kiosk.commands.machine import Machine, machine
from kiosk.rules.hall.opening import is_open

log = logging.getLogger("tingsheng.display")
STEP_S = 0.5
ASK_S, ANSWER_S = 2.0, 5.0
"""Between two questions to the station, and how long an answer takes at most."""
SILENT_S = 30.0
"""After so long without an answer the start page takes the lobby's place: its pages wait for the
station by themselves, but a link that was tapped shows Chromium's own error."""
AWAKE_S = 300.0
"""How long a touch keeps the display on outside opening hours."""
AGAIN_S = 2.0
"""Between two starts of a program that ends at once."""


class Station:
    """The station, as the display sees it: when it last answered (seconds, monotonic)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answered: float | None = None

    def ask(self) -> None:
        """Asks for a file that needs no database: on a damaged disk, what can be is shown."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        try:
            line.request("GET", "/static/lobby.js")
            line.getresponse().read()
            self.answered = time.monotonic()
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()

    def keep_asking(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.ask()
            stop.wait(ASK_S)


class Session:
    """The programs on the display, started and stopped as the moment asks for."""

    def __init__(self, station: Station, panel: Panel, folder: Path, now: float) -> None:
        self._station, self._panel = station, panel
        self._profile = folder / "chromium"
        self._compositor = Program(browser.compositor())
        url = f"http://127.0.0.1:{station.port}/"
        display = {"WAYLAND_DISPLAY": "wayland-0"}
        self._chromium = Program(browser.chromium(url, self._profile), display)
        self._started = {self._compositor: -AGAIN_S, self._chromium: -AGAIN_S}
        self._displays = panel.displays()
        self._touched = now
        self._lit = True

    def step(self, now: float, is_open: bool) -> None:
        """Looks at everything once, and does what follows; `now` in seconds, monotonic."""
        came = self._displays_that_came()
        if self._panel.touched():
            self._touched = now
        if not is_open and now - self._touched >= AWAKE_S:
            self._darken()
            return
        if came and self._compositor.running:
            log.info("display connected: %s", ", ".join(sorted(came)))
            self.stop()
        if not self._lit:
            log.info("display on")
            self._panel.lit()
            self._lit = True
        if not self._compositor.running:
            self._begin(now)
            return
        self._show_lobby(now)

    def stop(self) -> None:
        self._chromium.stop()
        self._compositor.stop()
        browser.forget(self._profile)

    def _begin(self, now: float) -> None:
        """Starts the compositor; where it ended by itself, all is drawn without the graphics card
        from then on: there may be none, or its driver may be at fault."""
        if self._compositor.ended:
            log.error("the display's compositor ended: without the graphics card from now on")
            self._compositor.more["WLR_RENDERER"] = "pixman"
            if browser.WITHOUT_CARD not in self._chromium.words:
                self._chromium.words.insert(1, browser.WITHOUT_CARD)
        self.stop()
        self._start(self._compositor, now)

    def _displays_that_came(self) -> frozenset[str]:
        before, self._displays = self._displays, self._panel.displays()
        return self._displays - before

    def _show_lobby(self, now: float) -> None:
        answered = self._station.answered
        silent = answered is None or now - answered >= SILENT_S
        if silent and self._chromium.running:
            log.warning("the station is silent: start page")
            self._chromium.stop()
        elif not silent and not self._chromium.running:
            browser.forget(self._profile)
            self._start(self._chromium, now)

    def _darken(self) -> None:
        if self._lit:
            log.info("outside opening hours: display off")
            self.stop()
            self._panel.dark()
            self._lit = False

    def _start(self, program: Program, now: float) -> None:
        if now - self._started[program] >= AGAIN_S:
            log.info("starting %s", program.name)
            self._started[program] = now
            program.start()


@click.command()
@machine
def display(here: Machine) -> None:
    """Keep the lobby on this machine's display: start page, browser, opening hours."""
    config = here.config("station")
    station = Station(config.lobby.port)
    folder = Path(os.environ.get("RUNTIME_DIRECTORY", "/run/tingsheng-lobby"))
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    threading.Thread(target=station.keep_asking, args=(stop,), daemon=True).start()
    session = Session(station, Panel(), folder, time.monotonic())
    while not stop.wait(STEP_S):
        now = f"{datetime.datetime.now():%H:%M}"
        session.step(time.monotonic(), is_open(config.opens, config.closes, now))
    session.stop()
