"""Searching fees and guides."""

from kiosk.rules.input.folding import fold, squeezed


def found(typed: str, search: str) -> bool:
    """Whether what a customer typed finds a document. `search` holds the words of
    kiosk/files/pinyin.py, separated by blanks; `typed` can be any part of one, in characters,
    pinyin or initials."""
    wanted = squeezed(typed).lower()
    return not wanted or any(wanted in word for word in fold(search).lower().split())
