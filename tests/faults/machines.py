"""A real office and a real hall, each a process of its own, on the loopback:
to be killed, loaded and asked."""

import contextlib
import datetime
import http.client
import io
import os
import random
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kiosk.ground import clock
from kiosk.ground import config as configuration
from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.publishing import documents
from kiosk.records.stations import enrolment
from kiosk.records.upkeep import new_database
from kiosk.vocabulary.documents import Branch, Clerk, Publication
from tests.faults import plants

TOP = Path(__file__).parents[2]
BRANCH = "sb01"
BADGES = tuple(f"0{101 + number}" for number in range(8))
START_S = 10.0
"""Within this time after a start the customer page must be served, on a machine that is free."""


class NotServed(Exception):
    """A machine was started and its page did not come in time."""


@dataclass
class Machine:
    """A configured machine and, while it runs, its process."""

    file: Path
    config: Config
    child: subprocess.Popen[bytes] | None = None
    wrapped_in: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port of its first screen: the lobby, or the office."""
        return self.config.lobby.port if self.config.role == "station" else self.config.office.port

    def command(self, *words: str) -> list[str]:
        planted = plants.CHOSEN in os.environ and "serve" in words
        program = ["-m", plants.__name__] if planted else [str(TOP / "kiosk.py")]
        return [sys.executable, *program, "--config", str(self.file), *words]

    @property
    def log(self) -> Path:
        return self.file.with_suffix(".log")

    def start(self, *words: str) -> None:
        """Starts the process; does not wait until it serves."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [*self.wrapped_in, *self.command("serve", *words)],
                cwd=TOP, env=_environment(), stdout=log, stderr=log,
            )  # fmt: skip

    def until_served(self) -> float:
        """Waits until its first page is served; returns the seconds. Raises
        NotServed, with what it said last, when that takes too long or when it ended."""
        begun = time.monotonic()
        page = "/" if self.config.role == "station" else "/healthz"
        most = START_S * busy()
        while (passed := time.monotonic() - begun) < most:
            if answers(self.port, page):
                return passed
            if self.child is None or self.child.poll() is not None:
                break
            time.sleep(0.02)
        last_said = self.log.read_text("utf-8", "replace")[-1500:]
        raise NotServed(f"{self.config.role}: no page after {passed:.1f} s\n{last_said}")

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to do anything more."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None

    def stop(self) -> None:
        """SIGTERM, as a service manager stops it."""
        if self.child is not None:
            self.child.terminate()
            self.child.wait(timeout=30)
            self.child = None

    def run(self, *words: str) -> str:
        """One command of kiosk.py in a process of its own; its output. Raises
        CalledProcessError, which then says what the command said."""
        done = subprocess.run(
            self.command(*words), cwd=TOP, env=_environment(), capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip
        if done.returncode:
            said = f"{' '.join(words)}: {done.stdout}{done.stderr}"
            raise subprocess.CalledProcessError(done.returncode, said)
        return done.stdout

    @contextlib.contextmanager
    def database(self) -> Iterator[Database]:
        """Its database, read while no process of ours runs on this handle."""
        db = opening.opened(self.config)
        try:
            yield db
        finally:
            db.close()


def busy() -> float:
    """How many times longer than on a free machine something may take here now: as many times as
    there are processes for each processor."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}


def answers(port: int, page: str) -> bool:
    """Whether this page comes with status 200."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", page)
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def free_ports(number: int) -> list[int]:
    """Ports below those the system hands out by itself: a client that calls a
    dead station on one of these could be connected to itself."""
    found: list[int] = []
    for port in random.sample(range(20_000, 30_000), 1_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == number:
            return found
    raise OSError("no free ports between 20000 and 30000")


def make_office(folder: Path, database: str = "") -> tuple[Machine, str]:
    """An office with one branch of eight clerks, not yet started, and an
    enrolment code for that branch; `database` is the address of a PostgreSQL, if it has one."""
    (port,) = free_ports(1)
    kept = f'database = "{database}"\n' if database else ""
    office = configured(folder / "office", f'role = "office"\n{kept}[office]\nport = {port}\n')
    with office.database() as db:
        new_database.make(db)
        db.migrate()
    return office, publish_branch(office, BRANCH, BADGES)


def publish_branch(office: Machine, branch: str, badges: Sequence[str]) -> str:
    """Publishes a branch with these clerks; returns an enrolment code for it."""
    with office.database() as db:
        documents.publish(db, _roster(db, branch, badges), "test", clock.read().utc)
    return draw_code(office, branch)


def draw_code(office: Machine, branch: str) -> str:
    """Another enrolment code for a branch."""
    keys = Keys.load(office.config.key_file)
    with office.database() as db:
        now = clock.read().utc
        return enrolment.issue_code(db, branch, keys, secrets.token_bytes(10), now)


def make_station(
    folder: Path,
    office: Machine,
    code: str,
    sync_seconds: int,
    name: str = "station",
    port: int | None = None,
) -> Machine:
    """A station enrolled with a running office over HTTP, with its roster; `port` is where it
    calls the office, if not at the office's own."""
    lobby, desk = free_ports(2)
    station = configured(
        folder / name,
        f'role = "station"\nsync_seconds = {sync_seconds}\n'
        f"[lobby]\nport = {lobby}\n[desk]\nport = {desk}\n",
    )
    station.run("enrol", f"http://127.0.0.1:{port or office.port}", code)
    station.run("sync")
    return station


def configured(folder: Path, content: str) -> Machine:
    folder.mkdir(parents=True)
    file = folder / "machine.toml"
    file.write_text(content, "utf-8")
    return Machine(file, configuration.load(file, {}))


def _picture(number: int) -> bytes:
    """A picture as heavy as a clerk's: WebP, 320 × 400, 6 to 8 KB, another for each number."""
    grey = Image.linear_gradient("L").resize((320, 400))
    grain = Image.frombytes("L", (80, 100), random.Random(number).randbytes(8_000))
    out = io.BytesIO()
    Image.blend(grey, grain.resize((320, 400), Image.Resampling.BICUBIC), 0.18).save(
        out, "WEBP", quality=60
    )
    return out.getvalue()


def _roster(db: Database, of: str, badges: Sequence[str]) -> list[Publication]:
    since = datetime.date(2014, 1, 1)
    branch = Branch(
        name="皇姑分公司", hall="皇姑营业厅", organisation="沈北燃气",
        name_en="Huanggu", hall_en="Huanggu hall", organisation_en="Shenbei Gas",
    )  # fmt: skip
    clerks = [
        Publication(
            badge,
            Clerk(
                name=f"王{'一二三四五六七八'[number]}",
                name_en=f"Wang {number + 1}",
                branch=of,
                portrait=documents.store_blob(db, _picture(number)),
            ),
            since,
        )
        for number, badge in enumerate(badges)
    ]
    return [Publication(of, branch, since), *clerks]
