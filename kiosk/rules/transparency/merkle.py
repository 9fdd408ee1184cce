"""Merkle trees of RFC 6962, section 2.1: roots and proofs of a tree whose perfect subtrees are
known, and how proofs are checked."""

import hashlib
from collections.abc import Callable, Sequence

Subtree = Callable[[int, int], bytes]
"""The hash of the perfect subtree number `index` of 2 ** `height` leaves: (height, index)."""
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node of two."""
    return hashlib.sha256(b"\1" + left + right).digest()


def over(hashes: Sequence[bytes]) -> Subtree:
    """The perfect subtrees of a small tree whose leaves have these hashes."""

    def subtree(height: int, index: int) -> bytes:
        if height == 0:
            return hashes[index]
        return node_hash(subtree(height - 1, 2 * index), subtree(height - 1, 2 * index + 1))

    return subtree


def root(size: int, subtree: Subtree) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _hash(0, size, subtree) if size else EMPTY


def _hash(first: int, end: int, subtree: Subtree) -> bytes:
    size = end - first
    if size & (size - 1) == 0:
        return subtree(size.bit_length() - 1, first // size)
    middle = first + _split(size)
    return node_hash(_hash(first, middle, subtree), _hash(middle, end, subtree))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that leaf `index` is in the tree of this size, from the leaf up."""
    first, end, path = 0, size, []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_hash(first, middle, subtree))
            first = middle
    return path[::-1]


def consistency(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `old` leaves, 1 to `size` of them, begins the one of this size."""
    first, end, path = 0, size, []
    while end != old:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_hash(middle, end, subtree))
            end = middle
        else:
            path.append(_hash(first, middle, subtree))
            first = middle
    if first:
        path.append(_hash(first, end, subtree))
    return path[::-1]


def includes(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf of this hash is number `index` of the tree (RFC 9162,
    2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(other, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, other)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def continues(old: int, old_root: bytes, size: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the proof shows that a tree only grew from `old` leaves to `size` (RFC 9162,
    2.1.4.2). Every tree continues the empty one, whose proof is empty."""
    if old == size:
        return not path and old_root == new_root and (size > 0 or old_root == EMPTY)
    if old == 0:
        return not path and old_root == EMPTY
    if not path or not 0 < old < size:
        return False
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, other)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
