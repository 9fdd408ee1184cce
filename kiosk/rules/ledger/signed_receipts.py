"""Signed receipts (凭证): with one, a customer can show later that a station received a feedback,
and that it has not been changed since.

A receipt names an entry by station, epoch and seq, with the chain's hash after it and the day that
it claims, and carries the station's signature. It holds nothing of what the customer entered. The
branch is in the hash: a chain begins with it (kiosk/rules/ledger/chain.py).

Layout, big-endian: version (1 byte), station (15), epoch (4), seq (6), hash (32), day (3, the
proleptic Gregorian ordinal), signature (64); 125 bytes, which are 200 letters of base32 without
padding. The signature covers DOMAIN and all bytes before it.
"""

import base64
import datetime
import re
from typing import Literal, NamedTuple

DOMAIN = b"tingsheng/receipt/1"
"""What sets these signatures apart from all others that a station makes."""
VERSION = 1
SIGNATURE_BYTES = 64
MARK = "TINGSHENG/RECEIPT/"
"""Begins a receipt where the organisation publishes no address. Letters, digits and slashes, like
an address in upper case: a QR code packs them densely."""
MOST = 500
"""Most characters of a text that is read as a receipt."""
_LETTERS = re.compile(r"[A-Z2-7]{200}")
_STATION = slice(1, 16)
_EPOCH, _SEQ, _HASH, _DAY = slice(16, 20), slice(20, 26), slice(26, 58), slice(58, 61)

LONGEST_CODE = 40
"""A longer text is no receipt code of a case (kiosk/rules/cases/receipts.py)."""

State = Literal["held", "waiting", "overdue", "differs"]


class NotAReceipt(ValueError):
    """The text is no receipt, or not all of one."""


class Named(NamedTuple):
    """The entry that a receipt names. `station` is the fingerprint of the station's key."""

    station: str
    epoch: int
    seq: int
    hash: bytes
    day: datetime.date

    @property
    def packed(self) -> bytes:
        """The bytes before the signature."""
        return (
            bytes([VERSION])
            + base64.b32decode(self.station.upper())
            + self.epoch.to_bytes(4, "big")
            + self.seq.to_bytes(6, "big")
            + self.hash
            + self.day.toordinal().to_bytes(3, "big")
        )

    @property
    def message(self) -> bytes:
        """What the station signs."""
        return DOMAIN + self.packed


class SignedReceipt(NamedTuple):
    """A receipt as read from a text; its signature is not checked yet."""

    named: Named
    signature: bytes

    @property
    def letters(self) -> str:
        """The receipt itself, in base32."""
        return base64.b32encode(self.named.packed + self.signature).decode()


def text(receipt: SignedReceipt, address: str) -> str:
    """A receipt as a QR code carries it: an address to open where the organisation publishes one,
    such as https://feedback.example.cn, else a text to read. All in upper case, to which scheme and
    host are indifferent."""
    return f"{address.upper()}/RECEIPT/{receipt.letters}" if address else MARK + receipt.letters


def read(text: str) -> SignedReceipt:
    """The receipt in a text: as scanned, as an address, or the letters alone, with any line breaks
    and in either case. Raises NotAReceipt."""
    if len(text) > MOST or not text.isascii():
        raise NotAReceipt("too long, or other letters")
    letters = "".join(text.split()).upper().rpartition("/")[2]
    if not _LETTERS.fullmatch(letters):
        raise NotAReceipt("not 200 letters of base32")
    packed = base64.b32decode(letters)
    epoch, seq = (int.from_bytes(packed[part], "big") for part in (_EPOCH, _SEQ))
    if packed[0] != VERSION or not epoch or not seq:
        raise NotAReceipt("another version, or no entry")
    try:
        day = datetime.date.fromordinal(int.from_bytes(packed[_DAY], "big"))
    except ValueError:
        raise NotAReceipt("no day") from None
    station = base64.b32encode(packed[_STATION]).decode().lower()
    named = Named(station, epoch, seq, packed[_HASH], day)
    return SignedReceipt(named, packed[-SIGNATURE_BYTES:])


def due(day: datetime.date, asked: datetime.date, days: int) -> datetime.date:
    """The last day on which an entry can arrive at head office in time: so many days after the day
    that it claims; or after the receipt was first asked about, if that was earlier, so that no
    station gains time by claiming a later day."""
    return min(day, asked) + datetime.timedelta(days)


def judge(
    of: Named, held: bytes | None, filed_again: bool, due: datetime.date, today: datetime.date
) -> State:
    """What head office can say about a receipt whose signature is good. `held` is the hash of that
    entry there, None without one; `filed_again` says whether it was filed once more in a later
    epoch, unchanged."""
    if held == of.hash or filed_again:
        return "held"
    if held is not None:
        return "differs"
    return "overdue" if today > due else "waiting"
