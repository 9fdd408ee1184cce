"""The command that moves an office to PostgreSQL; tests/records/upkeep/test_moving.py has what it
does."""

from pathlib import Path

import pytest

from tests import postgresql
from tests.cast import Machine
from tests.commands.cast import kiosk

pytestmark = pytest.mark.sqlite


def test_an_office_is_moved_and_told_what_to_write(office: Machine, tmp_path: Path):
    url = postgresql.databases.of(tmp_path)
    postgresql.session_server().run("COMMENT ON TABLE turn IS ''", database=url_name(url))
    done = kiosk(office, "move-to", url)
    assert done.returncode == 0, done.stderr
    assert "rows moved and compared" in done.stdout and f'database = "{url}"' in done.stdout
    again = kiosk(office, "move-to", url)
    assert again.returncode == 1 and "moved_already" in again.stderr


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
