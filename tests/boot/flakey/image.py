"""The small guest's disks: a Debian with a kernel that has dm-flakey, the program with its Python
packages, and a hall's data folder. Debian and the packages are kept in .venv/boot/flakey/ until
their lists change."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from tests.boot import hall
from tests.boot.image import SUITE, TOP, WORK, Disks
from tests.faults import machines

HERE = Path(__file__).parent
FOLDER = WORK / "flakey"
KERNEL = "linux-image-cloud-amd64"
DEBIAN = f"{KERNEL},python3,dmsetup,e2fsprogs,iproute2,socat,udev,zstd"
PYTHON = "3.11"
"""Of that Debian."""
NEWEST_LIBC = 36
ROOT_SIZE, PROGRAM_SIZE = "2G", "2G"
DATA_BYTES = 256 * 2**20
STATION = """role = "station"
sync_seconds = 86400
[lobby]
port = 8080
[desk]
port = 8081
"""
DATA = "hall"
"""The data folder's name at the top of its disk."""


def make() -> Disks:
    """The disks with the system and the program as it is in the working tree; what takes minutes
    is done once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    init = (HERE / "init.sh").read_text("utf-8")
    _once("root", f"{SUITE} {DEBIAN} {ROOT_SIZE} {init}", _debian)
    locked = (TOP / "requirements.txt").read_text("utf-8")
    _once("packages", f"{PYTHON} {NEWEST_LIBC} {locked}", _packages)
    return Disks(FOLDER / "root.raw", FOLDER / "vmlinuz", FOLDER / "initrd", _program())


def found(folder: Path) -> machines.Machine:
    """A hall of its own with six clerks, in a new folder; it is served in the guest only."""
    station = machines.configured(folder / DATA, STATION)
    station.run("found", hall.BRANCH, *hall.FOUND)
    (folder / "clerks.csv").write_text(hall.CLERKS, "utf-8")
    station.run("import", "clerks", str(folder / "clerks.csv"), "--mostly-new")
    (folder / "clerks.csv").unlink()
    return station


def disk_of(folder: Path, disk: Path) -> None:
    """Makes the disk with a folder's content."""
    disk.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", folder, disk, f"{DATA_BYTES // 1024}k")


def _once(name: str, wanted: str, make: Callable[[], None]) -> None:
    mark = FOLDER / f"{name}.made"
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    if mark.exists() and mark.read_text("utf-8") == digest:
        return
    mark.unlink(missing_ok=True)
    click.echo(f"image: {name}, which takes minutes")
    make()
    mark.write_text(digest, "utf-8")


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=sys.stderr, cwd=TOP, env=dict(os.environ))


def _debian() -> None:
    root, tar = FOLDER / "root", FOLDER / "root.tar"
    _run("mmdebstrap", "--variant=minbase", f"--include={DEBIAN}", SUITE, tar)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    _run("tar", "-C", root, "--numeric-owner", "-xf", tar)
    shutil.copy(HERE / "init.sh", root / "sbin/flakey-init")
    (root / "sbin/flakey-init").chmod(0o755)
    (kernel,), (initrd,) = (root / "boot").glob("vmlinuz-*"), (root / "boot").glob("initrd.img-*")
    shutil.copy(kernel, FOLDER / "vmlinuz")
    shutil.copy(initrd, FOLDER / "initrd")
    (FOLDER / "root.raw").unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", root, FOLDER / "root.raw", ROOT_SIZE)
    shutil.rmtree(root)
    tar.unlink()


def _packages() -> None:
    """The locked packages, for the guest's Python and C library."""
    target = FOLDER / "packages"
    shutil.rmtree(target, ignore_errors=True)
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(5, NEWEST_LIBC + 1)]
    words = [w for p in (*platforms, "manylinux2014_x86_64") for w in ("--platform", p)]
    _run(
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-compile", "--only-binary", ":all:", "--no-deps", "--require-hashes",
        "--implementation", "cp", "--python-version", PYTHON, *words,
        "--target", target, "-r", TOP / "requirements.txt",
    )  # fmt: skip


def _program() -> Path:
    """The disk that is /opt in the guest; of the tests it has the faults that are planted."""
    tree, disk = FOLDER / "opt", FOLDER / "opt.raw"
    shutil.rmtree(tree, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("kiosk", "templates", "static"):
        shutil.copytree(TOP / name, tree / name, ignore=ignored)
    shutil.copy(TOP / "kiosk.py", tree)
    (tree / "tests/faults").mkdir(parents=True)
    for name in ("tests/faults/__init__.py", "tests/faults/plants.py"):
        shutil.copy(TOP / name, tree / name)
    shutil.copytree(FOLDER / "packages", tree / "packages", symlinks=True)
    _run(sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", tree)
    disk.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", tree, disk, PROGRAM_SIZE)
    shutil.rmtree(tree)
    return disk
