"""A hall whose program is installed in versions, and further versions of it, sound and unsound.

A version here is a few files that run the program under test with another number and, if wanted, a
defect. `systemctl` is a script of the test's own, which starts and stops the hall's real process.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.commands.upkeep import installed
from kiosk.files.programs import packed
from kiosk.files.programs.packed import Head
from kiosk.ground.keys import Keys
from tests.faults import machines
from tests.faults.machines import TOP, Machine

OLD, NEW = "1.0.0", "1.1.0"
CLERK = "0101"
ENTRY = """
import os, signal, sys
sys.path.insert(0, {top!r})
sys.dont_write_bytecode = True
import kiosk
kiosk.VERSION = {version!r}
from kiosk.commands.upkeep import installed, under_way
under_way.HEALTHY_S, under_way.LOOK_S = 15.0, 0.1
left = int(os.environ.get("KILL_BEFORE", "-1"))
def counted(function):
    def call(*args, **more):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*args, **more)
    return call
if "upgrade" in sys.argv:
    for module, names in ((under_way, ("said", "service", "_write")),
                          (installed, ("install", "switch", "clear"))):
        for name in names:
            setattr(module, name, counted(getattr(module, name)))
{defect}
from tests.faults import plants
planted = plants.chosen()
planted.__enter__()
from kiosk.commands.main import main
main()
"""
MIGRATES = """
import shutil, tempfile, pathlib
from kiosk.ground import db
folder = pathlib.Path(tempfile.mkdtemp())
for one in db.MIGRATIONS.glob("*.py"):
    shutil.copy(one, folder)
(folder / "9999_new.py").write_text('''
def up(migrator, db):
    db.execute_sql("CREATE TABLE brand_new (a INTEGER) STRICT")
''')
db.MIGRATIONS = folder
"""
DEFECTS = {
    "sound": "",
    "migrates": MIGRATES,
    "does not start at all": "raise SystemExit('defect')",
    "fails its test": "if 'self-test' in sys.argv: raise SystemExit('defect')",
    "fails in place": MIGRATES + "\nif '--in-place' in sys.argv: sys.argv += ['--no-such-option']",
    "does not serve": "if 'serve' in sys.argv: raise SystemExit('defect')",
    "migrates and does not serve": MIGRATES
    + "\nif 'serve' in sys.argv: raise SystemExit('defect')",
    "migrates and has no desk": MIGRATES
    + "\nif 'serve' in sys.argv:\n    from kiosk import app\n    app.SCREENS['desk'] = ()",
}
"""Versions, and what is wrong with them."""
SYSTEMCTL = """#!{python}
import os, pathlib, signal, subprocess, sys, time
top, config = pathlib.Path({folder!r}), {config!r}
pid = top / "service.pid"
def alive():
    try:
        number = int(pid.read_text())
        state = pathlib.Path(f"/proc/{{number}}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return number if state != "Z" else 0
    except (OSError, ValueError):
        return 0
if "stop" in sys.argv and (number := alive()):
    os.kill(number, signal.SIGTERM)
    while alive():
        time.sleep(0.02)
if "start" in sys.argv and not alive():
    run = top / "opt"
    with (top / "service.log").open("ab") as log:
        child = subprocess.Popen(
            [str(run / ".venv/bin/python"), str(run / "kiosk.py"), "--config", config, "serve"],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    pid.write_text(str(child.pid))
"""


@dataclass
class Installed:
    """A hall, where its program is installed, and the key that its versions are signed with."""

    top: Path
    hall: Machine
    keys: Keys

    @property
    def folder(self) -> Path:
        return self.top / "opt"

    def systemctl(self, word: str) -> None:
        subprocess.run([str(self.top / "bin/systemctl"), word, "hall"], check=True, timeout=60)

    def program(self, version: str = NEW, defect: str = "sound") -> Path:
        """A signed file with a version."""
        tree = self.top / f"{version} {defect}"
        _write_tree(tree, version, DEFECTS[defect])
        target = tree.with_suffix(".program")
        about = Head(packed.FORMAT, version, "", "", 0, "", 0)
        packed.pack(tree, None, about, self.keys.sign, target)
        return target

    def upgrade(self, *words: str, kill_before: int = -1) -> subprocess.CompletedProcess[str]:
        """What an administrator, or the unit, runs."""
        return self.current("upgrade", *words, KILL_BEFORE=str(kill_before))

    def current(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of the current version."""
        run = self.folder
        more["PATH"] = f"{self.top / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            [str(run / ".venv/bin/python"), str(run / "kiosk.py"), "--config", str(self.hall.file),
             *words],
            env=os.environ | more, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    @property
    def running(self) -> str:
        return installed.version(self.folder)

    def outcome(self) -> dict[str, str]:
        return dict(
            json.loads((installed.beside(self.folder) / "upgraded.json").read_text("utf-8"))
        )

    def until_served(self) -> None:
        end = time.monotonic() + 20
        while not all(machines.answers(p, a) for p, a in self._pages):
            assert time.monotonic() < end, (self.top / "service.log").read_text("utf-8")[-2000:]
            time.sleep(0.05)

    @property
    def _pages(self) -> tuple[tuple[int, str], ...]:
        config = self.hall.config
        return (
            (config.lobby.port, "/"),
            (config.desk.port, "/sign-in"),
            (config.lobby.port, "/fees"),
        )


def _write_tree(tree: Path, version: str, defect: str) -> None:
    for folder in ("kiosk", "templates", "static", "deploy"):
        (tree / folder).mkdir(parents=True)
    (tree / "kiosk/__init__.py").write_text(f'VERSION = "{version}"\n')
    (tree / "requirements.txt").write_text("")
    text = textwrap.dedent(ENTRY).format(top=str(TOP), version=version, defect=defect)
    (tree / "kiosk.py").write_text(text)


def make(folder: Path) -> Installed:
    """A hall without an office, served by version OLD."""
    lobby, desk = machines.free_ports(2)
    keys = Keys.load(folder / "maker.key")
    hall = machines.configured(
        folder / "data",
        f'role = "station"\n[lobby]\nport = {lobby}\n[desk]\nport = {desk}\n'
        f'[backup]\nfolder = "{folder}/backups"\n'
        f'[program]\nfolder = "{folder}/opt"\nkeys = ["{keys.public.hex()}"]\nservice = "hall"\n',
    )
    hall.run("found", "np07", "--organisation", "宁浦邮政", "--name", "江心洲支局", "--hall",
             "江心洲营业厅", "--badge", CLERK, "--manager", "周雪")  # fmt: skip
    tree = folder / "opt"
    _write_tree(tree, OLD, "")
    python = tree / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (folder / "bin").mkdir()
    script = folder / "bin/systemctl"
    script.write_text(
        SYSTEMCTL.format(python=sys.executable, folder=str(folder), config=str(hall.file))
    )
    script.chmod(0o755)
    return Installed(folder, hall, keys)


def end(hall: Installed) -> None:
    """Ends the hall's process."""
    hall.systemctl("stop")
    pid = hall.top / "service.pid"
    if pid.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGKILL)
