"""The demo's office and halls as processes of their own, on free ports.

Six machines: the demo's office and first hall; a crowded hall (thirteen
clerks, one more has left); an empty one, enrolled without its documents; a
strange one that never enrolled; and one that was founded without an office.
Nothing syncs unless it is told to.
"""

import datetime
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from kiosk.files.pinyin import findable
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.hall import duty
from kiosk.records.ledger import alarms, identity, times
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.ledger.writing import at_station
from kiosk.records.people import authors, pins, sessions, tries
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk, Ended, Publication
from kiosk.vocabulary.facts import Moment
from tests.cast import table
from tests.ground.network.test_certificates import PEM

TOP = Path(__file__).parents[2]
HERE, CROWDED, EMPTY = "sb01", "sb02", "sb03"
"""Branches of the demo."""
LEFT = "0109"
"""The badge of a clerk of the crowded hall who has left."""
LONELY = "0701"
"""The badge of the manager of the hall that stands alone."""
ADDED = 6
START = datetime.date(2014, 1, 1)
TIMEOUT_S = 60
_RARELY = "sync_seconds = 86400\n"
_MAIL = """[smtp]
host = "127.0.0.1"
port = {}
sender = "tingsheng@example.com"
security = "none"
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


PHONE_URL = "https://rate.example.com"
"""Where customers' phones find the halls."""


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}


class Machine:
    """One office or station, started and stopped as its service unit would."""

    def __init__(self, folder: Path, role: str, more: str = "") -> None:
        self.folder = folder
        self.config = folder / f"{role}.toml"
        self.screens = ("office",) if role == "office" else ("lobby", "desk")
        self.ports = {screen: free_port() for screen in self.screens}
        self._processes: list[subprocess.Popen[bytes]] = []
        folder.mkdir(parents=True, exist_ok=True)
        ports = "".join(f"[{screen}]\nport = {port}\n" for screen, port in self.ports.items())
        if role == "station":
            (folder / "root.crt").write_text(PEM, "ascii")
            more += f'root_certificate = "{folder / "root.crt"}"\nphone_url = "{PHONE_URL}"\n'
            ports = ports.replace("[desk]", 'proxy = "127.0.0.1"\n[desk]')
            ports += 'public_url = "https://192.168.1.10:8443"\n'  # the desk's
        self.config.write_text(f'role = "{role}"\n{more}{ports}', "utf-8")

    def url(self, screen: str) -> str:
        return f"http://127.0.0.1:{self.ports[screen]}"

    def run(self, *command: str) -> str:
        """What a command of kiosk.py prints; raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, str(TOP / "kiosk.py"), "--config", str(self.config), *command],
            env=_clean_environment(),
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            timeout=TIMEOUT_S,
        ).stdout

    def cards(self, by: str, *more: str) -> dict[str, int]:
        """Counted cards, from the command's CSV."""
        lines = self.run("export", "cards", "--by", by, *more).splitlines()[1:]
        return {name: int(n) for name, n in (line.split(",") for line in lines)}

    def start(self) -> None:
        self.spawn()
        self.until_served()

    def spawn(self) -> None:
        """Starts it; an office with the unit that draws its charts."""
        for command in ("serve", "charts") if self.screens == ("office",) else ("serve",):
            with (self.folder / "served.log").open("ab") as log:
                self._processes.append(
                    subprocess.Popen(
                        [sys.executable, TOP / "kiosk.py", "--config", self.config, command],
                        env=_clean_environment(),
                        stdout=log,
                        stderr=log,
                    )
                )

    def until_served(self) -> None:
        for screen in self.screens:
            _wait(f"{self.url(screen)}/healthz")

    def stop(self) -> None:
        self.terminate()
        while self._processes:
            self._processes.pop().wait(TIMEOUT_S)

    def terminate(self) -> None:
        """Asks it to stop, and does not wait."""
        for process in self._processes:
            process.terminate()


def _hear_ctrl_c() -> None:
    """A shell's background jobs, and their children, are deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait(url: str) -> None:
    """Until it answers; raises TimeoutError."""
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


class DemoHall:
    """All six machines in one folder, with the logins of the first hall and of
    the manager of the one that stands alone; the office sends mails to `mail_port`."""

    def __init__(self, folder: Path, mail_port: int = 9) -> None:
        self.office = Machine(folder, "office", _MAIL.format(mail_port))
        self.station = Machine(folder, "station", _RARELY)
        self._make_demo(folder)
        self.crowded = Machine(folder / "halls" / CROWDED, "station", _RARELY)
        self.empty = Machine(folder / "empty", "station", _RARELY)
        self.strange = Machine(folder / "strange", "station", _RARELY)
        self.alone = Machine(folder / "alone", "station", _RARELY)
        logins = (folder / "demo-logins.txt").read_text("utf-8")
        self.password = re.findall(r"^office\s+admin\s+(\S+)$", logins, re.M)[0]
        self.pins: dict[str, str] = dict(re.findall(r"^desk\s+(\S+)\s+(\d{6})\b", logins, re.M))
        self.clerks = tuple(self.pins)
        """Badges of the first hall."""
        self.passphrase = re.findall(r"passphrase (\S+)", logins)[0]
        self.receipt = re.findall(r"receipt (\S+)", logins)[0]
        self._crowd(folder)
        self._found(folder)
        self._alarm(folder)
        self.machines = (self.office, self.station, self.crowded, self.empty, self.strange,
                         self.alone)  # fmt: skip

    def start(self) -> None:
        for machine in self.machines:
            machine.spawn()
        for machine in self.machines:
            machine.until_served()
        self.crowded.run("sync")
        code = self.office.run("code", EMPTY).strip()
        self.empty.run("enrol", self.office.url("office"), code)

    def stop(self) -> None:
        for machine in self.machines:
            machine.terminate()
        for machine in self.machines:
            machine.stop()

    def _make_demo(self, folder: Path) -> None:
        """Lets `kiosk.py demo` fill the folder, then stops it."""
        made = subprocess.Popen(
            [sys.executable, str(TOP / "kiosk.py"), "demo", "--still"],
            env=_clean_environment() | {"KIOSK_DATA": str(folder)},
            stdout=(folder / "demo.log").open("wb"),
            stderr=subprocess.STDOUT,
            preexec_fn=_hear_ctrl_c,
        )
        try:
            self.office.until_served()
            self.station.until_served()
        finally:
            made.send_signal(signal.SIGINT)
            made.wait(TIMEOUT_S)

    def _crowd(self, folder: Path) -> None:
        """Six more clerks for the second hall; one of the old ones has left."""
        db = Database(folder / "office.db")
        faces = [
            found.portrait
            for found in documents.read_all(db, "clerk", datetime.date.today()).values()
            if isinstance(found, Clerk)
        ]
        names = (("欧阳海燕", "Ouyang Haiyan"), ("司马文博", "Sima Wenbo"), ("方芳", "Fang Fang"))
        more = [
            Publication(
                f"02{number:02}",
                Clerk(
                    name=names[number % 3][0],
                    name_en=names[number % 3][1],
                    branch=CROWDED,
                    portrait=faces[number],
                ),
                START,
            )
            for number in range(ADDED)
        ]
        more.append(Publication(LEFT, Ended(), START, kind="clerk"))
        documents.publish(db, more, "test", int(time.time() * 1000))
        db.close()

    def _found(self, folder: Path) -> None:
        """A post office of its own, with a manager, fees and guides."""
        self.alone.run(
            "found", "np07", "--organisation", "宁浦邮政", "--name", "江心洲支局", "--hall",
            "江心洲邮政营业厅", "--badge", LONELY, "--manager", "周雪", "--organisation-en",
            "Ningpu Post", "--name-en", "Jiangxinzhou", "--hall-en", "Jiangxinzhou post office",
            "--manager-en", "Zhou Xue", "--since", str(START),
        )  # fmt: skip
        self.pins[LONELY] = "482915"  # as the manager chose it
        db = Database(folder / "alone" / "station.db")
        keys = Keys.load(folder / "alone" / "station.key")
        author = at_station(db, "clerk", clock.read(), LONELY)
        pins.set_pin(db, author, keys, "e" * 32, LONELY, self.pins[LONELY])
        published = [*table("fees"), *table("guide"), *table("notice")]
        documents.publish(db, map(findable, published), LONELY, int(time.time() * 1000))
        db.close()

    def _alarm(self, folder: Path) -> None:
        """Alarms at the office and in the first hall; of the office's some are settled, and one
        of those has come again."""
        now = int(time.time() * 1000)
        db = Database(folder / "office.db")
        hall, crowded = (ChainId(one, f"station{one}", 1) for one in (HERE, CROWDED))
        for seq in range(1, 31):
            alarms.alarm(db, crowded, seq, "old_day", f"{seq:032x}", now - 86_400_000 + seq)
        for of, seq, code in [(hall, 41, "mark_mismatch"), (hall, 7, "conflict"),
                              (crowded, 12, "broken_chain")]:  # fmt: skip
            alarms.alarm(db, of, seq, code, f"from {seq}", now - 60_000 * seq)
        first = alarms.of_group(db, CROWDED, "old_day").rows
        names = [one.name for one in first[:4]]
        alarms.settle(db, CROWDED, "old_day", names, "admin", "已更换主板电池，时间正常。", now)
        alarms.alarm(db, crowded, first[0].seq, "old_day", first[0].detail, now)
        db.close()
        db = Database(folder / "station.db")
        alarms.alarm(db, identity.me(db).chain, 0, "clock_doubt", "+3600 s", now)
        alarms.alarm(db, identity.me(db).chain, 9, "verify_failed", "9 hash", now)
        db.close()

    def doubt(self, doubtful: bool) -> None:
        """Whether the clock of the hall that stands alone can be believed: off
        for a month it can't."""
        db = Database(self.alone.folder / "station.db")
        month_ago = Moment(int(time.time() * 1000) - 30 * 86_400_000, 0, "before")
        now = clock.read()
        times.confirm(db, *((month_ago.utc, month_ago) if doubtful else (now.utc, now)))
        db.close()

    def miss(self, name: str) -> None:
        """Twice someone enters a wrong password for this user of the office, elsewhere."""
        db = Database(self.office.folder / "office.db")
        now = clock.read()
        for _ in range(2):
            tried = tries.begin(db, "elsewhere", name, now._replace(mono=0))
            with db.writing():
                tries.was_wrong(db, tried, now.utc)
                tries.clear(db, name)
        db.close()

    def staff(self, *badges: str) -> None:
        """These clerks of the first hall are on duty, each at a window, and no others."""
        db = Database(self.station.folder / "station.db")
        for number, badge in enumerate(self.clerks, 1):
            author = authors.at_desk(db, badge, clock.read())
            duty.change(db, author, secrets.token_hex(16), badge in badges, str(number))
        db.close()

    def expire(self, badge: str) -> None:
        """The sessions of this clerk of the first hall have been idle for too long."""
        db = Database(self.station.folder / "station.db")
        with db.writing():
            mine = sessions.Session.who == badge
            db.run(sessions.Session.update(seen=sessions.Session.seen - 10**6).where(mine))
        db.close()

    def forget_tries(self) -> None:
        """Wrong codes and PINs so far: those of one test make no other one wait."""
        for machine in (self.station, self.empty):
            db = Database(machine.folder / "station.db")
            with db.writing():
                db.run(tries.Throttle.delete())
            db.close()
