"""Customers' texts, as they are stored."""

import re

from kiosk.vocabulary.refusals import Refusal

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """A customer's text as it is stored: line ends as \\n, no blanks around it.

    Raises Refusal `long_comment` or `odd_comment`; nothing is cut silently.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise Refusal("long_comment", f"{len(text)} > {limit}")
    if _UNPRINTABLE.search(text):
        raise Refusal("odd_comment")
    return text


def needed(text: str, limit: int, field: str = "") -> str:
    """The same for a text that can't be left out. Raises Refusal `text_required` as well, for this
    `field` of the form."""
    tidied = tidy(text, limit)
    if not tidied:
        raise Refusal("text_required", field=field)
    return tidied
