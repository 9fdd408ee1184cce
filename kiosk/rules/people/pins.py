"""Which six digits a clerk can choose as a PIN.

A chosen PIN is easier to guess than a drawn one: what people choose first, and what is printed on
the clerk's badge, is refused.
"""

import re

DIGITS = 6
SHORTEST_BADGE = 3
"""A shorter badge is in too many PINs by chance."""
ONE_TIME_MS = 72 * 3_600_000
"""How long a one-time PIN can be used. A PIN that is handed over before a weekend still opens on
Monday; a slip of paper that is found a week later opens nothing."""
_WALKS = ("01234567890123456789", "98765432109876543210")
_REPEATED = re.compile(r"(.)\1+|(..)\2+|(...)\3|(.)\4(.)\5(.)\6|(.)\7\7(.)\8\8")
"""111111, 121212, 123123, 112233, 111222."""
_PADS = re.compile(r"258|147|369|159|357|852|741|963|951|753")
"""Lines of the number pad."""


def refused(pin: str, badge: str) -> str:
    """The code of the refusal of a PIN that a clerk chooses, or ''."""
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdecimal()):
        return "odd_pin"
    if len(badge) >= SHORTEST_BADGE and (badge in pin or pin in badge):
        return "badge_pin"
    return "easy_pin" if _easy(pin) else ""


def _easy(pin: str) -> bool:
    walked = any(pin in walk for walk in _WALKS)
    return walked or bool(_REPEATED.fullmatch(pin)) or len(_PADS.findall(pin)) == 2
