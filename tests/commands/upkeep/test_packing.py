"""This version is packed into a signed file, from which it runs."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from kiosk import VERSION
from kiosk.commands.main import cli
from kiosk.files.programs import packed
from kiosk.ground.keys import Keys, signed_by


def test_the_packed_program_runs_from_where_it_is_unpacked(tmp_path: Path):
    file, key = tmp_path / "it.program", tmp_path / "maker.key"
    done = CliRunner().invoke(cli, ["pack", str(file), "--key", str(key)])
    assert done.exit_code == 0, done.output
    found = packed.head(file)
    public = Keys.load(key, create=False).public
    assert public.hex() in done.output and signed_by(public, found.said, found.signature)
    assert found.head.version == VERSION
    packed.check(file)
    packed.unpack(file, tmp_path / "new")
    assert not (tmp_path / "new/tests").exists()
    run = [sys.executable, str(tmp_path / "new/kiosk.py"), "self-test", "--help"]
    said = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path)
    assert said.returncode == 0 and "--in-place" in said.stdout


def test_a_damaged_key_signs_nothing(tmp_path: Path):
    (tmp_path / "maker.key").write_bytes(b"short")
    done = CliRunner().invoke(
        cli, ["pack", str(tmp_path / "it"), "--key", str(tmp_path / "maker.key")]
    )
    assert done.exit_code == 1 and not (tmp_path / "it").exists()
