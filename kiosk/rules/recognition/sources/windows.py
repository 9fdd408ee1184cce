"""At which window a clerk was when a customer said something (P22).

A card names the clerk, not the window. The window is known from where the clerk signed on that day,
and from what the ticket system reported; it is never guessed. What was given to a clerk who was at
one window all day belongs to that window. Of a clerk who changed windows each piece belongs to the
one at that moment, or to that of the ticket that a rating is bound to. On paper there is no moment.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.rules.input.folding import squeezed

_ENDS = re.compile(r"号?(窗口?|柜台?|台)?$")
UNKNOWN = ""


class Sign(NamedTuple):
    """From this moment on (UTC ms) a clerk was at a window, UNKNOWN after leaving it."""

    at: int
    window: str


def number(said: str) -> str:
    """A window's number as it is compared: 3号窗 is 3."""
    plain = squeezed(said)
    return _ENDS.sub("", plain) or plain


def only(signs: Sequence[Sign]) -> str:
    """The one window of a clerk's day, UNKNOWN if there is none or were several."""
    found = {one.window for one in signs} - {UNKNOWN}
    return found.pop() if len(found) == 1 else UNKNOWN


def at(signs: Sequence[Sign], moment: int) -> str:
    """The window of a clerk's day at a moment."""
    before = [one for one in signs if one.at <= moment]
    return max(before).window if before else UNKNOWN
