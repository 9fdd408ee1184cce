"""Serials (编号) of certificates and pictures of cards: by its serial a fact is found again, to be
compared with what is printed.

A serial is made of the fact's event_id, so that a certificate has the same one wherever and
whenever it is printed.
"""

import hashlib

from kiosk.rules.cases.receipts import ALPHABET, check_character
from kiosk.rules.input.folding import squeezed

LENGTH = 12
_DRAWN_BITS = 5 * (LENGTH - 1)
HEX = _DRAWN_BITS // 4
"""So many hex digits of an event_id are known from its serial."""


def serial(event_id: str) -> str:
    """Eleven letters for the first 55 bits of an event_id, which is in hex, and a check character,
    in three groups."""
    number = int.from_bytes(bytes.fromhex(event_id[:16]), "big") >> (64 - _DRAWN_BITS)
    drawn = _letters(number, LENGTH - 1)
    letters = drawn + check_character(drawn)
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def tidy(typed: str) -> str | None:
    """A typed serial as it is printed, or None if it can't be one."""
    letters = squeezed(typed).upper().replace("-", "")
    if len(letters) != LENGTH or set(letters) - set(ALPHABET):
        return None
    if check_character(letters[:-1]) != letters[-1]:
        return None
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def begins(serial: str) -> str:
    """The hex digits with which every event_id of a tidy serial begins."""
    number = 0
    for letter in serial.replace("-", "")[:-1]:
        number = number << 5 | ALPHABET.index(letter)
    return f"{number >> (_DRAWN_BITS - 4 * HEX):0{HEX}x}"


def seal(body: bytes) -> str:
    """The check code (校验码) of a fact: eight letters of its body's SHA-256. It differs as soon as
    one byte of the fact does; it is no signature."""
    digest = hashlib.sha256(b"tingsheng/check-code/1" + body).digest()
    letters = _letters(int.from_bytes(digest[:5], "big"), 8)
    return f"{letters[:4]}-{letters[4:]}"


def _letters(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
