"""Fixtures of the installer's tests."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.cast import Bundles, Computer


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundles]:
    made = Bundles(tmp_path_factory.mktemp("bundles"))
    yield made
    for home in made.keys.iterdir():
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "gpg-agent"], check=False)
    shutil.rmtree(made.keys)


@pytest.fixture
def bare(tmp_path: Path, bundles: Bundles) -> Computer:
    """A bare computer with a bundle for it."""
    computer = Computer(tmp_path / "computer")
    computer.plug_in(bundles.make())
    return computer
