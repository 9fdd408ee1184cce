"""The demo's office with its documents, and its first hall."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.demo import published
from tests.cast import HERE, NOON, Machine, Time, enrol, machine, sync_round


@pytest.fixture
def demo_office(tmp_path: Path, time: Time) -> Iterator[Machine]:
    made = machine(tmp_path / "demo-office", "office", time)
    published.publish(made.db, NOON)
    yield made
    made.db.close()


@pytest.fixture
def demo_hall(tmp_path: Path, time: Time, demo_office: Machine) -> Iterator[Machine]:
    made = machine(tmp_path / "demo-hall", "station", time)
    enrol(made, demo_office, HERE)
    sync_round(made, demo_office)
    yield made
    made.db.close()
