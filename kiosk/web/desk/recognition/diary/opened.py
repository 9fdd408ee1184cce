"""What is known of a diary while its owner is signed in: words that were drawn, or the key that the
passphrase gave. In this process's memory alone, never on the disk, and gone at sign-out, with the
program, and after half an hour in any case."""

import hashlib
import threading
from typing import NamedTuple

from flask import g, request

from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name

KEPT_MS = 1_800_000
"""As long as a session at the desk can last."""
MOST = 64
"""Sessions for which something is held."""


class Held(NamedTuple):
    """What is held for one session of `who`: the words drawn and not yet typed back, the key of the
    open diary, and until when (monotonic ms)."""

    who: str
    words: tuple[str, ...]
    key: bytes
    until: int


_held: dict[str, Held] = {}
_lock = threading.Lock()


def words() -> tuple[str, ...]:
    """The words that were drawn for the clerk signed in, () for none."""
    found = _find()
    return found.words if found else ()


def key() -> bytes | None:
    """The key of the clerk's diary, None if that is shut."""
    found = _find()
    return found.key if found and found.key else None


def hold(words: tuple[str, ...] = (), key: bytes = b"") -> None:
    """Holds drawn words, or the key of the open diary, in the place of what was held before."""
    with _lock:
        _forget_old()
        _held.pop(_session(), None)
        while len(_held) >= MOST:
            del _held[next(iter(_held))]
        _held[_session()] = Held(str(g.who), words, key, here.now.mono + KEPT_MS)


def forget() -> None:
    """Shuts the diary: nothing is held for this session any more."""
    with _lock:
        _held.pop(_session(), None)
        _forget_old()


def _find() -> Held | None:
    with _lock:
        _forget_old()
        found = _held.get(_session())
    return found if found is not None and found.who == g.who else None


def _forget_old() -> None:
    for name in [name for name, one in _held.items() if one.until <= here.now.mono]:
        del _held[name]


def _session() -> str:
    token = request.cookies.get(cookie_name(), "")
    return hashlib.sha256(token.encode()).hexdigest()
