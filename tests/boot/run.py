"""`make boot`: a computer without a network is switched on, and the lobby is on its display.

    python -m tests.boot.run
    python -m tests.boot.run --power-cuts 50

Then what happens to a hall's computer: keys that should lead out of the browser, a display that is
taken away and comes back, a kernel that hangs, the end of the opening hours, and the plug that is
pulled while customers tap. Pictures of the display are left in .venv/boot/. Ends with 1 where
anything fails. Without KVM the processor is emulated: that is said, and the run is shorter.
"""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.boot import image, pixels
from tests.boot.machine import SIZE, Computer, NoAnswer, has_kvm
from tests.browser.demo_hall import Machine
from tests.browser.screens import launch

POWER_S, BACK_S, START_S = 60.0, 20.0, 180.0
"""Seconds, with KVM: from the power to the lobby's pixels; from a display that is back to them; how
long a start is waited for at all."""
BLACK_S = 5.0
OFF_S = 330.0
"""By then a display that no one touches is off outside opening hours."""
LONG, SHORT = 10, 2
"""Power cuts with and without KVM."""
TAPS = 20
"""At least so many cards are thanked for before each cut."""
ESCAPES = (
    "ctrl n", "ctrl t", "ctrl shift n", "ctrl o", "ctrl p", "ctrl s", "ctrl u", "ctrl h", "ctrl j",
    "ctrl w", "ctrl shift i", "ctrl shift q", "ctrl shift delete", "f1", "f3", "f5", "f6", "f10",
    "f11", "f12", "alt f4", "alt tab", "alt left", "alt home", "alt d", "meta_l", "esc", "alt esc",
    "ctrl alt f2", "ctrl alt delete", "ctrl alt backspace", "sysrq", "menu", "home",
)  # fmt: skip
SETTINGS = ("ctrl l", "c h r o m e shift-semicolon slash slash v e r s i o n ret")
CONFIG, AGAIN = "/etc/tingsheng/station.toml", "systemctl restart tingsheng-lobby"
NEVER = r'opens = "00:00"\ncloses = "00:01"\n'
DISPLAY = "/sys/class/drm/card0-Virtual-1"
COUNT = (
    "runuser -u tingsheng -- .venv/bin/python -m tests.boot.counting /var/lib/tingsheng/station.db"
)


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


class Run:
    """One machine, what its lobby looks like, and what was wrong so far."""

    def __init__(self, computer: Computer, lobby: Image.Image) -> None:
        self.computer, self.lobby = computer, lobby
        self.wrong: list[str] = []

    def found(self, what: str, good: bool, figure: str = "") -> None:
        click.echo(f"{'ok   ' if good else 'WRONG'} {what}{': ' if figure else ''}{figure}")
        if not good:
            self.wrong.append(what)

    def attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except NoAnswer as error:
            self.found((step.__doc__ or "").split(".")[0], False, str(error))

    def keep(self, name: str) -> None:
        self.computer.screen().save(image.WORK / f"{name}.png")

    def shows_lobby(self) -> bool:
        return pixels.alike(self.computer.screen(), self.lobby)

    def until(self, happened: Callable[[], bool], within: float) -> float | None:
        """The seconds until something has happened; None if it does not in time."""
        start = time.monotonic()
        while time.monotonic() - start < within * self.computer.patience:
            if happened():
                return time.monotonic() - start
            time.sleep(0.3)
        return None

    # Steps ----------------------------------------------------------------------

    def start(self) -> None:
        """The computer is switched on."""
        self.computer.power_on()
        self.comes("from the power to the lobby's pixels", POWER_S)

    def comes(self, what: str, limit: float) -> None:
        """Waits for the lobby; once the start page was there, the display must not stay black."""
        looks = Looks(self.computer, self.lobby)
        passed = self.until(looks.look, START_S)
        self.keep(what.replace(" ", "-").replace("'", ""))
        if passed is None:
            self.found(what, False, f"not in {START_S * self.computer.patience:.0f} s")
        elif self.computer.kvm:
            self.found(what, passed <= limit, f"{passed:.1f} s, at most {limit:.0f} s")
            black = looks.longest_black
            self.found("black meanwhile", black <= BLACK_S, f"{black:.1f} s, at most {BLACK_S} s")
        else:
            self.found(what, True, f"{passed:.1f} s, emulated: no limit")

    def speaks(self) -> None:
        """The machine has a Chinese voice."""
        voices = self.computer.shell("spd-say -o espeak-ng -L | grep -ciE 'zh|cmn|chinese' || true")
        self.found("Chinese voices", voices.strip().isdigit() and int(voices) >= 1, voices.strip())

    def keeps_the_keyboard_in(self) -> None:
        """Keys that lead out of a browser do nothing, whole policy and keyboard together."""
        windows = self._windows()
        for keys in ESCAPES:
            self.computer.press(*keys.split())
            time.sleep(0.2)
        for chord in " ".join(SETTINGS).split():
            self.computer.press(*chord.replace("shift-semicolon", "shift semicolon").split())
        self.found("keys lead nowhere", self.until(self.shows_lobby, 5) is not None)
        self.found("no program began or ended by keys", self._windows() == windows)

    def _windows(self) -> str:
        """The browser's first process, the consoles with a login, and the foreground console."""
        return self.computer.shell(
            "pgrep -o -x chromium; cat /sys/class/tty/tty0/active;"
            " systemctl list-units 'getty@*' --no-legend --state=active | wc -l"
        )

    def loses_its_display(self) -> None:
        """A display that is taken away and comes back shows the lobby again."""
        began = self.computer.shell("pgrep -o -x cage")
        self.computer.shell(f"echo off >{DISPLAY}/status; sleep 3")
        self.computer.shell(f"echo detect >{DISPLAY}/status; sleep 1; cat {DISPLAY}/status")
        self.comes("from the display's return to the lobby's pixels", BACK_S)
        self.found("the session began again", self.computer.shell("pgrep -o -x cage") != began)

    def loses_its_browser(self) -> None:
        """A browser that is killed gives way to the start page and comes back."""
        self.computer.shell("pkill -9 -o -x chromium")
        self.found("the start page", self.until(self.shows_start_page, 5) is not None)
        self.comes("from the browser's end to the lobby's pixels", BACK_S)

    def loses_its_station(self) -> None:
        """A station that stays away gives way to the start page."""
        self.computer.shell("systemctl stop tingsheng-station")
        self.found("the start page", self.until(self.shows_start_page, 60) is not None)
        self.computer.shell("systemctl start tingsheng-station")
        self.comes("from the station's start to the lobby's pixels", BACK_S)

    def shows_start_page(self) -> bool:
        return pixels.is_start_page(self.computer.screen())

    def hangs(self) -> None:
        """A kernel that hangs is started again by the watchdog."""
        armed = self.computer.shell("systemctl show -p RuntimeWatchdogUSec --value").strip()
        self.computer.events.clear()
        self.computer.enter("echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger")
        passed = self.until(self._was_reset, 90)
        self.found("the watchdog starts a hung machine again", passed is not None, armed)
        self.comes("from the watchdog to the lobby's pixels", POWER_S)

    def _was_reset(self) -> bool:
        self.computer.monitor("query-status")
        return "WATCHDOG" in self.computer.events

    def closes(self) -> None:
        """Outside opening hours the display is off, and on at a touch."""
        self.computer.shell(f"cp {CONFIG} /root; printf '{NEVER}' >>{CONFIG}; {AGAIN}")
        passed = self.until(lambda: self._power() == "Off", OFF_S)
        self.found("the display is off outside opening hours", passed is not None, self._power())
        self.computer.touch(640, 400)
        passed = self.until(lambda: self._power() == "On", 10)
        self.found("a touch switches it on", passed is not None, f"{passed or 0:.1f} s")
        self.comes("from the touch to the lobby's pixels", BACK_S)
        self.computer.shell(f"cp /root/station.toml {CONFIG}; {AGAIN}")
        self.until(self.shows_lobby, START_S)

    def _power(self) -> str:
        return self.computer.shell(f"cat {DISPLAY}/dpms").strip()

    def loses_its_power(self, cuts: int) -> None:
        """What customers were thanked for is there after the plug was pulled, each time."""
        slowest = 0.0
        for _ in range(cuts):
            self._cut_under_taps()
            passed = self.until(self.shows_lobby, START_S)
            slowest = max(slowest, passed or START_S)
            if passed is None:
                self.keep("after-a-power-cut")
                self.found("back alone after a power cut", False)
        self.found("back alone", True, f"{cuts} power cuts, at most {slowest:.1f} s")
        keys = "\n".join(self.computer.thanked)
        said = self.computer.shell(
            f"cat >/dev/shm/keys <<'KEYS'\n{keys}\nKEYS\ncd /opt/tingsheng; {COUNT} </dev/shm/keys"
        )
        self.found("thanked for and there", " 0 lost 0 twice" in said, said.splitlines()[-1])

    def _cut_under_taps(self) -> None:
        already = len(self.computer.thanked)
        self.computer.enter(
            "cd /opt/tingsheng; nohup python3 tests/boot/tapping.py /dev/virtio-ports/taps"
            " 0101 0102 0103 0104 0105 0106 >/dev/null 2>&1 &"
        )
        tapped = self.until(lambda: len(self.computer.thanked) > already + TAPS, 120)
        self.found("customers tap", tapped is not None) if tapped is None else None
        time.sleep(random.random() * 3)
        self.computer.power_off()
        self.computer.power_on()


def reference() -> Image.Image:
    """The lobby of the image's hall, as this machine's Chromium shows it."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(image.ROOT / "var/lib/tingsheng", Path(name) / "hall")
        station = Machine(Path(name) / "hall", "station")
        station.start()
        try:
            return _pictured(station.url("lobby"))
        finally:
            station.stop()


def _pictured(url: str) -> Image.Image:
    file = image.WORK / "reference.png"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto(f"{url}/")
        page.screenshot(path=file)
        browser.close()
    return Image.open(file).convert("RGB")


@click.command()
@click.option("--power-cuts", type=int, help=f"{LONG} by default, {SHORT} without KVM.")
def main(power_cuts: int | None) -> None:
    """Boot the hall's computer and try it."""
    kvm = has_kvm()
    if not kvm:
        click.echo("no KVM here: the processor is emulated, so the run is shorter and unmeasured")
    disk = image.make()
    run = Run(Computer(disk, image.WORK, kvm), reference())
    try:
        everything(run, power_cuts or (LONG if kvm else SHORT))
    finally:
        run.computer.power_off()
    click.echo(f"{len(run.wrong)} wrong")
    sys.exit(1 if run.wrong else 0)


def everything(run: Run, cuts: int) -> None:
    steps = [run.start, run.speaks, run.keeps_the_keyboard_in, run.loses_its_display]
    if run.computer.kvm:
        steps += [run.loses_its_browser, run.loses_its_station, run.hangs, run.closes]
    for step in steps:
        run.attempt(step)
    run.attempt(lambda: run.loses_its_power(cuts))


if __name__ == "__main__":
    main()
