"""What a witness keeps of a log: which leaves a chain's entries are, and little besides."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.commands.transparency import kept
from kiosk.commands.transparency.kept import LogRead, LogTile
from kiosk.ground.db import Database
from kiosk.rules.transparency import leaves, merkle, tiles
from kiosk.rules.transparency.notes import Head
from tests.commands.transparency.test_following import CHAIN, entry

OTHER = leaves.of_station("b" * 24)
HEAD_OFFICE = leaves.head_office(bytes(32))


def run(first: int, last: int, leaf: int, epoch: int = 1, name: bytes = CHAIN.name) -> Any:
    return {"name": name, "epoch": epoch, "first": first, "leaf": leaf, "last": last}


@pytest.mark.parametrize(
    "entries, runs",
    [
        ([], []),
        ([HEAD_OFFICE], []),
        ([entry(1), entry(2), entry(3)], [run(1, 3, 7)]),
        ([HEAD_OFFICE, entry(4), entry(5)], [run(4, 5, 8)]),
        ([entry(1), HEAD_OFFICE, entry(2)], [run(1, 1, 7), run(2, 2, 9)]),
        ([entry(1), entry(3)], [run(1, 1, 7), run(3, 3, 8)]),
        ([entry(1), entry(1, 2)], [run(1, 1, 7), run(1, 1, 8, 2)]),
        ([entry(1), entry(2, chain=OTHER)], [run(1, 1, 7), run(2, 2, 8, name=OTHER.name)]),
        ([entry(2), entry(1)], [run(2, 2, 7), run(1, 1, 8)]),
    ],
)
def test_entries_that_follow_one_another_are_one_run(entries: list[bytes], runs: list[Any]):
    assert list(kept.runs(7, entries)) == runs


def test_of_the_leaves_only_the_unfinished_tile_is_kept(tmp_path: Path):
    db = Database(tmp_path / "log.db")
    kept.make(db)
    entries = [entry(seq) for seq in range(1, 601)]
    changed = tiles.grown(0, [merkle.leaf_hash(one) for one in entries], lambda *_: b"")
    with db.writing():
        kept.store(db, changed, 0, entries, Head("", 600, bytes(32)))
    held = {(row.level, row.number): len(row.hashes) for row in db.rows(LogTile.select())}
    assert held == {(0, 2): 88 * 32, (1, 0): 2 * 32}
    more = [entry(seq) for seq in range(601, 769)]
    before = dict(changed)
    hashes = [merkle.leaf_hash(one) for one in more]
    changed = tiles.grown(600, hashes, lambda level, number: before[level, number])
    with db.writing():
        kept.store(db, changed, 600, more, Head("", 768, bytes(32)))
    assert [(row.level, row.number) for row in db.rows(LogTile.select())] == [(1, 0)]
    assert [row.size for row in db.rows(LogRead.select())] == [768]
    db.close()


def test_the_file_of_an_earlier_release_is_read_again(tmp_path: Path):
    """It holds no promises, though their leaves were read."""
    db = Database(tmp_path / "log.db")
    kept.make(db)
    with db.writing():
        kept.store(db, {}, 0, [HEAD_OFFICE], Head("", 1, bytes(32)))
    kept.make(db)
    assert [row.size for row in db.rows(LogRead.select())] == [1]
    with db.peewee.bind_ctx([kept.LogPromise]):
        kept.LogPromise.drop_table()
    kept.make(db)
    assert db.rows(LogRead.select()) == [] and db.rows(kept.LogPromise.select()) == []
    db.close()
