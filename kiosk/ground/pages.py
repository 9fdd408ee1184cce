"""Rows that can still be read from the pages of a damaged SQLite file.

SQLite finds a row by the pages above it; one damaged page hides all below it, and a damaged first
page everything. Here each page is read by itself, in the file and in its WAL: a leaf of a table
says how its rows are stored (https://www.sqlite.org/fileformat2.html, 1.6 and 4.2). Whether a row
is what it claims to be, is for the caller to check. Only for files that no connection has open: see
kiosk/ground/db.py.
"""

import contextlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PAGE = 4096
"""The size of pages where the file no longer says."""
TABLE_LEAF = 13
FRAME, WAL_HEADER = 24, 32
MOST_BYTES = 1_048_576
"""A row longer than this is none."""
MOST_COLUMNS = 100
Value = int | float | bytes | str | None
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes by serial type."""


class _NoRow(Exception):
    """These bytes are not a row."""


def rows(database: Path) -> Iterator[list[Value]]:
    """Every row of every table that a page of the file or of its WAL still holds, without its
    table's name. One that was changed can come more than once, the oldest first."""
    with contextlib.ExitStack() as stack:
        files: list[BinaryIO] = [
            stack.enter_context(path.open("rb"))
            for path in (database, database.with_name(database.name + "-wal"))
            if path.exists()
        ]
        yield from _Pages(files).rows()


class _Pages:
    """The pages of a file and of its WAL, each by its place."""

    def __init__(self, files: list[BinaryIO]) -> None:
        self._files = files
        self._size = _page_size(files[0]) if files else PAGE
        self._newest = dict(self._places())

    def _places(self) -> Iterator[tuple[int, tuple[BinaryIO, int]]]:
        """(number, place) of each page, those of the WAL after those of the file."""
        for number, file in enumerate(self._files):
            end = file.seek(0, os.SEEK_END)
            if number == 0:
                for page in range(end // self._size):
                    yield page + 1, (file, page * self._size)
                continue
            for at in range(WAL_HEADER, end - FRAME - self._size + 1, FRAME + self._size):
                (page,) = struct.unpack(">I", _read(file, at, 4))
                yield page, (file, at + FRAME)

    def rows(self) -> Iterator[list[Value]]:
        for number, place in self._places():
            page = _read(*place, self._size)
            head = 100 if number == 1 and page[:6] == b"SQLite" else 0
            if len(page) < self._size or page[head] != TABLE_LEAF:
                continue
            (cells,) = struct.unpack_from(">H", page, head + 3)
            for cell in range(min(cells, (self._size - head - 8) // 2)):
                (at,) = struct.unpack_from(">H", page, head + 8 + 2 * cell)
                with contextlib.suppress(_NoRow, IndexError, ValueError, struct.error):
                    yield _values(self._payload(page, at))

    def _payload(self, page: bytes, at: int) -> bytes:
        length, at = _varint(page, at)
        _, at = _varint(page, at)
        if not 2 <= length <= MOST_BYTES:
            raise _NoRow
        most = self._size - 35
        if length <= most:
            return page[at : at + length]
        least = (self._size - 12) * 32 // 255 - 23
        here = least + (length - least) % (self._size - 4)
        here = here if here <= most else least
        parts, left = [page[at : at + here]], length - here
        (following,) = struct.unpack_from(">I", page, at + here)
        while left > 0:
            place = self._newest.get(following)
            if place is None:
                raise _NoRow
            more = _read(*place, self._size)
            (following,) = struct.unpack_from(">I", more)
            parts.append(more[4 : 4 + left])
            left -= self._size - 4
        return b"".join(parts)


def _page_size(file: BinaryIO) -> int:
    (size,) = struct.unpack(">H", _read(file, 16, 2).ljust(2, b"\0"))
    said: int = 65_536 if size == 1 else size
    return said if 512 <= said <= 65_536 and said & (said - 1) == 0 else PAGE


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    """Bytes of the file, none where the disk can't read them."""
    try:
        file.seek(at)
        return file.read(size)
    except OSError:
        return b""


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in SQLite's variable length, and where it ends."""
    value = 0
    for more in range(9):
        byte = data[at + more]
        if more == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + more + 1
    raise _NoRow


def _values(record: bytes) -> list[Value]:
    """The columns of a record."""
    end, at = _varint(record, 0)
    kinds: list[int] = []
    while at < end:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if at != end or not 1 <= len(kinds) <= MOST_COLUMNS:
        raise _NoRow
    found: list[Value] = []
    for kind in kinds:
        value, at = _value(record, at, kind)
        found.append(value)
    if at != len(record):
        raise _NoRow
    return found


def _value(record: bytes, at: int, kind: int) -> tuple[Value, int]:
    """A column of this serial type, and where it ends."""
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return int.from_bytes(record[at:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", record, at)[0], at + 8
    if kind < 12:
        raise _NoRow
    end = at + (kind - 12) // 2
    content = record[at:end]
    return (content if kind % 2 == 0 else content.decode("utf-8")), end
