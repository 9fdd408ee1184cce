"""What people type, scan and carry: receipts, codes, checkpoints, proofs, cursors, numbers and
days."""

import base64
import datetime
from collections.abc import Callable
from contextlib import suppress

from kiosk.records.stations import enrolment
from kiosk.rules.cases import receipts
from kiosk.rules.hall import invitations, pairing
from kiosk.rules.input import days, folding, mails, masking, moments, numbers
from kiosk.rules.ledger import signed_receipts
from kiosk.rules.ledger.signed_receipts import Named, NotAReceipt, SignedReceipt
from kiosk.rules.office import cursors
from kiosk.rules.people import second_factor
from kiosk.rules.recognition.ballots import codes
from kiosk.rules.transparency import leaves, notes, proofs, tiles
from kiosk.rules.transparency.notes import BadNote, Note, Signature, Verifier
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.machines import held
from tests.fuzz.doors import Broken, Door

NOTE = Note(
    notes.checkpoint(notes.Head("log.example/1", 5, b"r" * 32)),
    (Signature("log.example/1", b"0000", b"s" * 64), Signature("w", b"1111", b"t" * 72)),
)
KEY = Verifier("log.example/1", notes.ED25519, b"k" * 32)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape" if data[:1] == b"\xff" else "replace")


def _receipt(data: bytes) -> None:
    """As a text, and as the bytes that its letters mean, which a fuzzer gets further with."""
    with suppress(NotAReceipt):
        _same(base64.b32encode(data[:125].ljust(125, b"\0")).decode())
    _same(_text(data))


def _same(text: str) -> None:
    found = signed_receipts.read(text)
    again = signed_receipts.read(signed_receipts.text(found, "https://a.example"))
    if again != found:
        raise Broken("another receipt after it was written")


def _receipts() -> list[bytes]:
    named = Named("a" * 24, 1, 7, b"h" * 32, datetime.date(2026, 11, 21))
    one = SignedReceipt(named, b"s" * 64)
    return [
        signed_receipts.text(one, "").encode(),
        signed_receipts.text(one, "https://a.cn").encode(),
    ]


def _note(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read in (notes.read, notes.read_verifier, proofs.read, proofs.read_asked,
                 notes.read_checkpoint, notes.number, notes.signatures):  # fmt: skip
        with suppress(BadNote):
            again: Callable[[str], object] = read
            found = again(text)
            if isinstance(found, Note | proofs.Proof | proofs.Asked) and again(str(found)) != found:
                raise Broken(f"{read.__name__}: another one after it was written")
    with suppress(BadNote):
        head = notes.read_checkpoint(notes.read(text).text)
        if not 0 <= head.size < 10**16:
            raise Broken("a size that no log has")


def _proof(data: bytes) -> None:
    """What comes with a proof or a question, put together and judged."""
    text = data.decode("utf-8", "replace")
    with suppress(BadNote):
        if proofs.proves(proofs.read(text), b"leaf", KEY, lambda *_: True):
            raise Broken("a proof of what is in no log")
    with suppress(BadNote):
        proofs.witnesses(proofs.read_asked(text).checkpoint, [KEY], lambda *_: True)


def _notes() -> list[bytes]:
    proof = proofs.Proof(3, (b"p" * 32,) * 3, NOTE, b"x")
    asked = proofs.Asked(4, (b"p" * 32,), NOTE)
    return [str(one).encode() for one in (NOTE, proof, asked, KEY)]


def _tile(data: bytes) -> None:
    found = tiles.read(data.decode("utf-8", "replace"))
    if found and tiles.path(found[0]) not in data.decode("utf-8", "replace"):
        raise Broken("another tile than the address names")
    leaves.read_entry(data)
    with suppress(ValueError):
        if tiles.bundled(tiles.unbundled(data)) != data:
            raise Broken("another bundle after it was written")


def _code(data: bytes) -> None:
    text = _text(data)
    with suppress(Refusal):
        enrolment.split_code(text)
    pairing.tidy(text)
    invitations.read(text)
    receipts.tidy(text)
    second_factor.is_of_phone(second_factor.typed(text))
    with suppress(codes.OddCode):
        codes.read(text)


def _number(data: bytes) -> None:
    text = _text(data)
    with suppress(numbers.NotANumber):
        numbers.number(text)
    with suppress(numbers.NotANumber):
        numbers.whole(text)
    with suppress(numbers.NotANumber):
        numbers.digits(text)
    with suppress(days.NotADay):
        days.day(text)
    for read in (moments.stamp, lambda said: moments.local(said, "Asia/Shanghai")):
        with suppress(ValueError):
            read(text)


def _words(data: bytes) -> None:
    text = _text(data)
    folding.fold(text)
    mails.is_mail(text)
    masked = masking.masked(text, "□")
    if masking.spans(text) and masked == text:
        raise Broken("spans that are not masked")


def _cursor(data: bytes) -> None:
    text = _text(data)
    with suppress(cursors.BadCursor):
        cursors.read(text, tuple[str, int, str])
    with suppress(Refusal):
        held.held_by(text)


DOORS = [
    Door("receipt", _receipt, _receipts, (NotAReceipt,)),
    Door("note", _note, _notes),
    Door("proof", _proof, _notes),
    Door("tile", _tile, lambda: [b"x001/x234/067.p/12", b"067", tiles.bundled([b"a" * 60, b""])]),
    Door("code", _code, lambda: [
        b"ABCDEFGHJKLMNPQR:" + b"a" * 24, b"2345-6789", b"123456", b"ab3de-fgh4k",
        b"12-" + b"0" * 16 + b"-" + b"1" * 32, base64.b32encode(b"0" * 20),
    ]),
    Door("number", _number, lambda: [
        "１２３,456.70".encode(), b"2026-11-21", b"2026/11/21 08:30", "二〇二六年".encode(),
        b"1e999999",
        b"2026-11-21T08:30:00+08:00", b"46027",
    ]),
    Door("words", _words, lambda: [
        "电话13812345678，身份证210102199001011234".encode(), b"a.b@example.cn",
        "王芳 卡号6222 0212 3456 7890 123".encode(),
    ]),
    Door("cursor", _cursor, lambda: [
        cursors.write(("sb01", 5, "x")).encode(), b"a" * 24 + b":1:5:" + b"0" * 64 + b",office:1:2",
    ]),
]  # fmt: skip
