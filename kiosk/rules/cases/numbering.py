"""Case numbers, by which people speak of a case: short enough for the phone, printed on the
customer's receipt, the same on every machine.
"""

import datetime

from kiosk.rules.cases.receipts import ALPHABET
from kiosk.rules.input.folding import squeezed

DRAWN = 4
"""Letters after the day. Two cases of one branch and day share them once in a million pairs; a
search shows both."""


def number(day: datetime.date, case_id: str) -> str:
    """A case's number, such as 1126-7QX4: month and day, and letters made from its event_id (at
    least 5 hex digits; one that is not hex, from an odd fact, gives the number of its bytes).

    No number can be read as a receipt code: that has no 0 and no 1, and each month has one.
    """
    try:
        bits = int(case_id[:5], 16)
    except ValueError:
        bits = int.from_bytes(case_id.encode()[:3].ljust(3), "big")
    letters = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(DRAWN))
    return f"{day:%m%d}-{letters}"


def tidy(typed: str) -> str | None:
    """A typed number in its normal form, or None if it can't be one."""
    said = squeezed(typed).upper().replace("-", "")
    letters, day = said[4:], said[:4]
    if len(said) != 4 + DRAWN or set(letters) - set(ALPHABET) or not day.isdecimal():
        return None
    return f"{day}-{letters}"
