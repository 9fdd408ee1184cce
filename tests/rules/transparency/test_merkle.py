"""Roots and proofs of RFC 6962, against the trees written out as the RFC defines them."""

import hashlib

import pytest

from kiosk.rules.transparency import merkle
from kiosk.rules.transparency.merkle import EMPTY

LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(70)]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return merkle.node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def subtree(height: int, index: int) -> bytes:
    return by_definition(LEAVES[index << height : (index + 1) << height])


def test_the_trees_of_the_rfcs_test_vectors():
    """As Certificate Transparency's own tests have them (RFC 6962's seven and eight leaves)."""
    entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
               "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
    hashes = [merkle.leaf_hash(bytes.fromhex(one)) for one in entries]
    known = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size, root in known.items():

        def part(height: int, index: int) -> bytes:
            return by_definition(hashes[index << height : (index + 1) << height])

        assert merkle.root(size, part).hex() == root
    assert merkle.root(0, subtree) == EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 31, 32, 33, 64, 70])
def test_every_leaf_is_proved_and_no_other(size: int):
    root = merkle.root(size, subtree)
    assert root == by_definition(LEAVES[:size])
    for index in range(size):
        path = merkle.inclusion(index, size, subtree)
        assert merkle.includes(index, size, LEAVES[index], path, root)
        assert not merkle.includes(index, size, LEAVES[(index + 1) % 70], path, root)
        assert not merkle.includes(index, size, LEAVES[index], [*path, EMPTY], root)
        assert not path or not merkle.includes(index, size, LEAVES[index], path[:-1], root)
        assert not merkle.includes(index, size, LEAVES[index], path, EMPTY)
        assert size == 1 or not merkle.includes((index + 1) % size, size, LEAVES[index], path, root)
    assert not merkle.includes(size, size, LEAVES[0], [], root)
    assert not merkle.includes(-1, size, LEAVES[0], [], root)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 32, 41, 64, 70])
def test_a_tree_continues_each_smaller_one_and_no_other(size: int):
    root = merkle.root(size, subtree)
    for old in range(1, size + 1):
        before = merkle.root(old, subtree)
        path = merkle.consistency(old, size, subtree)
        assert merkle.continues(old, before, size, root, path)
        assert not merkle.continues(old, EMPTY, size, root, path)
        assert not merkle.continues(old, before, size, EMPTY, path)
        assert not merkle.continues(old, before, size, root, [*path, EMPTY])
        if old < size:
            assert not merkle.continues(old, before, size, root, path[:-1])
            assert not merkle.continues(old, before, size, root, [])
            assert not merkle.continues(size, root, old, before, path), "a log that shrinks"


def test_every_tree_continues_the_empty_one():
    root = merkle.root(5, subtree)
    assert merkle.continues(0, EMPTY, 5, root, [])
    assert not merkle.continues(0, root, 5, root, [])
    assert not merkle.continues(0, EMPTY, 5, root, [EMPTY])
    assert merkle.continues(0, EMPTY, 0, EMPTY, [])
    assert not merkle.continues(0, EMPTY, 0, root, [])
    assert not merkle.continues(0, root, 0, root, [])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100])
def test_a_small_tree_has_the_root_and_the_proofs_of_a_large_one(size: int):
    hashes = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    root = merkle.root(size, merkle.over(hashes))
    assert root == by_definition(hashes)
    for index in range(size):
        path = merkle.inclusion(index, size, merkle.over(hashes))
        assert merkle.includes(index, size, hashes[index], path, root)
        assert not merkle.includes(index, size, bytes(32), path, root)
