"""On Citus, tables are spread over its machines before any row, and copies are compared. The
functions of Citus are played here. Where a variable names a real cluster, tests/citus.py runs the
suite on it, or says why it can't."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ground.config import Config
from kiosk.ground.databases import opening
from kiosk.ground.db import Database, Unsuitable
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Distributed
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import alarm
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.upkeep import checks, new_database
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing
from tests import citus, postgresql
from tests.cast import Machine, sync_round
from tests.citus import DSN, REQUIRED, Cluster, Unusable
from tests.postgresql import is_chosen

PLAYED = """
CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, placed text);
CREATE TABLE copy (relation regclass, nodename text, nodeport int, success bool, result text);
CREATE FUNCTION create_distributed_table(regclass, text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found bool; BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', $1) INTO found;
  IF found THEN RAISE EXCEPTION 'it has rows'; END IF;
  INSERT INTO pg_dist_partition VALUES ($1, $2);
END $$;
CREATE FUNCTION create_reference_table(regclass) RETURNS void LANGUAGE sql AS
  'INSERT INTO pg_dist_partition VALUES ($1, '''')';
CREATE FUNCTION run_command_on_placements(regclass, command text)
RETURNS TABLE (nodename text, nodeport int, success bool, result text) LANGUAGE plpgsql AS $$
DECLARE found text; BEGIN
  EXECUTE format(command, $1) INTO found;
  RETURN QUERY SELECT 'one', 5432, true, found;
  RETURN QUERY SELECT c.nodename, c.nodeport, c.success, c.result FROM copy c WHERE relation = $1;
END $$;
"""
OF = ChainId("sb01", "office", 1)
DAY = datetime.date(2026, 11, 27)


def begun(with_cluster: bool) -> Database:
    """An empty database of its own, before the program starts on it."""
    server = postgresql.own_session_server()
    name = f"cluster_{postgresql.databases.worker}"
    server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    if with_cluster:
        server.run("CREATE SCHEMA citus", f"ALTER DATABASE {name} SET search_path = public, citus",
                   "SET search_path = citus", PLAYED, database=name)  # fmt: skip
    return opening.opened(Config(role="office", postgresql=server.url(name)))


@pytest.fixture
def db() -> Iterator[Database]:
    db = begun(with_cluster=True)
    yield db
    db.close()


def placed(db: Database) -> dict[str, str]:
    found = "SELECT relname, placed FROM pg_dist_partition JOIN pg_class c ON c.oid = logicalrelid"
    return dict(db.sql(found).fetchall())


def test_tables_are_spread_before_any_row(db: Database):
    new_database.make(db)
    by_branch, everywhere = new_database.kinds()
    assert placed(db) == dict.fromkeys(by_branch, "branch") | dict.fromkeys(everywhere, "")
    assert by_branch[0] == "ledger" and len(by_branch) > 20 and "document" in everywhere
    assert len(by_branch) == len(Distributed.__subclasses__())
    alarm(db, OF, 9, "any", "", 7)
    new_database.make(db)
    assert len(placed(db)) == len(by_branch) + len(everywhere), "once is enough"


def test_what_was_interrupted_goes_on_and_so_does_a_later_migration(db: Database):
    new_database.make(db)
    db.sql("DELETE FROM pg_dist_partition WHERE logicalrelid IN ('tally'::regclass, 'document')")
    new_database.make(db)
    assert placed(db)["tally"] == "branch" and placed(db)["document"] == ""


def test_a_database_that_was_filled_without_the_extension_is_refused(db: Database):
    new_database.make(db)
    db.sql("DELETE FROM pg_dist_partition")
    body = facts.encode(
        CardGiven(event_id="e" * 32, branch="sb01", day=DAY, at=0, clock=Standing("b", 1),
                  clerk="0101", giver="customer", entry="screen", mark=facts.CARD_KINDS[0])
    )  # fmt: skip
    row = ledger.row_of(OF, 1, facts.columns(body), 1, body, b"")
    db.sql(f"INSERT INTO ledger ({ledger._ROW}) VALUES ({', '.join('?' * len(row))})", *row)
    with pytest.raises(Unsuitable, match="was filled without it"):
        new_database.make(db)


def test_nothing_is_spread_without_the_extension():
    db = begun(with_cluster=False)
    new_database.make(db)
    assert db.unequal_copies(["document"]) == []
    assert not db.is_new()
    db.close()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ("true, NULL", "its copy can't be read on two:5432"),
        ("false, 'no route'", "its copy can't be read on two:5432"),
        ("true, 'another'", "its copies differ: one:5432 d41d8cd9, two:5432 another"),
        ("true, md5('')", ""),
    ],
)
def test_copies_are_compared_every_night(db: Database, tmp_path: Path, other: str, says: str):
    new_database.make(db)
    db.sql(f"INSERT INTO copy VALUES ('document'::regclass, 'two', 5432, {other})")
    found = checks.check(db, Keys.load(tmp_path / "office.key", create=True), at_office=True)
    assert (found.says if found else "") == says
    assert found is None or found.chain.station == "document"


# A real cluster ---------------------------------------------------------------------


def test_without_the_variable_there_is_none():
    assert citus.named({}) is None
    with pytest.raises(Unusable, match=f"{DSN} is not"):
        citus.named({REQUIRED: "1"})


def test_a_cluster_that_does_not_answer_says_so():
    found = citus.named({DSN: "postgresql://a@127.0.0.1:1/none"})
    assert found is not None
    with pytest.raises(Unusable, match="not reached"):
        found.nodes()


def test_a_database_without_the_extension_says_so():
    found = citus.named({DSN: postgresql.own_session_server().url()})
    assert found is not None
    with pytest.raises(Unusable, match="no extension"):
        found.nodes()


@pytest.mark.skipif(DSN not in os.environ, reason=f"{DSN} names no cluster")
@pytest.mark.skipif(not is_chosen(), reason="offices are not on PostgreSQL")
def test_rows_lie_on_two_machines_at_least(hall: Machine, office: Machine):
    Cluster(os.environ[DSN]).nodes()
    sync_round(hall, office)
    placed = office.db.sql("SELECT DISTINCT nodename, nodeport FROM citus_shards").fetchall()
    assert len(placed) >= citus.LEAST


@pytest.mark.skipif(DSN not in os.environ, reason=f"{DSN} names no cluster")
@pytest.mark.skipif(not is_chosen(), reason="offices are not on PostgreSQL")
def test_a_copy_that_one_machine_changed_is_found(hall: Machine, office: Machine):
    sync_round(hall, office)
    assert office.db.unequal_copies(["station"]) == []
    (shard, host, port), *_ = office.db.sql(
        "SELECT shard_name, nodename, nodeport FROM citus_shards"
        " WHERE table_name = 'station'::regclass ORDER BY nodeport DESC"
    ).fetchall()
    name = office.db.name.partition("@")[0]
    Cluster(os.environ[DSN]).run_at(
        host, port, name, "SET citus.enable_manual_changes_to_shards = on",
        f"UPDATE {shard} SET branch = 'another'",
    )  # fmt: skip
    ((table, says),) = office.db.unequal_copies(["document", "station"])
    assert table == "station" and "its copies differ" in says and f"{host}:{port}" in says
