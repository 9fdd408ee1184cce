"""A tree in tiles is the same tree, however it grew; addresses of tiles are read exactly."""

import random

import pytest

from kiosk.rules.transparency import merkle, tiles
from tests.rules.transparency.test_merkle import by_definition


def numbered(count: int) -> list[bytes]:
    return [merkle.leaf_hash(n.to_bytes(4, "big")) for n in range(count)]


class Store:
    """Tiles in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def __call__(self, level: int, number: int) -> bytes:
        return self.held[level, number]

    def append(self, leaves: list[bytes]) -> None:
        self.held |= tiles.grown(self.size, leaves, self)
        self.size += len(leaves)

    @property
    def root(self) -> bytes:
        return merkle.root(self.size, tiles.subtrees(self))


def test_a_tree_grown_in_any_steps_is_the_tree_of_its_leaves():
    drawn, leaves = random.Random(7), numbered(1400)
    for _ in range(5):
        store = Store()
        while store.size < len(leaves):
            store.append(leaves[store.size : store.size + drawn.choice([1, 3, 255, 256, 257, 600])])
            assert store.root == by_definition(leaves[: store.size])


def test_the_tiles_of_the_specification():
    """70,000 leaves: 273 whole tiles and one of 112; one whole and one of 17; one of 1."""
    store = Store()
    store.append(numbered(70_000))
    widths: dict[int, list[int]] = {}
    for (level, _), hashes in sorted(store.held.items()):
        widths.setdefault(level, []).append(len(hashes) // 32)
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert store.held[1, 0][:32] == by_definition(numbered(256))
    whole = Store()
    whole.append(numbered(256))
    assert sorted(whole.held) == [(0, 0), (1, 0)] and len(whole.held[1, 0]) == 32


def test_what_a_crash_left_beyond_the_size_is_overwritten():
    leaves, store, torn = numbered(300), Store(), Store()
    store.append(leaves)
    torn.append(leaves[:250])
    torn.held |= tiles.grown(250, numbered(9)[::-1], torn)
    torn.append(leaves[250:])
    assert torn.root == store.root


@pytest.mark.parametrize(
    "number, address",
    [(0, "000"), (67, "067"), (999, "999"), (1000, "x001/000"), (1_234_067, "x001/x234/067")],
)
def test_a_tiles_number_in_an_address(number: int, address: str):
    assert tiles.path(number) == address
    assert tiles.read(address) == (number, 256)
    assert tiles.read(f"{address}.p/7") == (number, 7)


@pytest.mark.parametrize(
    "address",
    ["", "0", "00", "0000", "x000/001", "001/002", "x001", "x001/x234/067/", "000.p/0", "000.p/256",
     "000.p/01", "000.p/", "000.p/999", "-01", "x001/x001/x001/x001/x001/000", "００１"],
)  # fmt: skip
def test_an_address_of_no_tile(address: str):
    assert tiles.read(address) is None


def test_bundles_hold_entries_of_any_length_and_are_refused_when_cut():
    entries = [b"", b"a", b"x" * 300]
    bundle = tiles.bundled(entries)
    assert tiles.unbundled(bundle) == entries and tiles.unbundled(b"") == []
    for cut in (1, len(bundle) - 1):
        with pytest.raises(ValueError):
            tiles.unbundled(bundle[:cut])
