"""A tree in tiles of 256 hashes (C2SP tlog-tiles): how it grows, where a tile is found."""

import re
from collections.abc import Callable, Sequence

from kiosk.rules.input.numbers import digits
from kiosk.rules.transparency import merkle

WIDTH, HASH = 256, 32
Tiles = Callable[[int, int], bytes]
"""The hashes of a tile, as many as there are: (level, number)."""
MOST_LEVEL = 63
ADDRESS = re.compile(r"((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def grown(size: int, leaves: Sequence[bytes], tiles: Tiles) -> dict[tuple[int, int], bytes]:
    """The tiles that change, by level and number, as leaves of these hashes follow the first
    `size`. What a tile holds beyond these is overwritten."""
    changed: dict[tuple[int, int], bytes] = {}
    level, new = 0, leaves
    while new:
        number, held = divmod(size, WIDTH)
        before = tiles(level, number)[: held * HASH] if held else b""
        hashes = before + b"".join(new)
        parts = [hashes[i : i + WIDTH * HASH] for i in range(0, len(hashes), WIDTH * HASH)]
        changed |= {(level, number + n): part for n, part in enumerate(parts)}
        new = [above(part) for part in parts if len(part) == WIDTH * HASH]
        level, size = level + 1, number
    return changed


def subtrees(tiles: Tiles) -> merkle.Subtree:
    """The perfect subtrees of the tree that these tiles are of."""

    def subtree(height: int, index: int) -> bytes:
        level, within = divmod(height, 8)
        first = (index << within) % WIDTH
        hashes = tiles(level, (index << within) // WIDTH)
        return above(hashes[first * HASH : (first + (1 << within)) * HASH])

    return subtree


def above(hashes: bytes) -> bytes:
    """The root above 1, 2, 4 … 256 hashes."""
    row = [hashes[i : i + HASH] for i in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [merkle.node_hash(*row[i : i + 2]) for i in range(0, len(row), 2)]
    return row[0]


def path(number: int) -> str:
    """A tile's number as it is in an address: 1234067 is `x001/x234/067`."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return "/".join(parts)


def read(address: str) -> tuple[int, int] | None:
    """The number of a tile and how many hashes of it are wanted, 256 for a whole one; None for an
    address that no tile has."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        return None
    number = 0
    for part in found.group(1).replace("x", "").split("/"):
        number = number * 1000 + digits(part)
    width = digits(found.group(2)) if found.group(2) else WIDTH
    if path(number) != found.group(1) or (found.group(2) and width >= WIDTH):
        return None
    return number, width


def bundled(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle holds them, each after its length."""
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def unbundled(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError if it is cut."""
    entries, place = [], 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if end > len(bundle):
            raise ValueError("a bundle that is cut")
        entries.append(bundle[place + 2 : end])
        place = end
    return entries
