"""Rows are read from the pages of a file that SQLite itself can no longer read."""

import os
from pathlib import Path

import apsw
import pytest

from kiosk.ground import pages

ROWS = [
    [number, f"第{number}行", os.urandom(number * 7 % 9000), None, -number] for number in range(400)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A table of rows short and long, half of them in the WAL alone."""
    path = tmp_path / "some.db"
    writer, reader = apsw.Connection(str(path)), apsw.Connection(str(path))
    writer.execute("PRAGMA journal_mode=wal").fetchall()
    writer.execute("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d TEXT, e INTEGER) STRICT")
    writer.executemany("INSERT INTO t VALUES (?,?,?,?,?)", ROWS[:200])
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    reader.execute("SELECT 1 FROM t").fetchall()
    writer.executemany("INSERT INTO t VALUES (?,?,?,?,?)", ROWS[200:])
    whole = {name: path.with_name(path.name + name).read_bytes() for name in ("", "-wal")}
    writer.close()
    reader.close()
    for name, content in whole.items():
        path.with_name(path.name + name).write_bytes(content)
    return path


def found(file: Path) -> list[list[pages.Value]]:
    """Those of the table, each once; the other rows of five columns are the schema's."""
    unique = {row[0]: row for row in pages.rows(file) if len(row) == 5 and type(row[0]) is int}
    return [unique[number] for number in sorted(unique)]


def test_every_row_is_found_with_its_values_in_the_file_and_in_the_wal(file: Path):
    assert found(file) == ROWS


def test_without_its_first_page_nothing_but_that_page_is_lost(file: Path):
    file.with_name(file.name + "-wal").unlink()  # it holds that page, too
    with file.open("rb+") as opened:
        opened.write(os.urandom(4096))
    with pytest.raises(apsw.Error):
        apsw.Connection(str(file)).execute("SELECT * FROM t").fetchall()
    assert found(file) == ROWS[:200]


def test_what_random_pages_overwrote_is_gone_and_no_row_is_made_up(file: Path):
    with file.open("rb+") as opened:
        for page in range(3, 60, 7):
            opened.seek(page * 4096)
            opened.write(os.urandom(4096))
    intact = [row for row in found(file) if row in ROWS]
    # a long row whose further pages are gone comes with other bytes; callers check
    assert 250 < len(intact) < len(ROWS)


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0", os.urandom(50_000)])
def test_any_bytes_are_read_without_an_error(tmp_path: Path, content: bytes):
    path = tmp_path / "odd.db"
    path.write_bytes(content)
    path.with_name("odd.db-wal").write_bytes(content)
    list(pages.rows(path))


def test_a_file_that_is_missing_has_no_rows(tmp_path: Path):
    assert list(pages.rows(tmp_path / "none.db")) == []
