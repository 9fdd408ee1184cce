"""A machine that its command can't open says why."""

import pytest

from tests.cast import HERE, Machine
from tests.commands.cast import kiosk


def test_a_command_for_the_other_role_is_refused(hall: Machine, office: Machine):
    assert "this command is for the office" in " ".join(kiosk(hall, "code", HERE).stderr.split())
    assert "this command is for the station" in " ".join(kiosk(office, "sync").stderr.split())


@pytest.mark.parametrize("command", ["serve", "verify", "sync"])
def test_a_database_newer_than_the_program_refuses_to_start(hall: Machine, command: str):
    hall.db.sql(
        "INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01 00:00:00')"
    )
    done = kiosk(hall, command)
    assert done.returncode == 1
    assert "newer than this program" in " ".join(done.stderr.split())


def test_a_bad_configuration_refuses_to_start_and_names_the_key(hall: Machine):
    (hall.config.folder / "machine.toml").write_text('role = "station"\nsync_seconds = 0\n')
    done = kiosk(hall, "serve")
    assert done.returncode == 1 and "sync_seconds" in done.stderr
    assert "Traceback" not in done.stderr
