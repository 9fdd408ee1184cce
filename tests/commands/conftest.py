"""A machine that is neither enrolled nor founded."""

from pathlib import Path

import pytest

from tests.cast import Machine, Time, machine


@pytest.fixture
def new(tmp_path: Path, time: Time) -> Machine:
    return machine(tmp_path / "new", "station", time)
