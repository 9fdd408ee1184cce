"""A computer to install on: a folder that looks like a bare Debian, entered by chroot.

Programs are this machine's own, read-only. Debian's packages, Python's environment and the
installed program are acted; what they were asked for is written down. Files, users and units are
real.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"

ENTER = """
for name in usr proc dev; do
  mkdir -p "$R/$name"
  mount --rbind "/$name" "$R/$name" && mount --make-rslave "$R/$name" || exit 99
done
mount -o remount,bind,ro "$R/usr" || exit 99
exec chroot "$R" "$@"
"""

PASSWD = "root:x:0:0:root:/root:/bin/bash\n"
GROUP = "root:x:0:\nvideo:x:44:\nrender:x:105:\n"
OS_RELEASE = 'ID={}\nVERSION_ID="{}"\nPRETTY_NAME="{} {}"\n'

ACTED = {
    # Installed packages are the lines of /acted/packages.
    "dpkg-query": """
case "$*" in
*db:Status-Status*Provides*) sed 's/$/ /; s/^/installed /' /acted/provided ;;
*db:Status-Status*) grep -qx "${!#}" /acted/packages && echo installed ;;
*) while read -r name; do printf 'ii %s\\t1\\n' "$name"; done </acted/packages ;;
esac""",
    "apt-get": """
for word in "$@"; do
  if [ "$word" = update ]; then exit 0; fi
  if [ -n "$found" ]; then echo "$word" >>/acted/packages; fi
  if [ "$word" = install ]; then found=1; fi
done
exit 0""",
    "dpkg": """
case $1 in
--print-architecture) cat /acted/architecture ;;
--purge) for name in "${@:2}"; do sed -i "/^$name$/d" /acted/packages; done ;;
esac""",
    "python3": """
if [ "$1 $2" = '-m venv' ]; then mkdir -p "$3/bin" && cp /acted/kiosk "$3/bin/python"; fi""",
    "make": """
mkdir -p "$3/.venv/bin" "$3/static/vendor"
cp /acted/kiosk "$3/.venv/bin/python"
touch "$3/static/vendor/htmx.min.js" """,
    "runuser": """shift 3; exec "$@" """,
    "sync": "",
    "blkid": """
if [ "${!#}" != /dev/sdb1 ]; then exit 2; fi
case $2 in UUID) echo 1A2B-3C4D ;; TYPE) echo vfat ;; esac""",
}
KIOSK = """#!/bin/bash
echo "$*" >>/acted/said
case "$*" in
*" found "* | *" enrol "*) touch /acted/settled ;;
*" sync") [ -e /acted/settled ] || { echo '(not_enrolled)' >&2; exit 1; } ;;
esac
"""
FOLDERS = (
    "usr", "proc", "dev", "etc/alternatives", "var/lib", "var/backups", "opt", "run", "tmp",
    "root", "media", "acted/bin",
)  # fmt: skip
PROGRAM_KEY = "5e" * 32
LEFT_OUT = ("acted", "usr", "proc", "dev", "run", "stick", "tmp")
Done = subprocess.CompletedProcess[str]


class Computer:
    """A bare computer, by default Debian 12 on amd64."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stick = root / "stick"
        for name in FOLDERS:
            (root / name).mkdir(parents=True)
        for name in ("bin", "sbin", "lib", "lib64"):
            (root / name).symlink_to(f"usr/{name}")
        self.write("etc/passwd", PASSWD)
        self.write("etc/group", GROUP)
        self.write("etc/shadow", "root:*:19000:0:99999:7:::\n")
        self.write("etc/gshadow", "root:*::\nvideo:!::\nrender:!::\n")
        self.write("etc/login.defs", "SYS_UID_MIN 100\nSYS_GID_MIN 100\n")
        self.write("etc/nsswitch.conf", "passwd: files\ngroup: files\n")
        self.write("etc/timezone", "Etc/UTC\n")
        (root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Etc/UTC")
        (root / "etc/alternatives/awk").symlink_to("/usr/bin/mawk")
        self.is_debian("12")
        self.write("acted/architecture", "amd64\n")
        self.write("acted/packages", "bash\n")
        self.write("acted/provided", "")
        self.write("acted/kiosk", KIOSK, 0o755)
        for name, body in ACTED.items():
            note = f'#!/bin/bash\necho "{name} $*" >>/acted/called\n'
            self.write(f"acted/bin/{name}", note + body + "\n", 0o755)

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(mode)

    def read(self, name: str) -> str:
        path = self.root / name
        return path.read_text("utf-8") if path.exists() else ""

    def is_debian(self, version: str, name: str = "debian") -> None:
        self.write("etc/os-release", OS_RELEASE.format(name, version, name, version))

    def breaks(self, program: str, if_said: str) -> None:
        """From now on, `program` fails where its arguments hold these words."""
        path = self.root / "acted/bin" / program
        if not path.exists():
            real = f'#!/bin/bash\nexec {shutil.which(program)} "$@"\n'
            self.write(f"acted/bin/{program}", real, 0o755)
        lines = path.read_text("utf-8").splitlines()
        lines.insert(1, f"case \"$*\" in *'{if_said}'*) echo 'no way' >&2; exit 7 ;; esac")
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def plug_in(self, bundle: Path) -> None:
        """The bundle lies on a stick from now on; its files are shared until one is replaced."""
        shutil.rmtree(self.stick, ignore_errors=True)
        shutil.copytree(bundle, self.stick, copy_function=os.link)

    def install(
        self, *options: str, typed: str = "", at: str = "/stick"
    ) -> subprocess.CompletedProcess[str]:
        return self.run("bash", f"{at}/install.sh", *options, typed=typed)

    def run(self, *words: str, typed: str = "", **more: str) -> Done:
        environment = {"PATH": "/acted/bin:/usr/sbin:/usr/bin", "TERM": "xterm", "LANG": "C.UTF-8"}
        enter = ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "sh"]
        return subprocess.run(
            [*enter, *words], env=environment | more | {"R": str(self.root)}, input=typed,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def picture(self) -> dict[str, str]:
        """Each file, folder and link outside the acted parts: mode, owner, content."""
        found = {}
        for folder, folders, files in os.walk(self.root):
            inside = Path(folder).relative_to(self.root)
            if inside.parts[:1] in {
                ("acted",),
                ("usr",),
                ("proc",),
                ("dev",),
                ("run",),
                ("stick",),
                ("tmp",),
            }:
                folders.clear()
                continue
            for name in (*folders, *files):
                path = Path(folder) / name
                if not name.endswith("-") and name != ".pwd.lock":  # useradd keeps the former list
                    found[str(inside / name)] = described(path)
        return found


def described(path: Path) -> str:
    status = path.lstat()
    owner = f"{status.st_mode:o} {status.st_uid}"
    if path.is_symlink():
        return f"{owner} -> {path.readlink()}"
    return f"{owner} {path.read_bytes()!r}" if path.is_file() else owner


def can_enter() -> bool:
    """Whether this process may make a mount namespace and enter another root."""
    probe = ["unshare", "--mount", "--propagation", "private", "true"]
    return os.geteuid() == 0 and subprocess.run(probe, capture_output=True).returncode == 0


needs_root = pytest.mark.skipif(not can_enter(), reason="needs root and mount namespaces")


class Bundles:
    """Bundles with this program and no packages, signed by keys of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = Path(tempfile.mkdtemp(prefix="keys-"))  # short: a socket comes to be in it

    def make(self, debian: str = "12", architecture: str = "amd64") -> Path:
        to = self.folder / f"debian{debian}-{architecture}"
        if to.exists():
            return to
        ignored = shutil.ignore_patterns("__pycache__", "pictures")
        for name in ("deploy", "kiosk", "docs"):
            shutil.copytree(TOP / name, to / "program" / name, ignore=ignored)
        shutil.copy(TOP / "requirements.txt", to / "program")
        for name in ("packages", "wheels"):
            (to / name).mkdir()
        (to / "packages/Packages").touch()
        says = f"BUNDLE_DEBIAN={debian}\nBUNDLE_ARCHITECTURE={architecture}\n"
        says += f"BUNDLE_PROGRAM_KEY={PROGRAM_KEY}\n"
        (to / "bundle.conf").write_text(says, "utf-8")
        line = 'exec bash "$(dirname "$(readlink -f "$0")")/program/deploy/install.sh" "$@"\n'
        (to / "install.sh").write_text("#!/bin/bash\n" + line, "utf-8")
        self.sign(to)
        return to

    def sign(self, bundle: Path, key: str = "ours") -> str:
        """Writes its sums and signature; returns the key's fingerprint. A key is made when it is
        first needed."""
        done = subprocess.run(
            [DEPLOY / "installer/bundle.sh", "sign", bundle],
            env=os.environ | {"RELEASE_KEY": str(self.keys / key)},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return re.findall(r"\b[0-9A-F]{40}\b", done.stderr)[-1]

    def fingerprint(self) -> str:
        words = ["gpg", "--homedir", str(self.keys / "ours"), "--batch", "--with-colons", "-K"]
        return re.findall(r"fpr:+(\w+):", subprocess.check_output(words, text=True, stderr=-3))[0]
