"""What makes bundles: what it refuses, what it signs, and what it would bring along."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from kiosk.ground.keys import Keys
from tests.deploy.cast import DEPLOY, Bundles

SCRIPT = DEPLOY / "installer/bundle.sh"


@pytest.mark.parametrize(
    "words",
    [(), ("make",), ("make", "x", "11", "amd64"), ("make", "x", "12", "i386"), ("burn", "x")],
)
def test_what_it_does_not_know_it_refuses_and_makes_nothing(tmp_path: Path, words: tuple[str, ...]):
    done = subprocess.run(
        [SCRIPT, *words], cwd=tmp_path, env=os.environ | {"RELEASE_KEY": str(tmp_path / "k")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("bundle: ")
    assert list(tmp_path.iterdir()) == []


def test_the_signature_is_over_every_file_of_the_bundle(bundles: Bundles):
    made = bundles.make()
    sums = (made / "SHA256SUMS").read_text("utf-8")
    listed = set(re.findall(r"^\w{64}  (.+)$", sums, re.M))
    there = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert there - listed == {"SHA256SUMS", "SHA256SUMS.sig"}
    words = ["gpgv", "--keyring", made / "key.pgp", made / "SHA256SUMS.sig", made / "SHA256SUMS"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_the_same_key_signs_every_bundle(bundles: Bundles):
    one, other = bundles.make(), bundles.make("13")
    assert (one / "key.pgp").read_bytes() == (other / "key.pgp").read_bytes()


def test_the_key_is_for_its_owner_alone(bundles: Bundles):
    bundles.make()
    assert (bundles.keys / "ours").stat().st_mode & 0o777 == 0o700


def test_the_key_for_upgrades_is_made_once_or_is_kept_elsewhere(bundles: Bundles):
    """`pack` signs with it."""
    words = [SCRIPT, "program-key"]
    environment = os.environ | {"RELEASE_KEY": str(bundles.keys / "ours")}

    def said() -> str:
        return subprocess.check_output(words, env=environment, text=True, timeout=60)

    bundles.make()
    made = bundles.keys / "ours/program.key"
    assert said() == said() == Keys.load(made, create=False).public.hex() + "\n"
    assert made.stat().st_mode & 0o777 == 0o600
    (bundles.keys / "ours/program.pub").write_text("5e" * 32)
    assert said() == "5e" * 32


@pytest.mark.parametrize(("name", "columns"), [("packages.txt", 2), ("files.txt", 4)])
def test_the_lists_of_the_installer_are_whole(name: str, columns: int):
    rows = [
        line.split()
        for line in (DEPLOY / "installer" / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    parts = {"all", "station", "office", "screen", "proxy", "network", "time"}
    assert all(len(row) == columns and row[0] in parts for row in rows)
    if columns == 4:
        assert all((DEPLOY / source).is_file() for _, source, _, _ in rows)
        assert len({target for _, _, target, _ in rows}) == len(rows)
