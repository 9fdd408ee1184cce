"""Several processes need PostgreSQL; tests/faults/test_postgresql.py has them at work."""

import pytest

from kiosk.commands.postgresql import processes
from tests.cast import Machine
from tests.commands.cast import kiosk


@pytest.mark.sqlite
def test_a_database_file_is_served_by_one_process(office: Machine):
    done = kiosk(office, "serve", "--processes", "2")
    assert done.returncode == 1 and "one_process" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_process_that_no_other_started_inherits_nothing():
    assert processes.inherited({}) is None
