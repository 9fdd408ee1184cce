"""The suite runs on a real cluster where a variable names one, and says why where it can't."""

import os

import pytest

from tests import citus, postgresql
from tests.cast import Machine, sync_round
from tests.citus import DSN, REQUIRED, Cluster, Unusable
from tests.postgresql import is_chosen


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
