"""A real cluster of Citus for the tests, where KIOSK_TEST_CITUS_DSN names its coordinator, as
postgresql://user@host:port/database. The user may make databases on all of its machines.

With the variable, `make test-postgresql` has all of its offices there. Each worker of a session
makes databases of its own, `tingsheng_…`, and leaves them behind.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.records.upkeep import new_database

DSN, REQUIRED = "KIOSK_TEST_CITUS_DSN", "KIOSK_TEST_CITUS_REQUIRED"
CONNECT_S = 5
LEAST = 2
SHARDS = 4
"""Few, so that a database of the tests is made in little time."""


class Unusable(Exception):
    """There is no cluster to test on; the message says why."""


class Cluster:
    """The cluster that the variable names; used as tests/postgresql.py uses its own server."""

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)

    def url(self, database: str = "") -> str:
        return _url(self.address, database)

    def run(self, *statements: str, database: str = "") -> list[Any]:
        return _run(self.url(database), *statements)

    def run_at(self, host: str, port: int, database: str, *statements: str) -> list[Any]:
        """On one of the cluster's machines, past the coordinator."""
        return _run(_url(self._at(host, port), database), *statements)

    def _at(self, host: str, port: int) -> SplitResult:
        user = self.address.netloc.rpartition("@")[0]
        return self.address._replace(netloc=f"{user}@{host}:{port}")

    def nodes(self) -> list[tuple[str, int]]:
        """The machines that hold data. Raises Unusable."""
        from kiosk.ground.databases.driver import psycopg

        try:
            if not self.run("SELECT 1 FROM pg_extension WHERE extname = 'citus'"):
                raise Unusable("the database has no extension citus")
            found = self.run("SELECT node_name, node_port FROM citus_get_active_worker_nodes()")
        except psycopg.OperationalError as error:
            raise Unusable(f"not reached: {error}") from None
        if len(found) < LEAST:
            raise Unusable(f"it has {len(found)} machines for data, at least {LEAST} are needed")
        return found

    def make(self, name: str) -> None:
        """A database on all machines, with the program's tables."""
        every = [self.address, *(self._at(host, port) for host, port in self.nodes())]
        for machine in every:
            fresh = f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            _run(_url(machine), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", fresh)
            _run(_url(machine, name), "CREATE EXTENSION citus")
        host, port = self.address.hostname, self.address.port or 5432
        self.run(
            f"SELECT citus_set_coordinator_host('{host}', {port})",
            *(f"SELECT citus_add_node('{node}', {number})" for node, number in self.nodes()),
            f"ALTER DATABASE {name} SET citus.shard_count = {SHARDS}",
            database=name,
        )
        db = opening.opened(Config(role="office", postgresql=self.url(name)))
        new_database.make(db)
        db.close()


def named(environment: Mapping[str, str] = os.environ) -> Cluster | None:
    """The cluster to test on, None if no variable names one. Raises Unusable if it is required."""
    if address := environment.get(DSN):
        return Cluster(address)
    if environment.get(REQUIRED) == "1":
        raise Unusable(f"{REQUIRED} is set, {DSN} is not")
    return None


def _url(address: SplitResult, database: str = "") -> str:
    """Put together here: `geturl` drops the strokes before an empty host."""
    path, asked = f"/{database}" if database else address.path, address.query
    return f"{address.scheme}://{address.netloc}{path}{'?' if asked else ''}{asked}"


def _run(url: str, *statements: str) -> list[Any]:
    from kiosk.ground.databases.driver import psycopg

    with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_S) as line:
        for statement in statements:
            cursor = line.execute(statement)
        return cursor.fetchall() if cursor.description else []
