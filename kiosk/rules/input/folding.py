"""Typed text in one form: input methods write digits, letters and signs in several widths."""

import re
import unicodedata

_DASHES = re.compile(r"[\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63]")
"""Hyphens, dashes, the minus sign, and ー, which Chinese input methods offer for a dash."""
_INVISIBLE = ("Cf", "Cc")


def fold(typed: str) -> str:
    """What was typed, in half width, with plain dashes, without invisible marks and without blanks
    around it: ０３１７ is 0317, 138–0013－8000 is 138-0013-8000.

    For numbers, codes, badges, phones and searches; texts keep their full-width punctuation.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", typed))
    return "".join(
        " " if one.isspace() else one
        for one in plain
        if one.isspace() or unicodedata.category(one) not in _INVISIBLE
    ).strip()


def squeezed(typed: str) -> str:
    """The same without any blank."""
    return "".join(fold(typed).split())
