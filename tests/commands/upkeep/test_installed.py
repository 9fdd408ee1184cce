"""A version is put beside the present one whole, and the two change places."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.commands.upkeep import installed
from kiosk.commands.upkeep.installed import NotInstalled
from kiosk.files.programs import packed
from kiosk.files.programs.packed import Head
from kiosk.ground.keys import Keys


def tree(folder: Path, version: str, requirements: str = "") -> Path:
    for name in ("kiosk", "templates", "static", "deploy"):
        (folder / name).mkdir(parents=True)
    (folder / "kiosk/__init__.py").write_text(f'"""It."""\n\nVERSION = "{version}"\n')
    (folder / "kiosk.py").write_text("print(1)")
    (folder / "requirements.txt").write_text(requirements)
    return folder


def program_file(folder: Path, version: str, requirements: str = "") -> Path:
    made = tree(folder / f"tree {version}", version, requirements)
    about = Head(packed.FORMAT, version, "", "", 0, "", 0)
    packed.pack(made, None, about, Keys(b"k" * 32).sign, folder / f"{version}.program")
    return folder / f"{version}.program"


@pytest.fixture
def opt(tmp_path: Path) -> Path:
    made = tree(tmp_path / "opt", "1.0.0")
    python = made / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (made / ".venv/lib").write_text("a package")
    installed.beside(made).mkdir()
    return made


def test_a_version_is_named_by_its_own_file(opt: Path, tmp_path: Path):
    assert installed.version(opt) == "1.0.0"
    assert installed.version(tmp_path / "nothing") == ""


def test_the_two_change_places_and_each_is_found_wherever_it_is(opt: Path, tmp_path: Path):
    installed.install(opt, program_file(tmp_path, "1.1.0"))
    assert installed.version(opt) == "1.0.0"
    for version in ("1.1.0", "1.0.0"):
        installed.switch(opt)
        assert installed.version(opt) == version
        run = installed.command(opt, "1.1.0")
        assert subprocess.run(run, capture_output=True, text=True).stdout == "1\n"
    installed.clear(opt)
    with pytest.raises(NotInstalled):
        installed.command(opt, "1.1.0")
    assert installed.version(opt) == "1.0.0"


def test_the_same_packages_are_taken_over_without_a_second_copy(opt: Path, tmp_path: Path):
    installed.install(opt, program_file(tmp_path, "1.1.0"))
    other = installed.beside(opt) / "other/.venv/lib"
    assert other.samefile(opt / ".venv/lib")
    installed.switch(opt)
    installed.clear(opt)
    assert (opt / ".venv/lib").read_text() == "a package", "it lasts without the former one"


def test_without_the_packages_it_needs_a_version_is_not_installed(opt: Path, tmp_path: Path):
    with pytest.raises(NotInstalled, match="brings none"):
        installed.install(opt, program_file(tmp_path, "1.1.0", "another==1.0\n"))
    assert not (installed.beside(opt) / "other").exists()


def test_packages_that_came_along_are_installed_by_their_hash(opt: Path, tmp_path: Path):
    """Without a network: what is not among the wheels, or differs, is refused."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "another-1.0-py3-none-any.whl").write_bytes(b"no wheel of that hash")
    made = tree(tmp_path / "new tree", "1.1.0", f"another==1.0 --hash=sha256:{'0' * 64}\n")
    about = Head(packed.FORMAT, "1.1.0", "", "", 0, "", 0)
    packed.pack(made, wheels, about, Keys(b"k" * 32).sign, tmp_path / "it")
    with pytest.raises(NotInstalled, match="python"):
        installed.install(opt, tmp_path / "it")
    assert not (installed.beside(opt) / "other").exists()


def test_what_an_interrupted_installation_left_is_replaced(opt: Path, tmp_path: Path):
    (installed.beside(opt) / "new/kiosk").mkdir(parents=True)
    (installed.beside(opt) / "other/kiosk").mkdir(parents=True)
    installed.install(opt, program_file(tmp_path, "1.1.0"))
    assert installed.version(installed.beside(opt) / "other") == "1.1.0"
