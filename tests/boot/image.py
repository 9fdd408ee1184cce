"""The boot test's computer before its first power-on: Debian by mmdebstrap, and the program by
tests/boot/install.sh.

Debian is kept in .venv/boot/ and made again where its list of packages changed; the program is
installed each time.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import click

from tests.boot.machine import Disk

TOP = Path(__file__).parents[2]
HERE = Path(__file__).parent
WORK = TOP / ".venv" / "boot"
ROOT = WORK / "root"
PROGRAM = ROOT / "opt" / "tingsheng"
SUITE = "bookworm"
SIZE = "8G"


def make() -> Disk:
    """Makes the disk; takes minutes the first time."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not _has_debian():
        click.echo("image: Debian, which takes minutes")
        _debian()
    click.echo("image: the program")
    _program()
    click.echo("image: the disk")
    return _disk()


def _run(*words: str | Path) -> None:
    subprocess.run(words, check=True, stdout=sys.stderr, cwd=TOP)


def _inside(script: str) -> None:
    """Runs a script of the program in the image, which has /proc and /dev meanwhile."""
    prepare = (
        'mount --bind /proc "$1/proc"; mount --rbind /dev "$1/dev"; cd "$1"; shift;'
        ' exec chroot . sh -eu "$1"'
    )
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root",
                   "SYSTEMD_OFFLINE": "1"}  # fmt: skip
    command = ["unshare", "--mount", "sh", "-ec", prepare, "sh", str(ROOT), script]
    subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment
    )


def packages() -> list[str]:
    lines = (HERE / "packages.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _wanted() -> str:
    return hashlib.sha256("\n".join([SUITE, *packages()]).encode()).hexdigest()


def _has_debian() -> bool:
    mark = WORK / "root.made"
    return mark.exists() and mark.read_text() == _wanted()


def _debian() -> None:
    (WORK / "root.made").unlink(missing_ok=True)
    shutil.rmtree(ROOT, ignore_errors=True)
    include = f"--include={','.join(packages())}"
    _run("mmdebstrap", "--mode=root", "--variant=apt", include, SUITE, ROOT)
    (WORK / "root.made").write_text(_wanted())


def _program() -> None:
    """The program's files, what pip would fetch, and then tests/boot/install.sh."""
    shutil.rmtree(PROGRAM, ignore_errors=True)
    shutil.rmtree(ROOT / "var/lib/tingsheng", ignore_errors=True)
    PROGRAM.mkdir(parents=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, check=True, capture_output=True, text=True
    ).stdout
    for name in (*listed.split("\0"), "static/vendor"):
        if name and (TOP / name).is_dir():
            shutil.copytree(TOP / name, PROGRAM / name, dirs_exist_ok=True)
        elif name:
            (PROGRAM / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, PROGRAM / name)
    _run(
        ".venv/bin/python", "-m", "pip", "download", "-qqq", "--require-hashes",
        "--only-binary=:all:", "--python-version=3.11", "--dest", WORK / "wheels",
        "-r", "requirements.txt",
    )  # fmt: skip
    shutil.copytree(WORK / "wheels", ROOT / "root" / "wheels", dirs_exist_ok=True)
    _inside("/opt/tingsheng/tests/boot/install.sh")


def _disk() -> Disk:
    base, image = WORK / "base.raw", WORK / "disk.qcow2"
    for old in (base, image):
        old.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", ROOT, base, SIZE)
    _run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", image)
    kernel = sorted((ROOT / "boot").glob("vmlinuz-*"))[-1]
    return Disk(image, kernel, sorted((ROOT / "boot").glob("initrd.img-*"))[-1])
