"""A database on PostgreSQL with all tables, and a second handle of it, as another process has."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database
from tests import postgresql


@pytest.fixture
def handle(tmp_path: Path) -> Iterator[Callable[[], Database]]:
    made: list[Database] = []

    def another() -> Database:
        url = postgresql.databases.of(tmp_path)
        made.append(opening.opened(Config(role="office", postgresql=url)))
        return made[-1]

    yield another
    for one in made:
        one.close()


@pytest.fixture
def db(handle: Callable[[], Database]) -> Database:
    return handle()
