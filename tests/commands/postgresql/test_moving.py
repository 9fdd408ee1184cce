"""The command that moves an office to PostgreSQL; tests/records/upkeep/test_moving.py has what it
does."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.records.upkeep import moving
from tests import postgresql
from tests.cast import Machine
from tests.commands.cast import ENTRY, kiosk

pytestmark = pytest.mark.sqlite


def test_an_office_is_moved_and_told_what_to_write(office: Machine, tmp_path: Path):
    url = postgresql.databases.of(tmp_path)
    postgresql.session_server().run("COMMENT ON TABLE turn IS ''", database=url_name(url))
    done = kiosk(office, "move-to", url)
    assert done.returncode == 0, done.stderr
    assert "rows moved and compared" in done.stdout and f'database = "{url}"' in done.stdout
    again = kiosk(office, "move-to", url)
    assert again.returncode == 1 and "moved_already" in again.stderr


def test_a_command_makes_the_tables_of_an_empty_database(office: Machine):
    server = postgresql.session_server()
    server.run("DROP DATABASE IF EXISTS empty", "CREATE DATABASE empty")
    file = office.config.folder / "machine.toml"
    file.write_text(f'role = "office"\ndatabase = "{server.url("empty")}"\n')
    command = [sys.executable, str(ENTRY), "--config", str(file), "verify"]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        assert "as it was written" in done.stdout


def test_an_office_that_is_half_moved_is_not_served(office: Machine, tmp_path: Path):
    url = postgresql.databases.of(tmp_path)
    begun = f"COMMENT ON TABLE turn IS '{moving.UNDER_WAY}'"
    postgresql.session_server().run(begun, database=url_name(url))
    file = office.config.folder / "machine.toml"
    file.write_text(f'role = "office"\ndatabase = "{url}"\n')
    command = [sys.executable, str(ENTRY), "--config", str(file), "serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    postgresql.session_server().run("COMMENT ON TABLE turn IS ''", database=url_name(url))
    assert done.returncode == 1 and "move_under_way" in done.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://a/b", "must name a database"),
        ("postgresql://a:b@c/d", "password"),
        ("postgresql:///tingsheng?host=/nowhere", "not reached"),
    ],
)
def test_an_address_of_no_use_is_named(office: Machine, url: str, says: str):
    done = kiosk(office, "move-to", url)
    assert done.returncode == 1 and says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def url_name(url: str) -> str:
    return url.removeprefix("postgresql:///").partition("?")[0]
