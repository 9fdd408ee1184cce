"""Keys and badges from a spreadsheet, which drops leading zeros: 0101 comes back as 101."""

from collections.abc import Iterable


class Known:
    """Keys that exist, and which of them a cell can mean."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = set(keys)
        self._bare: dict[str, list[str]] = {}
        for key in sorted(self._keys):
            if key.isascii() and key.isdigit():
                self._bare.setdefault(key.lstrip("0") or "0", []).append(key)

    def meant(self, key: str) -> list[str]:
        """The key itself, if it is known, else all that differ only by the leading zeros that this
        one lost: none, one, or several."""
        return [key] if key in self._keys else self._bare.get(key, [])
