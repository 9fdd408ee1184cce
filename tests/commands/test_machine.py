"""A machine that its command can't open says why."""

import subprocess

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


def said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1 and "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.mark.parametrize("command", ["serve", "verify", "backup"])
def test_a_lost_key_is_named_and_nothing_starts(hall: Machine, office: Machine, command: str):
    words = [command, str(hall.config.folder / "safe")] if command == "backup" else [command]
    for one in (hall, office):
        file = one.config.key_file
        file.rename(file.with_suffix(".away"))
        why = said(kiosk(one, *words))
        assert file.name in why and "Put the key file back" in why
        assert not file.exists(), "no other key was drawn"
    assert "enrol again" in said(kiosk(hall, *words))


def test_another_machines_key_is_refused(hall: Machine, office: Machine):
    ours, theirs = hall.config.key_file.read_bytes(), office.config.key_file.read_bytes()
    hall.config.key_file.write_bytes(theirs)
    office.config.key_file.write_bytes(ours)
    for one in (hall, office):
        assert "another machine's key" in said(kiosk(one, "serve"))


def test_a_damaged_key_is_no_reason_for_a_new_one(hall: Machine):
    hall.config.key_file.write_bytes(b"half of it")
    assert "10 bytes instead of 32" in said(kiosk(hall, "serve"))
    assert "10 bytes instead of 32" in said(kiosk(hall, "enrol", "http://127.0.0.1:9", "code"))


def test_enrolling_draws_a_key_where_the_old_one_is_lost(hall: Machine, office: Machine):
    hall.config.key_file.unlink()
    code = kiosk(office, "code", HERE).stdout.strip()
    assert "no believable answer" in said(kiosk(hall, "enrol", "http://127.0.0.1:9", code))
    assert len(hall.config.key_file.read_bytes()) == 32
    assert "another machine's key" in said(kiosk(hall, "serve")), "it is not enrolled yet"
