"""Citus, the distributed PostgreSQL: tables that grow with events lie on its machines by branch,
small ones are copied to each of them. Of anything else, nothing here is called.

Local tables stay with the coordinator, which is the machine that the configuration names.
"""

from collections.abc import Sequence

from kiosk.ground.db import Database, Unsuitable

BRANCH = "branch"
"""The column by which tables are distributed."""
_ROW = "md5(one::text)"
_COPY = f"SELECT md5(coalesce(string_agg({_ROW}, '' ORDER BY {_ROW}), '')) FROM %s one"


def is_there(db: Database) -> bool:
    """Whether the database has the extension."""
    (found,) = db.sql(
        "SELECT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'create_distributed_table'"
        " AND pg_function_is_visible(oid))"
    ).fetchone()
    return bool(found)


def distribute(db: Database, by_branch: Sequence[str], everywhere: Sequence[str]) -> None:
    """Spreads those of the tables that are not yet; the first one by branch is the ledger. Each
    step commits by itself, so that what was interrupted goes on with the next start. Raises
    Unsuitable if the ledger has rows already: they would be moved under its lock for hours."""
    placed = _placed(db)
    if by_branch[0] not in placed and db.sql(f'SELECT 1 FROM "{by_branch[0]}" LIMIT 1').fetchone():
        raise Unsuitable(
            f"{db.name} has Citus, but was filled without it: make an empty database with the"
            " extension, start the program once, and copy the rows into it (docs/scale.md)"
        )
    creating = [(table, f"create_distributed_table(?, '{BRANCH}')") for table in by_branch]
    creating += [(table, "create_reference_table(?)") for table in everywhere]
    for table, call in creating:
        if table in placed:
            continue
        with db.writing():
            if table not in _placed(db):  # by another process meanwhile
                db.sql(f"SELECT {call}", f'"{table}"')


def _placed(db: Database) -> set[str]:
    found = db.sql(
        "SELECT relname FROM pg_dist_partition JOIN pg_class ON pg_class.oid = logicalrelid"
    )
    return {name for (name,) in found}


def unequal(db: Database, everywhere: Sequence[str]) -> list[tuple[str, str]]:
    """(table, what) of each small table whose copies are not the same on all machines. Nothing is
    written meanwhile, so that no copy is ahead of another."""
    with db.writing():
        return [(table, says) for table in everywhere if (says := _copies(db, table))]


def _copies(db: Database, table: str) -> str:
    """What is wrong with the copies of a table; '' for nothing."""
    asked = "SELECT nodename, nodeport, success, result FROM run_command_on_placements(?, ?)"
    answers = db.sql(asked, f'"{table}"', _COPY).fetchall()
    found = {f"{name}:{port}": result if ok else "" for name, port, ok, result in answers}
    if silent := sorted(place for place, total in found.items() if not total):
        return f"its copy can't be read on {', '.join(silent)}"
    if len(set(found.values())) > 1:
        return "its copies differ: " + ", ".join(sorted(f"{k} {v[:8]}" for k, v in found.items()))
    return ""
