"""Notes as the specifications show them, and what is no note."""

import pytest
from nacl.signing import SigningKey

from kiosk.ground.keys import signed_by
from kiosk.rules.transparency import notes
from kiosk.rules.transparency.notes import BadNote, Head, Note, Signature, Verifier

KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SIGNED = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""  # noqa: E501
OURS = SigningKey(bytes(32))
LOG = Verifier("log.example", notes.ED25519, bytes(OURS.verify_key))
WITNESS = Verifier("w.example", notes.COSIGNATURE, bytes(OURS.verify_key))


def test_the_example_of_the_specification():
    verifier, note = notes.read_verifier(KEY), notes.read(SIGNED)
    assert str(verifier) == KEY and str(note) == SIGNED
    assert notes.signed_at(note, verifier, signed_by) == 0
    with pytest.raises(BadNote, match="wrong signature"):
        notes.signed_at(note._replace(text="This is another message.\n"), verifier, signed_by)
    assert notes.signed_at(note, LOG, signed_by) is None, "another key's signature is ignored"


def test_a_checkpoint_is_read_as_it_is_written():
    head = Head("log.example", 20_852_163, bytes(range(32)))
    assert notes.read_checkpoint(notes.checkpoint(head)) == head
    assert notes.read_checkpoint(notes.checkpoint(head) + "an extension\n") == head


@pytest.mark.parametrize(
    "text",
    ["", "a\n1\n", "a\n01\nROOT\n", "a\n-1\nROOT\n", "\n1\nROOT\n", "a\n1\nROOT",
     "a\n１\nROOT\n", "a\n9999999999999999\nROOT\n", "a\n1\nAAAA\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(text: str):
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    assert notes.read_checkpoint(f"a\n1\n{root}\n").size == 1
    with pytest.raises(BadNote):
        notes.read_checkpoint(text.replace("ROOT", root))


def test_a_cosignature_holds_its_time():
    text = notes.checkpoint(Head("log.example", 1, bytes(32)))
    said = notes.timed(1_700, OURS.sign(notes.cosigned(text, 1_700)).signature)
    note = Note(text, (Signature(WITNESS.name, WITNESS.id, said),))
    assert notes.signed_at(notes.read(str(note)), WITNESS, signed_by) == 1_700
    other = notes.timed(1_701, said[8:])
    with pytest.raises(BadNote):
        signed = Signature(WITNESS.name, WITNESS.id, other)
        notes.signed_at(note._replace(signatures=(signed,)), WITNESS, signed_by)
    assert WITNESS.id != LOG._replace(name=WITNESS.name).id, "types have ids of their own"


@pytest.mark.parametrize(
    "text",
    ["", "text\n", "text\n\n", "text\n\n- name AAAAAAAA\n", "text\n\n— name AAAA\n",
     "a\tb\n\n— n AAAAAAAA\n", "text\n\n— na me AAAAAAAA\n", "text\n\n— na+me AAAAAAAA\n",
     "text\n\n— name AAAAAAAA", "text\n\n— name A*AAAAAA\n",
     "text\n\n" + "— n AAAAAAAA\n" * 65, "x" * 140_000 + "\n\n— n AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_note(text: str):
    with pytest.raises(BadNote):
        notes.read(text)


@pytest.mark.parametrize(
    "text", ["", KEY[:-4], KEY.replace("530d", "530e"), "a b+530d903a+AekyeRrm"]
)
def test_what_is_no_verifier_key(text: str):
    with pytest.raises(BadNote):
        notes.read_verifier(text)


def test_a_note_can_be_as_large_as_its_bounds():
    line = "— n AAAAAAA=\n"
    assert len(notes.read("text\n\n" + line * 64).signatures) == 64
    longest = 131_072 - len(f"\n\n{line}".encode())
    assert notes.read("x" * longest + f"\n\n{line}").text == "x" * longest + "\n"
    with pytest.raises(BadNote):
        notes.read("x" * (longest + 1) + f"\n\n{line}")


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("999999999999999", 10**15 - 1)])
def test_a_size_is_written_in_one_way(text: str, number: int):
    assert notes.number(text) == number
    with pytest.raises(BadNote):
        notes.number("0" + text)


def test_a_log_is_known_by_the_hash_of_its_name():
    name = "a379a6f6eeafb9a55e378c118034e2751e682fab9f2d30ab13d2125586ce1947"
    assert notes.origin_hash("example.com") == name


def test_a_key_of_another_type_or_length_is_none_that_we_know():
    for type_, public in ((1, bytes(32)), (4, bytes(32))):
        key = Verifier("n", type_, public)
        assert notes.read_verifier(f" {key}\n") == key
    for type_, public in ((2, bytes(32)), (1, bytes(31)), (1, bytes(33))):
        with pytest.raises(BadNote):
            notes.read_verifier(str(Verifier("n", type_, public)))


def test_what_a_cosigner_signs_is_as_the_specification_says():
    assert notes.cosigned("log\n1\nroot\n", 7) == b"cosignature/v1\ntime 7\nlog\n1\nroot\n"
    assert notes.timed(7, b"s" * 64) == bytes(7) + b"\x07" + b"s" * 64


@pytest.mark.parametrize("text", ["AAAA*AAAA", "AAAA\nAAAA", "AAA", "５AAA"])
def test_base64_with_anything_else_in_it_is_none(text: str):
    assert notes.decoded("AAAAAAAA") == bytes(6) and notes.decoded(text) == b""
