"""Whether what a customer typed finds something."""


def found(typed: str, search: str) -> bool:
    """`search` are the words of `kiosk/search.py`, a space between; what was
    typed may be any part of one, in characters, pinyin or initials."""
    wanted = "".join(typed.lower().split())
    return not wanted or any(wanted in word for word in search.split())
