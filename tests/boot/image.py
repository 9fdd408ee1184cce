"""The boot test's disks: a bare Debian by mmdebstrap, and the bundle on a disk of its own.

The bare Debian has a kernel with display, sound and watchdog, and a line by which the test speaks
to the machine; nothing of the program. What takes minutes is kept in .venv/boot/: Debian until its
list of packages changes, the bundle until the program is committed anew.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click

from kiosk.files.programs import packed
from kiosk.files.programs.packed import Head
from kiosk.ground.keys import Keys
from tests.faults.upgrades import DEFECTS

TOP = Path(__file__).parents[2]
HERE = Path(__file__).parent
WORK = TOP / ".venv" / "boot"
ROOT, DEBIAN = WORK / "root", WORK / "debian.tar"
SUITE, VERSION, ARCHITECTURE = "bookworm", "12", "amd64"
PACKAGES = "linux-image-amd64,systemd-sysv,dbus"
SIZE, BUNDLE_SIZE = "8G", "2G"
OURS = "/usr/local/lib/boot-test"
"""What the test itself runs in the machine."""
UNSOUND, UNSOUND_VERSION = "unsound.program", "99.0.0"
"""A later version of the program, which upgrades the database and then has no desk; beside the
bundle on its disk."""
SHELL = """[Unit]
Description=The boot test's shell
StartLimitIntervalSec=0
[Service]
ExecStart=/bin/sh -c 'exec 3<>/dev/virtio-ports/shell; exec /bin/sh <&3 >&3 2>&3'
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
"""
ENTER = """set -e
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs run run
mount --bind -o ro "$1" mnt
shift
exec chroot . "$@"
"""


class Disks(NamedTuple):
    """The machine's disk, with the kernel that is on it, and the disk with the bundle."""

    image: Path
    kernel: Path
    initrd: Path
    bundle: Path


class Bundle(NamedTuple):
    """A folder that becomes a disk: the bundle in it, and the fingerprint of its maker's key."""

    folder: Path
    name: str
    fingerprint: str


def make(bundle: Bundle, installing: str = "") -> Disks:
    """Makes both disks. Where `installing` is given, it is typed before the first power-on, without
    a network, in a root directory that is no running system."""
    if not DEBIAN.exists() or _mark().read_text("utf-8") != _wanted():
        click.echo("image: Debian, which takes minutes")
        _debian()
    click.echo("image: a bare system")
    _root()
    if installing:
        click.echo("image: the program, by its installer")
        inside(bundle, installing)
    click.echo("image: the disks")
    image, kernel, initrd = _disk()
    disk = WORK / "bundle.raw"
    disk.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", bundle.folder, disk, BUNDLE_SIZE)
    return Disks(image, kernel, initrd, disk)


def _run(*words: str | Path, **more: str) -> None:
    subprocess.run(words, check=True, stdout=sys.stderr, cwd=TOP, env=os.environ | more)


# Debian ---------------------------------------------------------------------------------


def _mark() -> Path:
    return DEBIAN.with_suffix(".made")


def _wanted() -> str:
    return f"{SUITE} {PACKAGES}"


def _debian() -> None:
    DEBIAN.unlink(missing_ok=True)
    made = WORK / "making.tar"
    _run("mmdebstrap", "--variant=important", f"--include={PACKAGES}", SUITE, made)
    _mark().write_text(_wanted(), "utf-8")
    made.rename(DEBIAN)


def _root() -> None:
    """Debian, with the test's own shell and customers."""
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir()
    _run("tar", "-C", ROOT, "--numeric-owner", "-xf", DEBIAN)
    (ROOT / "etc/hostname").write_text("hall\n", "utf-8")
    ours = ROOT / OURS.lstrip("/")
    ours.mkdir()
    for name in ("counting.py", "tapping.py"):
        shutil.copy(HERE / name, ours)
    units = ROOT / "etc/systemd/system"
    (units / "boot-test.service").write_text(SHELL, "utf-8")
    (units / "multi-user.target.wants").mkdir(exist_ok=True)
    (units / "multi-user.target.wants/boot-test.service").symlink_to("../boot-test.service")


def inside(bundle: Bundle, commands: str) -> None:
    """Has root type commands in the root directory, with the bundle at /mnt and no network."""
    separate = ["unshare", "--mount", "--net", "--pid", "--kill-child", "--propagation", "private"]
    environment = {"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                   "HOME": "/root", "TERM": "linux"}  # fmt: skip
    subprocess.run(
        [*separate, "sh", "-c", ENTER, "sh", str(bundle.folder), "sh", "-euc", commands],
        check=True, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr,
    )  # fmt: skip


def _disk() -> tuple[Path, Path, Path]:
    base, image = WORK / "base.raw", WORK / "disk.qcow2"
    for old in (base, image):
        old.unlink(missing_ok=True)
    _run("mke2fs", "-q", "-t", "ext4", "-d", ROOT, base, SIZE)
    _run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", image)
    (kernel,), (initrd,) = (ROOT / "boot").glob("vmlinuz-*"), (ROOT / "boot").glob("initrd.img-*")
    return image, kernel, initrd


# The bundle -----------------------------------------------------------------------------


def make_bundle() -> Bundle:
    """What was committed last, as `make bundle` packs it, and a later version that is unsound."""
    folder, maker = WORK / "bundle", WORK / "key"
    folder.mkdir(parents=True, exist_ok=True)
    if _bundled(folder) != _said("git", "rev-parse", "HEAD"):
        click.echo("image: the bundle, which takes minutes")
        shutil.rmtree(folder)
        make = TOP / "deploy/installer/bundle.sh"
        _run(make, "make", folder, VERSION, ARCHITECTURE, RELEASE_KEY=str(maker))
    (bundle,) = folder.glob("tingsheng-*")
    listed = _said("gpg", "--homedir", maker, "--batch", "--with-colons", "-K")
    fingerprint = next(x.split(":")[9] for x in listed.splitlines() if x.startswith("fpr"))
    _unsound(bundle / "program", Keys.load(maker / "program.key"), folder / UNSOUND)
    return Bundle(folder, bundle.name, fingerprint)


def _bundled(folder: Path) -> str:
    """The commit that the bundle there was made of; '' for none."""
    for about in folder.glob("*/bundle.conf"):
        settings = dict(line.split("=") for line in about.read_text("utf-8").splitlines())
        return settings["BUNDLE_COMMIT"]
    return ""


def _said(*words: str | Path) -> str:
    return subprocess.run(words, check=True, cwd=TOP, capture_output=True, text=True).stdout.strip()


def _unsound(program: Path, keys: Keys, target: Path) -> None:
    """Packs the unsound version, signed with the key that came with the bundle."""
    tree = WORK / "unsound"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(program, tree)
    package, start = tree / "kiosk/__init__.py", tree / "kiosk.py"
    text = package.read_text("utf-8")
    number = next(line for line in text.splitlines() if line.startswith("VERSION = "))
    package.write_text(text.replace(number, f'VERSION = "{UNSOUND_VERSION}"'), "utf-8")
    start.write_text(
        f"import sys\n{DEFECTS['migrates and has no desk']}\n{start.read_text('utf-8')}", "utf-8"
    )
    head = Head(packed.FORMAT, UNSOUND_VERSION, "", "", 0, "", 0)
    packed.pack(tree, None, head, keys.sign, target)
