"""Leaves are bytes of fixed length, each with its type, and hold no words."""

import hashlib

import pytest

from kiosk.ground.keys import fingerprint
from kiosk.rules.transparency import leaves, merkle
from kiosk.rules.transparency.leaves import ChainName
from kiosk.rules.transparency.promises import Promise
from kiosk.vocabulary.wire import OWN_OFFICE

KEY = bytes(range(32))
STATION = fingerprint(KEY)


def test_an_entrys_leaf_is_60_bytes_and_is_read_again():
    chain = leaves.of_chain("sb01", STATION)
    leaf = leaves.entry(chain, 2, 7, KEY)
    assert (
        leaf == b"\x01" + hashlib.sha256(KEY).digest()[:15] + b"\0\0\0\2" + bytes(7) + b"\7" + KEY
    )
    assert len(leaf) == 60 and leaves.read_entry(leaf) == (chain, 2, 7, KEY)


@pytest.mark.parametrize(
    "writer, type_, name",
    [
        (STATION, 1, hashlib.sha256(KEY).digest()[:15]),
        ("office", 2, hashlib.sha256(b"sb01").digest()[:15]),
        ("no fingerprint", 1, hashlib.sha256(b"no fingerprint").digest()[:15]),
        (OWN_OFFICE + STATION, 3, hashlib.sha256(KEY).digest()[:15]),
    ],
)
def test_who_wrote_a_chain(writer: str, type_: int, name: bytes):
    assert leaves.of_chain("sb01", writer) == (type_, name)


def test_the_other_leaves_have_types_and_lengths_of_their_own():
    chain = leaves.of_station(STATION)
    made = {
        leaves.epoch(chain, 1, bytes(32), KEY): 85,
        leaves.enrolled(STATION, KEY, "sb01", 1, ""): 86,
        leaves.enrolled(STATION, KEY, "sb01", 1, fingerprint(bytes(32))): 86,
        leaves.revoked(STATION, 1): 24,
        leaves.head_office(KEY): 33,
        leaves.promised("sb01", Promise(20_785, 30)): 22,
    }
    assert {leaf: len(leaf) for leaf in made} == made
    assert {leaf[0] for leaf in made} == {16, 17, 18, 19, 21}
    assert not any(b"sb01" in leaf for leaf in made)
    assert all(leaves.read_entry(leaf) is None for leaf in made)


def test_an_enrolments_leaf_is_read_again_if_its_name_is_the_keys():
    leaf = leaves.enrolled(STATION, KEY, "sb01", 1_795_233_600_000, "")
    name = hashlib.sha256(KEY).digest()[:15]
    branch = hashlib.sha256(b"sb01").digest()[:15]
    assert leaves.read_enrolled(leaf) == (name, KEY, branch, 1_795_233_600_000)
    for other in (leaf[:-1], leaf[:20] + b"?" + leaf[21:], b"\x12" + leaf[1:], b""):
        assert leaves.read_enrolled(other) is None


def test_each_leaf_is_laid_out_as_the_page_on_the_log_says():
    """docs/log.md; what is in a log once never changes."""
    chain, other = leaves.of_station(STATION), fingerprint(bytes(32))
    name, branch = hashlib.sha256(KEY).digest()[:15], hashlib.sha256(b"sb01").digest()[:15]
    at = (1_795_233_600_000).to_bytes(8, "big")
    assert leaves.epoch(chain, 3, b"c" * 32, b"g" * 32) == (
        b"\x11\x01" + name + b"\0\0\0\3" + b"c" * 32 + b"g" * 32
    )
    enrolled = b"\x10" + name + KEY + branch + at
    assert leaves.enrolled(STATION, KEY, "sb01", 1_795_233_600_000, "") == enrolled + bytes(15)
    assert leaves.enrolled(STATION, KEY, "sb01", 1_795_233_600_000, other) == (
        enrolled + hashlib.sha256(bytes(32)).digest()[:15]
    )
    assert leaves.revoked(STATION, 1_795_233_600_000) == b"\x12" + name + at
    assert leaves.head_office(KEY) == b"\x13" + KEY
    for_all = b"\x15" + bytes(15) + b"\0\0\x51\x31" + b"\0\3"
    assert leaves.promised("", Promise(20_785, 3)) == for_all
    of_one = b"\x15" + branch + b"\0\0\x51\x31" + b"\x01\x6d"
    assert leaves.promised("sb01", Promise(20_785, 365)) == of_one


def test_a_promises_leaf_is_read_again():
    for branch, promise in (("", Promise(0, 3)), ("sb01", Promise(2**32 - 1, 2**16 - 1))):
        name = hashlib.sha256(branch.encode()).digest()[:15] if branch else leaves.NONE
        leaf = leaves.promised(branch, promise)
        assert leaves.read_promised(leaf) == (name, promise)
        for other in (leaf[:-1], leaf + b"?", b"\x14" + leaf[1:], b""):
            assert leaves.read_promised(other) is None


@pytest.mark.parametrize("type_", [0, 4, 16])
def test_a_leaf_of_sixty_bytes_and_another_type_is_no_entry(type_: int):
    assert leaves.read_entry(bytes([type_]) + bytes(59)) is None
    assert leaves.read_entry(b"\x02" + bytes(58)) is None
    assert leaves.read_entry(b"\x02" + bytes(59)) == ((2, bytes(15)), 0, 0, bytes(32))


@pytest.mark.parametrize("type_", [leaves.STATION, leaves.OFFICE, leaves.OWN])
def test_a_batch_says_which_entries_it_has(type_: int):
    chain, links = ChainName(type_, KEY[:15]), [bytes([n]) * 32 for n in range(5)]
    leaf = leaves.batch(chain, 3, 7, links)
    assert len(leaf) == 69 and leaf[:2] == bytes([20, type_])
    hashes = [
        hashlib.sha256(b"\0" + leaves.entry(chain, 3, 7 + n, link)).digest()
        for n, link in enumerate(links)
    ]
    assert leaves.of_batch(chain, 3, 7, links) == hashes
    root = merkle.root(5, merkle.over(hashes))
    assert leaves.read_batch(leaf) == (chain, 3, 7, 11, root)
    assert leaves.read_entry(leaf) is None and leaves.read_enrolled(leaf) is None


def test_what_is_no_batch():
    leaf = leaves.batch(ChainName(1, KEY[:15]), 1, 1, [bytes(32)])
    assert leaves.read_batch(leaf[:-1]) is None and leaves.read_batch(leaf + b"x") is None
    for place, byte in ((0, 1), (1, 4), (1, 0), (28, 2), (36, 0)):
        assert leaves.read_batch(leaf[:place] + bytes([byte]) + leaf[place + 1 :]) is None
    most = leaves.batch(ChainName(1, KEY[:15]), 1, 5, [bytes(32)] * 1024)
    assert leaves.read_batch(most) is not None
    more = leaves.batch(ChainName(1, KEY[:15]), 1, 5, [bytes(32)] * 1025)
    assert leaves.read_batch(more) is None
