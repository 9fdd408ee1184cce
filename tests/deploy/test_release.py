"""What makes releases: the same commit gives the same bytes, the list of what a release is made of
is whole, and a changed file or another key is found."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from kiosk import VERSION
from tests.deploy.cast import TOP

SCRIPT = Path("deploy/installer/release.sh")
PARTS = ("", ".cdx.json", ".zip")


def copied(to: Path) -> Path:
    """Another copy of the repository, with what this one has fetched."""
    if not (TOP / ".git").exists():
        pytest.skip("this is no git copy of the program")
    subprocess.run(["git", "clone", "-q", "--shared", TOP, to], check=True, timeout=60)
    for name in (SCRIPT, Path("deploy/installer/sbom.py")):
        shutil.copy2(TOP / name, to / name)
    shutil.copytree(TOP / "static/vendor", to / "static/vendor", dirs_exist_ok=True)
    (to / ".venv").symlink_to(sys.prefix)
    return to


def run(copy: Path, keys: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [copy / SCRIPT, *words], env=os.environ | {"RELEASE_KEY": str(keys)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release, its key, and the copy that it was made in."""
    folder = tmp_path_factory.mktemp("release")
    done = run(copied(folder / "copy"), folder / "keys", "make", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder


def release(made: Path) -> Path:
    return made / "out" / f"tingsheng-{VERSION}"


def public(keys: Path) -> str:
    return (keys / "minisign.pub").read_text().splitlines()[-1]


def test_the_same_commit_gives_the_same_bytes_elsewhere(made: Path, tmp_path: Path):
    again = run(copied(tmp_path / "copy"), made / "keys", "make", tmp_path / "out")
    assert again.returncode == 0, again.stderr
    names = sorted(path.name for path in release(made).iterdir())
    assert len(names) == 4
    for name in names:
        other = tmp_path / "out" / release(made).name / name
        assert (release(made) / name).read_bytes() == other.read_bytes(), name


def test_it_holds_what_an_installation_needs_and_no_tests(made: Path):
    with zipfile.ZipFile(release(made) / f"tingsheng-{VERSION}.zip") as packed:
        names = packed.namelist()
        modes = {one.filename: one.external_attr >> 16 & 0o111 for one in packed.infolist()}
    top = f"tingsheng-{VERSION}/"
    for part in ("kiosk.py", "deploy/install.sh", "requirements.txt", "static/vendor/htmx.min.js"):
        assert top + part in names
    assert modes[top + "deploy/install.sh"] and not modes[top + "README.md"]
    assert not [name for name in names if name.startswith(top + "tests/")]


def test_the_list_of_parts_is_whole_and_valid(made: Path):
    text = (release(made) / f"tingsheng-{VERSION}.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = json.loads(text)
    urls = {part["purl"] for part in listed["components"]}
    locked = (TOP / "requirements.txt").read_text("utf-8")
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", locked, re.M):
        assert f"pkg:pypi/{name.lower()}@{version}" in urls
    assert {"pkg:npm/htmx.org", "pkg:npm/hanzi-writer-data"} <= {url.split("@")[0] for url in urls}
    assert not [url for url in urls if "axe-core" in url], "it is for tests alone"
    assert "pkg:deb/debian/belenios-tool" in urls
    python = [part for part in listed["components"] if part["purl"].startswith("pkg:pypi/")]
    assert all(part["hashes"] for part in python)
    assert listed["metadata"]["component"]["version"] == VERSION


def test_a_lock_file_with_a_line_that_it_cannot_read_is_refused(tmp_path: Path):
    copy = copied(tmp_path / "copy")
    with (copy / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("unlocked==1.0\n" * 50)
    words = [sys.executable, copy / "deploy/installer/sbom.py", "1", "0", tmp_path / "out"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "lines without a hash" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_release_is_checked_against_the_key(made: Path):
    done = run(TOP, made / "keys", "check", release(made), public(made / "keys"))
    assert (done.returncode, done.stderr) == (0, "release: signed by this key, and whole\n")


@pytest.mark.parametrize("part", PARTS)
def test_a_changed_file_is_found(made: Path, tmp_path: Path, part: str):
    changed = shutil.copytree(release(made), tmp_path / "changed")
    path = changed / (f"tingsheng-{VERSION}{part}" if part else "SHA256SUMS")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = run(TOP, made / "keys", "check", changed, public(made / "keys"))
    assert done.returncode == 1 and done.stderr.splitlines()[-1].startswith("release: ")


def test_another_key_is_refused(made: Path, tmp_path: Path):
    words = [
        "minisign",
        "-G",
        "-W",
        "-p",
        tmp_path / "minisign.pub",
        "-s",
        tmp_path / "minisign.key",
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    done = run(TOP, made / "keys", "check", release(made), public(tmp_path))
    assert done.returncode == 1 and "not by this key" in done.stderr


def test_a_key_that_is_kept_elsewhere_leaves_the_sums_to_be_signed(made: Path, tmp_path: Path):
    keys = shutil.copytree(made / "keys", tmp_path / "keys")
    (keys / "minisign.key").unlink()
    done = run(made / "copy", keys, "make", tmp_path / "out")
    assert done.returncode == 0 and "minisign -Sm" in done.stderr
    there = {path.name for path in (tmp_path / "out" / release(made).name).iterdir()}
    assert "SHA256SUMS" in there and "SHA256SUMS.minisig" not in there


def test_the_private_key_is_for_its_owner_alone(made: Path):
    assert (made / "keys/minisign.key").stat().st_mode & 0o777 == 0o600
    assert (made / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("words", [(), ("make",), ("check", "x"), ("burn", "x")])
def test_what_it_does_not_know_it_refuses(tmp_path: Path, words: tuple[str, ...]):
    done = run(TOP, tmp_path / "keys", *words)
    assert done.returncode == 1 and done.stderr.startswith("release: ")
    assert list(tmp_path.iterdir()) == []
