"""Who has signed a checkpoint, and where a path of hashes leads: what a proof is worth."""

import base64

import pytest

from kiosk.ground.keys import Keys
from tests.verify.test_verify import LOG, WITNESS, key_of
from verify import verify

ORIGIN = "log.example.cn"
SAID = f"{ORIGIN}\n5\n{base64.b64encode(bytes(32)).decode()}\n"
AT = 1_795_000_000


def line(name: str, made: bytes) -> str:
    return f"— {name} {base64.b64encode(made).decode()}\n"


def by_log(name: str = ORIGIN, id: bytes | None = None) -> str:
    return line(name, (id or key_of(name, 1, LOG)[1]) + LOG.sign(SAID.encode()))


def by_witness(said_at: int = AT) -> str:
    signed = WITNESS.sign(f"cosignature/v1\ntime {AT}\n{SAID}".encode())
    return line("w1", key_of("w1", 4, WITNESS)[1] + said_at.to_bytes(8, "big") + signed)


def unsigned(lines: str, *keys: str) -> list[str]:
    return list(verify.unsigned(verify.read_checkpoint(f"{SAID}\n{lines}"), keys))


def test_who_has_signed_a_checkpoint():
    (log, _), (witness, _) = key_of(ORIGIN, 1, LOG), key_of("w1", 4, WITNESS)
    assert unsigned(by_log() + by_witness(), log, witness) == []
    assert unsigned(by_log(), log, witness) == ["w1"]
    assert unsigned(by_witness(), log, witness) == [ORIGIN]
    assert unsigned(by_log(id=b"abcd"), log) == [ORIGIN], "of another key"
    assert unsigned(by_witness(AT + 1), witness) == ["w1"], "at another time"
    assert unsigned(by_log("w9"), key_of("w9", 1, LOG)[0]) == ["w9"], "another log's key"
    assert unsigned(by_log(), key_of(ORIGIN, 1, Keys(b"x" * 32))[0]) == [ORIGIN]


def test_a_key_that_is_none_is_refused():
    log, _ = key_of(ORIGIN, 1, LOG)
    for wrong in (
        "", "no key", log.replace("+", "-"), log[:-4], log.replace(ORIGIN, "other.example"),
    ):  # fmt: skip
        with pytest.raises(ValueError):
            unsigned(by_log(), wrong)


def test_a_path_leads_to_one_root_only():
    a, b, c = (verify.leaf_hash(one) for one in (b"a", b"b", b"c"))
    below = verify.node_hash(a, b)
    root = verify.node_hash(below, c)
    assert verify.climbed(0, 3, b"a", [b, c]) == root == verify.Tree([b"a", b"b", b"c"]).root()
    assert verify.climbed(2, 3, b"c", [below]) == root
    for index, size, path in (
        (0, 3, [b]),  # ends below the root
        (0, 3, [b, c, c]),  # goes on above it
        (1, 3, [b, c]),  # from the other side
        (3, 3, [below]),  # beyond the last leaf
        (-1, 3, [b, c]),
        (0, 0, []),
    ):
        assert verify.climbed(index, size, b"a", path) != root, (index, size)
    assert verify.climbed(0, 2, b"a", []) == verify.climbed(1, 1, b"a", []) == b""


def test_a_proof_file_is_read_whole_or_not_at_all():
    note = f"{SAID}\n{by_log()}"
    path = base64.b64encode(bytes(32)).decode()
    assert verify.read_proof(f"{verify.PROOF}\nindex 7\n{path}\n\n{note}") == (7, [bytes(32)], b"")
    extra = base64.b64encode(b"more").decode()
    assert verify.read_proof(f"{verify.PROOF}\nextra {extra}\nindex 0\n\n{note}") == (
        0,
        [],
        b"more",
    )
    for wrong in (
        f"{verify.PROOF}\n\n{note}",
        f"{verify.PROOF}\nindex -7\n{path}\n\n{note}",
        f"{verify.PROOF}\nindex x\n{path}\n\n{note}",
        f"{verify.PROOF}\nindex 7\n{path}?\n\n{note}",
        f"{verify.PROOF}\nextra ?\nindex 7\n{path}\n\n{note}",
        f"{verify.PROOF}\nindex 7\n{path}",
        f"{verify.PROOF}2\nindex 7\n{path}\n\n{note}",
    ):
        with pytest.raises(ValueError):
            verify.read_proof(wrong)
