"""The list of chains in a station's query."""

import pytest

from kiosk.vocabulary.refusals import Refusal
from kiosk.web.machines.held import MOST_CHAINS, Reported, held_by

HEAD = "ab" * 32


def test_chains_are_read_with_and_without_their_heads():
    assert held_by("") == {}
    assert held_by(f"a:1:2:{HEAD},office:3:4") == {
        ("a", 1): Reported(2, bytes.fromhex(HEAD)), ("office", 3): Reported(4, b""),
    }  # fmt: skip


@pytest.mark.parametrize(
    "after",
    ["x", "a:b:c", "a:1", "a:1:-1", "a:1:" + "9" * 40, "a:1:1:zz", "a:1:1:" + "A" * 64,
     ",".join(["a:1:1"] * (MOST_CHAINS + 1))],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(after: str):
    with pytest.raises(Refusal, match="bad_envelope"):
        held_by(after)
