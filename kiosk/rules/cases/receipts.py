"""Receipt codes (回执码): eight characters that a customer can copy from a screen.

The code is derived from the form's key, which only the customer's browser had, so that a form
sent again shows the same code, although it is stored nowhere.
"""

import hashlib
import hmac

from kiosk.rules.input.folding import squeezed

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0 and O, no 1 and I."""
LENGTH = 8


def event_id(key: str) -> str:
    """The case's event_id, from which the form's key can't be guessed."""
    return hashlib.sha256(b"case" + key.encode()).hexdigest()[:32]


def code(receipt_key: bytes, key: str) -> str:
    """The receipt code of a form: seven drawn characters and a check character."""
    digest = hmac.new(receipt_key, b"code" + key.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:5], "big")
    drawn = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH - 1))
    return drawn + check_character(drawn)


def check_character(drawn: str) -> str:
    """Luhn's check character for 32 letters: catches any wrong one and almost any two neighbours
    swapped."""
    total = 0
    for place, letter in enumerate(reversed(drawn)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def tidy(typed: str) -> str | None:
    """A typed code in its normal form, or None if it can't be a code."""
    letters = squeezed(typed).upper().replace("-", "")
    if len(letters) != LENGTH or set(letters) - set(ALPHABET):
        return None
    return letters if check_character(letters[:-1]) == letters[-1] else None


def spoken(code: str) -> str:
    """A code as shown: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def subject(receipt_key: bytes, code: str) -> str:
    """The digest of a code that the ledger stores."""
    return hmac.new(receipt_key, code.encode(), hashlib.sha256).hexdigest()
