"""Numbers of one fixed shape, judged before any arithmetic.

`Decimal("1e9999999")` is one short word and takes a machine's memory; here it is no number.
"""

import re
from decimal import Decimal

from kiosk.rules.input.folding import squeezed

SHAPE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
"""At most nine digits, and four decimals; no sign, no exponent."""
_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_POINT = re.compile(r"(?<=[0-9])。(?=[0-9])")


class NotANumber(ValueError):
    """What was typed is no number of the shape above."""


LONGEST = 40
"""Characters that any such number fits in, however it is typed."""
MOST_DIGITS = 2**53


def number(typed: str) -> Decimal:
    """The number typed: full width, 1,234.5 and 1。5 are understood. Raises NotANumber."""
    if len(typed) > LONGEST:
        raise NotANumber(typed[:40])
    plain = _POINT.sub(".", squeezed(typed))
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not SHAPE.fullmatch(plain):
        raise NotANumber(typed[:40])
    return Decimal(plain)


def whole(typed: str, most: int = 999_999_999, least: int = 0) -> int:
    """The same for a whole number from `least` to `most`; 8.0 is 8. Raises NotANumber."""
    found = number(typed)
    if found != found.to_integral_value() or not least <= found <= most:
        raise NotANumber(typed[:40])
    return int(found)


def digits(typed: str, most: int = MOST_DIGITS) -> int:
    """A whole number as machines write it, up to `most`: nothing but ASCII digits, such as the
    milliseconds that a page of ours sends back. Raises NotANumber."""
    if not re.fullmatch(r"[0-9]{1,16}", typed) or (found := int(typed)) > most:
        raise NotANumber(typed[:40])
    return found
