"""The program on a machine's disk. A new version is put beside the present one, whole and with
packages of its own; then the two folders change places, from one moment to the next.

    /opt/tingsheng            the version that runs
    /opt/tingsheng.upgrade    what upgrading needs; `other` is the next version, or the former one
"""

import ctypes
import filecmp
import os
import re
import shutil
import subprocess
from pathlib import Path

from kiosk.files.programs import packed
from kiosk.ground import disk

HERE = Path(__file__).parents[3]
"""The program's own folder."""
LONG_S = 900
"""Longest time for installing packages, on a slow computer."""
VERSION = re.compile(r'^VERSION = "([0-9.]+)"$', re.M)
AT_CWD, EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE, renameat2(2)."""


class NotInstalled(Exception):
    """A version could not be made ready; the message says why."""


def beside(folder: Path) -> Path:
    """The folder of what upgrading needs, on the same disk."""
    return folder.with_name(f"{folder.name}.upgrade")


def version(tree: Path) -> str:
    """The version that is installed there, '' for none."""
    try:
        found = VERSION.search((tree / "kiosk/__init__.py").read_text("utf-8"))
    except OSError:
        return ""
    return found.group(1) if found else ""


def command(folder: Path, wanted: str) -> list[str]:
    """What runs a version, whichever of the two places it is at. Raises NotInstalled."""
    for tree in (folder, beside(folder) / "other"):
        if version(tree) == wanted:
            return [str(tree / ".venv/bin/python"), str(tree / "kiosk.py")]
    raise NotInstalled(f"version {wanted} is not there any more")


def install(folder: Path, file: Path) -> None:
    """Puts the version in the file beside the present one, whole or not at all. Raises
    NotInstalled, packed.BadProgram, OSError."""
    new, other = beside(folder) / "new", beside(folder) / "other"
    clear(folder)
    packed.unpack(file, new)
    _environment(new, folder)
    _sync_all(new)
    new.rename(other)
    disk.sync(other.parent)


def _environment(new: Path, present: Path) -> None:
    """The packages of a version: those of the present one where it needs the same, else from the
    wheels that came with it."""
    if filecmp.cmp(new / "requirements.txt", present / "requirements.txt", shallow=False):
        shutil.copytree(present / ".venv", new / ".venv", symlinks=True, copy_function=_link)
    else:
        wheels = new / packed.WHEELS
        if not wheels.is_dir():
            raise NotInstalled("it needs other packages than the present version and brings none")
        _said("python3", "-m", "venv", str(new / ".venv"))
        _said(
            str(new / ".venv/bin/python"), "-m", "pip", "install", "--quiet", "--no-index",
            "--disable-pip-version-check", "--require-hashes", "--find-links", str(wheels),
            "-r", str(new / "requirements.txt"),
        )  # fmt: skip
    shutil.rmtree(new / packed.WHEELS, ignore_errors=True)
    _said(str(new / ".venv/bin/python"), "-m", "compileall", "-q", str(new / "kiosk"))


def _link(source: str, target: str) -> None:
    os.link(source, target, follow_symlinks=False)


def _said(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=LONG_S)
    if done.returncode:
        raise NotInstalled(f"{words[0]}: {(done.stderr or done.stdout).strip()[-400:]}")


def switch(folder: Path) -> None:
    """The two versions change places; no moment is without one."""
    libc = ctypes.CDLL(None, use_errno=True)
    places = os.fsencode(folder), os.fsencode(beside(folder) / "other")
    if libc.renameat2(AT_CWD, places[0], AT_CWD, places[1], EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(folder))
    disk.sync(folder.parent)
    disk.sync(beside(folder))


def clear(folder: Path) -> None:
    """Deletes the version that does not run, and what an interrupted installation left."""
    for name in ("new", "other"):
        shutil.rmtree(beside(folder) / name, ignore_errors=True)


def _sync_all(top: Path) -> None:
    """Returns once a whole tree is on the disk: half a version would run half a program."""
    for folder, _folders, names in os.walk(top):
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                disk.sync(path)
        disk.sync(Path(folder))
