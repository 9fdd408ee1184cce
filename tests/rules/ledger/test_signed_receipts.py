"""A signed receipt is the same letters for ever, and whatever is not one is refused."""

import base64
import datetime
import hashlib

import pytest

from kiosk.ground.keys import Keys, signed_by
from kiosk.rules.ledger import signed_receipts as rule
from kiosk.rules.ledger.signed_receipts import DOMAIN, MARK, Named, NotAReceipt, SignedReceipt, read

DAY = datetime.date(2026, 11, 21)
KEYS = Keys(bytes(range(32)))
NAMED = Named(KEYS.fingerprint, 3, 70_000, hashlib.sha256(b"head").digest(), DAY)
SIGNED = SignedReceipt(NAMED, KEYS.sign(NAMED.message))
GOLDEN = (
    "AFLEOWVHKRRUOTACQXPV3PZLZIAAAAADAAAAAAIROCPS43JTUNYX52BGGU5EAS5EMGGRV3VWQ6NNPE3L"
    "Z2HNL5DICSJE2C2KMVSJO77BTG2AVNI64GAHTAD36N6CM34IQN2YLNJ45TPQHL6CDNRT62R2LXSZVFEX"
    "GELVXTDOHWZLVVVZW6BQOFFYRUTE7BNO7SEDD7AJ"
)
"""Of NAMED, with an Ed25519 signature, which has no randomness."""


def test_its_letters_never_change():
    assert SIGNED.letters == GOLDEN
    assert len(GOLDEN) == 200 and len(base64.b32decode(GOLDEN)) == 125


def test_what_is_signed_begins_with_its_purpose():
    assert NAMED.message == DOMAIN + base64.b32decode(GOLDEN)[:61]
    assert signed_by(KEYS.public, NAMED.message, SIGNED.signature)
    assert not signed_by(KEYS.public, NAMED.packed, SIGNED.signature)


ADDRESS = "https://feedback.example.cn:8443"


@pytest.mark.parametrize(
    "text",
    [GOLDEN, MARK + GOLDEN, GOLDEN.lower(), " " * 300 + GOLDEN,
     f" {GOLDEN[:90]}\r\n\t{GOLDEN[90:]}\n",
     rule.text(SIGNED, ""), rule.text(SIGNED, ADDRESS), f"{ADDRESS}/receipt/{GOLDEN.lower()}"],
)  # fmt: skip
def test_it_is_read_however_it_was_scanned_or_pasted(text: str):
    assert read(text) == SIGNED


def test_its_text_is_an_address_or_says_what_it_is():
    assert rule.text(SIGNED, "") == f"TINGSHENG/RECEIPT/{GOLDEN}"
    assert rule.text(SIGNED, ADDRESS) == f"HTTPS://FEEDBACK.EXAMPLE.CN:8443/RECEIPT/{GOLDEN}"


def test_a_qr_code_carries_it_in_its_dense_letters():
    dense = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    for address in ("", ADDRESS):
        assert set(rule.text(SIGNED, address)) <= dense


def with_bytes(at: int, new: bytes) -> str:
    packed = bytearray(base64.b32decode(GOLDEN))
    packed[at : at + len(new)] = new
    return base64.b32encode(packed).decode()


@pytest.mark.parametrize(
    "text",
    ["", "2222-2222", MARK, GOLDEN[:-1], GOLDEN + "A", GOLDEN[:-1] + "1", GOLDEN + "/", "/" * 500,
     "A" * 501, " " * 301 + GOLDEN, GOLDEN.replace("A", "Ａ"), "ſ" * 200,
     with_bytes(0, b"\x02"), with_bytes(16, bytes(4)), with_bytes(20, bytes(6)),
     with_bytes(58, bytes(3)), with_bytes(58, b"\xff\xff\xff")],
)  # fmt: skip
def test_anything_else_is_no_receipt(text: str):
    with pytest.raises(NotAReceipt):
        read(text)


@pytest.mark.parametrize("at", range(61))
def test_any_changed_byte_breaks_the_signature(at: int):
    try:
        changed = read(with_bytes(at, bytes([base64.b32decode(GOLDEN)[at] ^ 1])))
    except NotAReceipt:
        return
    assert not signed_by(KEYS.public, changed.named.message, changed.signature)


LATER = DAY + datetime.timedelta(5)


@pytest.mark.parametrize(
    ("day", "asked", "due"),
    [(DAY, LATER, DAY + datetime.timedelta(3)), (LATER, DAY, DAY + datetime.timedelta(3)),
     (datetime.date.max, DAY, DAY + datetime.timedelta(3))],
)  # fmt: skip
def test_a_later_day_gains_no_time(day: datetime.date, asked: datetime.date, due: datetime.date):
    assert rule.due(day, asked, 3) == due


OTHER = bytes(32)


@pytest.mark.parametrize(
    ("held", "again", "today", "state"),
    [
        (NAMED.hash, False, LATER, "held"),
        (OTHER, False, DAY, "differs"),
        (OTHER, True, DAY, "held"),
        (None, True, LATER, "held"),
        (None, False, DAY, "waiting"),
        (None, False, DAY + datetime.timedelta(3), "waiting"),
        (None, False, DAY + datetime.timedelta(4), "overdue"),
    ],
)
def test_what_head_office_can_say(
    held: bytes | None, again: bool, today: datetime.date, state: str
):
    assert rule.judge(NAMED, held, again, DAY + datetime.timedelta(3), today) == state
