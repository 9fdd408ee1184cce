"""A sealed file opens with each of its keys, whole or not at all."""

import os
from pathlib import Path

import pytest

from kiosk.ground import sealed_files
from kiosk.ground.keys import Keys
from kiosk.ground.sealed_files import PIECE, BadSealed, readers

OFFICE, PAPER, OTHER = Keys(b"o" * 32), Keys(b"p" * 32), Keys(b"x" * 32)


def sealed(folder: Path, content: bytes) -> Path:
    plain, target = folder / "plain", folder / "sealed"
    plain.write_bytes(content)
    for_both = readers(OFFICE.public, PAPER.public)
    sealed_files.write(plain, target, for_both, {"role": "station"})
    return target


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_each_of_its_keys_opens_it(tmp_path: Path, size: int):
    content = os.urandom(size)
    file = sealed(tmp_path, content)
    for keys in (OFFICE, PAPER):
        sealed_files.read(file, tmp_path / "opened", keys)
        assert (tmp_path / "opened").read_bytes() == content
    assert content[:40] not in file.read_bytes() or size < 2
    head = sealed_files.head(file)
    assert head is not None and head.about == {"role": "station"}
    assert file.stat().st_mode & 0o777 == 0o600
    assert sealed_files.is_whole(file) and not sealed_files.is_whole(tmp_path / "plain")
    file.write_bytes(file.read_bytes()[:-1])
    assert not sealed_files.is_whole(file)


def test_another_key_and_another_file_open_nothing(tmp_path: Path):
    file = sealed(tmp_path, b"secret")
    with pytest.raises(BadSealed, match="not for"):
        sealed_files.read(file, tmp_path / "opened", OTHER)
    with pytest.raises(BadSealed, match="no sealed file"):
        sealed_files.read(tmp_path / "plain", tmp_path / "opened", OFFICE)
    assert sealed_files.head(tmp_path / "plain") is None
    assert not (tmp_path / "opened").exists()


def test_one_that_was_cut_changed_or_rearranged_does_not_open(tmp_path: Path):
    content = os.urandom(2 * PIECE + 100)
    whole = sealed(tmp_path, content).read_bytes()
    begin = whole.index(b"\n") + 1
    piece = PIECE + 16
    first, second = whole[begin : begin + piece], whole[begin + piece : begin + 2 * piece]
    for damaged in (
        whole[:-1],
        whole[: begin + 2 * piece],  # cut between two pieces
        whole[:begin] + second + first + whole[begin + 2 * piece :],
        whole[: begin + 5] + bytes([whole[begin + 5] ^ 1]) + whole[begin + 6 :],
        whole[:begin],
    ):
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(BadSealed):
            sealed_files.read(tmp_path / "damaged", tmp_path / "opened", PAPER)
        assert not (tmp_path / "opened").exists()
        assert not (tmp_path / "opened.partial").exists()
