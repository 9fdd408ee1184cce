"""What happens to a hall's computer in the boot test, one step each."""

import random
import re
import time
from collections.abc import Callable

import click
from PIL import Image

from tests.boot import hall, image, pixels
from tests.boot.looks import Looks
from tests.boot.machine import Computer, NoAnswer

POWER_S, BACK_S, START_S = 60.0, 20.0, 180.0
"""Seconds, with KVM: from the power to the lobby's pixels; from a display that is back to them; how
long a start is waited for at all."""
INSTALL_S, UPGRADE_S = 900.0, 300.0
BLACK_S = 5.0
OFF_S = 330.0
"""By then a display that no one touches is off outside opening hours."""
TAPS, PAUSE_S = 20, 0.1
"""At least so many cards are thanked for before the power fails, or a version does; seconds between
two of a customer's."""
ESCAPES = (
    "ctrl n", "ctrl t", "ctrl shift n", "ctrl o", "ctrl p", "ctrl s", "ctrl u", "ctrl h", "ctrl j",
    "ctrl w", "ctrl shift i", "ctrl shift q", "ctrl shift delete", "f1", "f3", "f5", "f6", "f10",
    "f11", "f12", "alt f4", "alt tab", "alt left", "alt home", "alt d", "meta_l", "esc", "alt esc",
    "ctrl alt f2", "ctrl alt delete", "ctrl alt backspace", "sysrq", "menu", "home",
)  # fmt: skip
SETTINGS = ("ctrl l", "c h r o m e shift-semicolon slash slash v e r s i o n ret")
AGAIN = "systemctl restart tingsheng-lobby"
NEVER = r'opens = "00:00"\ncloses = "00:01"'
DISPLAY = "/sys/class/drm/card0-Virtual-1"
COUNT = (
    f"runuser -u tingsheng -- env PYTHONPATH=/opt/tingsheng {hall.PYTHON} {image.OURS}/counting.py"
    f" {hall.DATA}/station.db"
)
VOICE = re.compile(r"^ *(.*\S) {2,}(?:zh|cmn|yue)\S* ", re.I | re.M)
"""A line of `spd-say -L` with a Chinese voice."""


class Run:
    """One machine, what its lobby looks like, and what was wrong so far."""

    def __init__(
        self, computer: Computer, bundle: image.Bundle, lobby: Image.Image, cuts: int
    ) -> None:
        self.computer, self.bundle, self.lobby, self.cuts = computer, bundle, lobby, cuts
        self.wrong: list[str] = []
        self.failed: set[str] = set()
        """The steps with something wrong."""

    def found(self, what: str, good: bool, figure: str = "") -> None:
        click.echo(f"{'ok   ' if good else 'WRONG'} {what}{': ' if figure else ''}{figure}")
        if not good:
            self.wrong.append(what)

    def attempt(self, step: Callable[["Run"], None]) -> None:
        before = len(self.wrong)
        try:
            step(self)
        except NoAnswer as error:
            self.found((step.__doc__ or "").split(".")[0], False, str(error))
        if len(self.wrong) > before:
            self.failed.add(step.__name__)
            self._keep_journal(step.__name__)

    def _keep_journal(self, name: str) -> None:
        try:
            said = self.computer.shell("journalctl -b --no-pager | tail -n 400")
        except NoAnswer as error:
            said = str(error)
        (image.WORK / f"{name}.journal").write_text(said, "utf-8")

    def keep(self, name: str) -> None:
        self.computer.screen().save(image.WORK / f"{name}.png")

    def shows_lobby(self) -> bool:
        return pixels.alike(self.computer.screen(), self.lobby)

    def shows_start_page(self) -> bool:
        return pixels.is_start_page(self.computer.screen())

    def until(self, happened: Callable[[], bool], within: float) -> float | None:
        """The seconds until something has happened; None if it does not in time."""
        start = time.monotonic()
        while time.monotonic() - start < within * self.computer.patience:
            if happened():
                return time.monotonic() - start
            time.sleep(0.3)
        return None

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

    # Steps ----------------------------------------------------------------------

    def installs(self) -> None:
        """A bare Debian takes the bundle from a second disk, without a network."""
        self.computer.power_on()
        self.computer.shell("mount -o ro /dev/vdb /mnt")
        typed = hall.installing(f"/mnt/{self.bundle.name}", self.bundle.fingerprint)
        began = time.monotonic()
        self.computer.shell(f"( {typed}\n)", INSTALL_S)
        self.found("installed from the second disk", True, f"{time.monotonic() - began:.0f} s")
        self.computer.shut_down()

    def starts(self) -> None:
        """The computer is switched on."""
        self.computer.power_on()
        self.comes("from the power to the lobby's pixels", POWER_S)

    def speaks(self) -> None:
        """The machine has a Chinese voice; a voice in other pitches is the same voice."""
        listed = self.computer.shell("spd-say --list-synthesis-voices")
        voices = {name for name in VOICE.findall(listed) if "+" not in name}
        self.found("Chinese voices", len(voices) >= 1, f"{len(voices)}: {', '.join(voices)}")

    def keeps_the_keyboard_in(self) -> None:
        """Keys that lead out of a browser do nothing, whole policy and keyboard together."""
        windows = self._windows()
        for keys in ESCAPES:
            self.computer.press(*keys.split())
            time.sleep(0.2)
        for chord in " ".join(SETTINGS).split():
            self.computer.press(*chord.replace("shift-semicolon", "shift semicolon").split())
        self._touch_nothing()
        self.found("keys lead nowhere", self.until(self.shows_lobby, 5) is not None)
        self.found("no program began or ended by keys", self._windows() == windows)

    def _touch_nothing(self) -> None:
        """Touches the display where the lobby has nothing: what it shows when idle goes away."""
        self.computer.touch(1100, 150)

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

    def hangs(self) -> None:
        """A kernel that hangs is started again by the watchdog."""
        armed = self.computer.shell("systemctl show -p RuntimeWatchdogUSec --value").strip()
        self.computer.events.clear()
        self.computer.enter(
            "echo 0 >/proc/sys/kernel/panic; echo 1 >/proc/sys/kernel/sysrq;"
            " echo c >/proc/sysrq-trigger"
        )
        passed = self.until(self._was_reset, 90)
        self.found("the watchdog starts a hung machine again", passed is not None, armed)
        self.comes("from the watchdog to the lobby's pixels", POWER_S)

    def _was_reset(self) -> bool:
        self.computer.monitor("query-status")
        return "WATCHDOG" in self.computer.events

    def closes(self) -> None:
        """Outside opening hours the display is off, and on at a touch."""
        self.computer.shell(f"cp {hall.CONFIG} /root; sed -i '1i{NEVER}' {hall.CONFIG}; {AGAIN}")
        passed = self.until(lambda: self._power() == "Off", OFF_S)
        self.found("the display is off outside opening hours", passed is not None, self._power())
        self.computer.touch(640, 400)
        lit = self.until(lambda: self._power() == "On", 10)
        self.found("a touch switches it on", lit is not None, f"{lit or 0:.1f} s")
        self.comes("from the touch to the lobby's pixels", BACK_S)
        self.computer.shell(f"cp /root/station.toml {hall.CONFIG}; {AGAIN}")
        self.until(self.shows_lobby, START_S)

    def _power(self) -> str:
        return self.computer.shell(f"cat {DISPLAY}/dpms").strip()

    def goes_back(self) -> None:
        """A later version that does not serve is undone while customers tap."""
        self.computer.shell("mountpoint -q /mnt || mount -o ro /dev/vdb /mnt")
        self._tap()
        said = self.computer.shell(f"{hall.KIOSK} upgrade /mnt/{image.UNSOUND} || true", UPGRADE_S)
        noted = self.computer.shell("cat /opt/tingsheng.upgrade/upgraded.json; echo")
        self.found("an unsound version is undone", '"rolled_back"' in noted, said)
        self.computer.shell("pkill -f tapping.py")
        self._touch_nothing()
        self.comes("from the undone upgrade to the lobby's pixels", BACK_S)
        self._count()

    def loses_its_power(self) -> None:
        """What customers were thanked for is there after the plug was pulled, each time."""
        slowest = 0.0
        for _ in range(self.cuts):
            self._tap()
            time.sleep(random.random() * 3)
            self.computer.power_off()
            self.computer.power_on()
            passed = self.until(self.shows_lobby, START_S)
            slowest = max(slowest, passed or START_S)
            if passed is None:
                self.keep("after-a-power-cut")
                self.found("back alone after a power cut", False)
        self.found("back alone", True, f"{self.cuts} power cuts, at most {slowest:.1f} s")
        self._count()

    def _tap(self) -> None:
        """Has customers tap, and waits for the first thanks."""
        already = len(self.computer.thanked)
        self.computer.enter(
            f"nohup python3 {image.OURS}/tapping.py /dev/virtio-ports/taps"
            f" {PAUSE_S * self.computer.patience} {' '.join(hall.BADGES)} >/dev/null 2>&1 &"
        )
        if self.until(lambda: len(self.computer.thanked) > already + TAPS, 120) is None:
            raise NoAnswer("no customer was thanked")

    def _count(self) -> None:
        keys = "\n".join(self.computer.thanked)
        self.computer.shell(f"cat >/dev/shm/keys <<'KEYS'\n{keys}\nKEYS")
        said = self.computer.shell(f"{COUNT} </dev/shm/keys")
        self.found("thanked for and there", " 0 lost 0 twice" in said, said.splitlines()[-1])
