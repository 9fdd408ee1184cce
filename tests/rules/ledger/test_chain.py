"""The chain can be recomputed with nothing but SHA-256."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.ledger.chain import NO_HEAD, genesis, link, links

bodies = st.lists(st.binary(max_size=40), min_size=1, max_size=8)


def test_a_link_is_the_hash_of_previous_seq_and_body():
    assert (
        link(b"p" * 32, 7, b"body")
        == hashlib.sha256(b"p" * 32 + b"\0\0\0\0\0\0\0\x07" + b"body").digest()
    )


def test_the_genesis_is_what_it_has_always_been():
    assert NO_HEAD == b"\0" * 32
    parts = (b"sb01", b"a" * 24, b"12", b"c" * 32)
    said = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert (
        genesis("sb01", "a" * 24, 12, b"c" * 32) == hashlib.sha256(b"tingsheng/1" + said).digest()
    )


def test_every_part_of_the_genesis_matters():
    first = genesis("b", "s", 1, NO_HEAD)
    others = {
        genesis("bs", "", 1, NO_HEAD),
        genesis("b", "s1", 1, NO_HEAD),
        genesis("b", "s", 11, NO_HEAD),
        genesis("b", "s", 1, b"\1" * 32),
    }
    assert first not in others and len(others) == 4


@given(bodies, bodies)
def test_two_histories_share_a_head_only_if_they_are_the_same(one: list[bytes], two: list[bytes]):
    start = genesis("b", "s", 1, NO_HEAD)
    assert (links(start, 1, one)[-1] == links(start, 1, two)[-1]) == (one == two)
