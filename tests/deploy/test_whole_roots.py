"""The installer in whole systems, made by mmdebstrap from this computer's sources, entered without
a network. A failing installation leaves them as they were; the next one works, again changes
nothing, and the system then starts its services in a container, where the guide is typed."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.files.programs import packed
from kiosk.ground.keys import Keys
from tests.deploy import walk
from tests.deploy.cast import DEPLOY, needs_root

pytestmark = [
    needs_root,
    pytest.mark.timeout(1800),
    pytest.mark.skipif("WHOLE_ROOTS" not in os.environ, reason="takes minutes: make roots"),
]
CODENAMES = {"12": "bookworm", "13": "trixie"}
HALL = ("--", "--organisation", "厅声公司", "--name", "一号网点", "--hall", "一号厅",
        "--badge", "1001", "--manager", "王芳")  # fmt: skip
ENTER = """set -e
mount -t proc proc $R/proc
mount --rbind /sys $R/sys
mount --rbind /dev $R/dev
mount -t tmpfs run $R/run
mkdir -p $R/mnt/bundle
mount --bind -o ro $B $R/mnt/bundle
exec chroot $R "$@"
"""
LISTING = r"""cd $1
find . -regextype egrep -regex '\./(proc|sys|dev|run|var/cache|var/log)' -prune \
  -o -type f -printf '%p %s\n' -o -type l -printf '%p -> %l\n'
"""
CHECK = """[Unit]
After=tingsheng-station.service tingsheng-office.service
[Service]
Type=oneshot
ExecStart=/bin/bash /root/check
StandardOutput=file:/root/report
StandardError=inherit
TimeoutStartSec=900
[Install]
WantedBy=multi-user.target
"""


class Root:
    """A whole Debian, and a bundle for it."""

    def __init__(self, folder: Path, debian: str) -> None:
        self.path, self.debian = folder / "root", debian
        self.keys = {"RELEASE_KEY": str(folder / "k")}
        architecture = said("dpkg", "--print-architecture").strip()
        said(DEPLOY / "installer/bundle.sh", "make", folder, debian, architecture, **self.keys)
        (self.bundle,) = folder.glob("tingsheng-*")
        here = re.findall(r"VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text("utf-8"))[0]
        sources = folder / "debian.sources"
        texts = [
            path.read_text("utf-8") for path in Path("/etc/apt/sources.list.d").glob("*.sources")
        ]
        ours = next(text for text in texts if re.search(rf"\b{here}\b", text))
        sources.write_text(re.sub(rf"\b{here}\b", CODENAMES[debian], ours), "utf-8")
        said(
            "mmdebstrap", "--quiet", "--variant=important", "--include=systemd-sysv,dbus",
            '--aptopt=Acquire::Check-Valid-Until "false"', CODENAMES[debian], self.path, sources,
        )  # fmt: skip

    @property
    def fingerprint(self) -> str:
        words = ["gpg", "--homedir", self.keys["RELEASE_KEY"], "--batch", "--with-colons", "-K"]
        return re.findall(r"fpr:+(\w+):", said(*words))[0]

    def pack(self) -> None:
        """Two later versions, signed as docs/administration.md says."""
        tree = self.path.with_name("next")
        shutil.copytree(self.bundle / "program", tree)
        names = tree / "kiosk/__init__.py"
        keys = Keys.load(Path(self.keys["RELEASE_KEY"]) / "program.key", create=False)
        for name, number in LATER.items():
            text = re.sub(
                r'^VERSION = ".*"$', f'VERSION = "{number}"', names.read_text(), flags=re.M
            )
            names.write_text(text, "utf-8")
            about = packed.Head(packed.FORMAT, number, "", "", 0, "", 0)
            packed.pack(tree, None, about, keys.sign, self.path / f"root/{name}.program")
            (self.path / "root" / name).write_text(number, "utf-8")

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        enter = ["unshare", "--mount", "--net", "--pid", "--kill-child", "--propagation", "private"]
        environment = {
            "PATH": "/usr/local/sbin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8", "HOME": "/root",
            "TERM": "xterm", "SYSTEMD_COLORS": "0", "SYSTEMD_URLIFY": "0",
            "R": str(self.path), "B": str(self.bundle),
        }  # fmt: skip
        return subprocess.run(
            [*enter, "bash", "-c", ENTER, "sh", *words], env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=1800, check=False,
        )  # fmt: skip

    def install(self, *more: str) -> "subprocess.CompletedProcess[str]":
        words = ["bash", "/mnt/bundle/install.sh", "--yes", "--key", self.fingerprint, "--no-stick",
                 "--role", "both", "--user", "wang", "--branch", "0001"]  # fmt: skip
        return self.run(*words, *more, *HALL)

    def picture(self) -> set[str]:
        """Files, with their sizes, and packages; without logs and caches."""
        found = said("bash", "-c", LISTING, "sh", self.path)
        return {line for line in found.splitlines() if not REMAINS.search(line)}

    def container(self) -> list[str]:
        """The command that starts the system in a container with a network of its own."""
        old_groups = (
            "--setenv=SYSTEMD_PROC_CMDLINE=systemd.unified_cgroup_hierarchy=0"
            " SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"
        )
        return ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network",
                "--timezone=off", old_groups, "--directory", str(self.path), "--boot",
                "--console=pipe"]  # fmt: skip

    def boot(self) -> str:
        """What the guide's commands say in the system, started in a container."""
        lines = ["export SYSTEMD_PAGER=cat LANG=C.UTF-8", "sleep 30"]
        for command in (*walk.TYPED, *walk.ASKED, *walk.UPGRADED):
            lines += [f"echo {shlex.quote('$ ' + command)}", command, r'printf "\n= %s\n" "$?"']
        (self.path / "root/check").write_text("\n".join([*lines, "systemctl poweroff"]), "utf-8")
        units = self.path / "etc/systemd/system"
        (units / "check.service").write_text(CHECK, "utf-8")
        self.run("systemctl", "enable", "check.service")
        done = subprocess.run(
            self.container(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=1000,
            check=False,
        )
        report = self.path / "root/report"
        assert report.exists(), (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        return report.read_text("utf-8")


LATER = {"next": "99.0.1", "later": "99.0.2"}
"""Name -> number of a version that is packed."""
Report = dict[str, tuple[str, int]]
"""Command -> what it said, and its exit code."""
REMAINS = re.compile(
    r"^\./(var/lib/(dpkg|apt|systemd|ucf|dbus|pam|misc|xml|shells)|var/spool|etc/ssl/certs"
    r"|etc/(passwd|group|shadow|gshadow|subuid|subgid)-|etc/(ld\.so\.cache|\.pwd\.lock|subuid"
    r"|subgid|mailcap|shells)|usr/(share/(mime|icons|info)|lib/(python3|udev/hwdb)))"
)
"""What packages leave when they are purged: lists and caches that Debian keeps."""


def said(*words: str | Path, **more: str) -> str:
    done = subprocess.run(
        words, env=os.environ | more, capture_output=True, text=True, timeout=1800, check=False
    )
    assert done.returncode == 0, (words, done.stderr[-3000:])
    return done.stdout


@pytest.fixture(scope="module", params=["12", "13"])
def root(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Root]:
    folder = tmp_path_factory.mktemp(f"d{request.param}")
    yield Root(folder, request.param)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def report(root: Root) -> Report:
    """What the system said when it was started, of the commands that were typed in it."""
    root.pack()
    said = root.boot()
    print(said)
    found = re.findall(r"^\$ (.+)\n((?:.*\n)*?)= (\d+)$", said, re.M)
    return {command: (answer, int(code)) for command, answer, code in found}


def steps(done: "subprocess.CompletedProcess[str]", pattern: str) -> list[str]:
    return re.findall(rf"^ +{pattern} (.+)$", done.stdout, re.M)


def test_a_failing_installation_leaves_the_system_as_it_was(root: Root):
    before, packages = root.picture(), root.run("dpkg-query", "-W").stdout
    trap = root.path / "usr/local/sbin/systemctl"
    trap.write_text(
        '#!/bin/bash\n[ "$1" != set-default ] && exec /usr/bin/systemctl "$@"\n', "utf-8"
    )
    trap.chmod(0o755)
    failed = root.install()
    trap.unlink()
    assert "E10" in failed.stderr and "I06" in failed.stderr, failed.stderr[-3000:]
    assert root.run("dpkg-query", "-W").stdout == packages
    assert sorted(root.picture() ^ before) == []


def test_the_installation_does_what_it_lists_and_a_second_one_nothing(root: Root):
    dry = root.install("--dry-run")
    done = root.install()
    assert done.returncode == 0, done.stderr[-3000:]
    assert steps(dry, r"\d+\.") == steps(done, r"\d+\.") == steps(done, r"\d+/\d+") != []
    assert re.search(r"^founded: branch 0001", done.stdout, re.M)
    before = root.picture()
    again = root.install()
    assert again.returncode == 0 and "I04" in again.stdout, again.stderr[-3000:]
    assert root.picture() - before == set()


def test_the_units_are_good_in_their_own_system(root: Root):
    for name in ("station", "office"):
        verified = root.run("systemd-analyze", "verify", f"tingsheng-{name}.service")
        assert "tingsheng" not in verified.stdout + verified.stderr
        words = ["systemd-analyze", "security", "--offline=true", f"tingsheng-{name}.service"]
        exposed = re.search(r"exposure level for \S+: (\d+\.\d)", root.run(*words).stdout)
        assert exposed is not None and float(exposed[1]) <= 2.0, name


def codes(report: Report, commands: tuple[str, ...]) -> dict[str, int]:
    return {command: report[command][1] for command in commands if command in report}


def test_the_services_start_and_the_guide_can_be_typed(report: Report):
    assert codes(report, walk.TYPED) == dict.fromkeys(walk.TYPED, 0)
    answers = {command: answer for command, (answer, _) in report.items()}
    checked = {one["code"]: one["level"] for one in json.loads(answers[walk.ASKED[0]])}
    assert checked["typing"] == checked["voice"] == checked["screens"] == "ok", checked
    assert answers[walk.ASKED[2]].split() == ["active", "active"]
    assert "latin as Pinyin" in answers[walk.ASKED[1]]
    assert re.findall(r"^(\w+)-", answers[walk.ASKED[4]], re.M) == ["office", "station"]
    assert answers[walk.ASKED[5]].strip() == "/usr/share/zoneinfo/Asia/Shanghai"
    assert answers[walk.ASKED[6]].strip() == "你好"
    for code in ("typing", "voice"):  # as the running station finds them, within its bounds
        assert f"'{code}': 'ok'" in answers[walk.ASKED[7]]


def test_later_versions_are_installed_as_head_office_and_a_stick_bring_them(report: Report):
    """With nothing but what the installer wrote."""
    assert codes(report, walk.UPGRADED) == dict.fromkeys(walk.UPGRADED, 0)
    assert report[walk.UPGRADED[-2]][0].strip() == f'"{LATER["later"]}"'
