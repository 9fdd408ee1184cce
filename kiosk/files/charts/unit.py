"""The chart unit: a process that draws what head office's pages ask for.

What draws is V8, which writes code into memory and runs it. No other process of the program is
allowed to; this one is, and so has no network, no data and no way to ask for any.

A request is a Vega-Lite specification as JSON, up to the end of what the office sends; the answer
is the SVG, or nothing for a specification that is refused.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

log = logging.getLogger("tingsheng")
MOST_BYTES = 262_144
"""Of a request."""
MOST_DRAWN = 1_048_576
"""Bytes of a picture."""
DRAW_S = 10
"""A chart that takes longer ends the process; systemd starts it again."""
LINE_S = 5.0
"""The longest silence within a request."""
WAITING = 32
"""Requests that wait for the one being drawn."""
_INHERITED = 3
"""The first file that systemd hands to a process (sd_listen_fds(3))."""
_ELSEWHERE = ("url", "href")
"""Names by which a specification points at something outside it."""


class Refused(Exception):
    """The specification is none that the unit draws."""


def inherited(environment: Mapping[str, str]) -> socket.socket | None:
    """The socket that systemd listens at for this process; None if it was started otherwise."""
    if environment.get("LISTEN_PID") != str(os.getpid()) or environment.get("LISTEN_FDS") != "1":
        return None
    return socket.socket(fileno=_INHERITED)


def listening(path: Path) -> socket.socket:
    """A new socket at this path, for this user alone; one left there by a process that has ended is
    replaced. The path is there only once the socket listens: who sees it can ask. Raises
    OSError."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        made.bind(str(aside))
    finally:
        os.umask(before)
    made.listen(WAITING)
    aside.replace(path)
    return made


def serve(listener: socket.socket) -> None:
    """Answers one request after another until the process is ended."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(LINE_S)
            try:
                connection.sendall(_answer(received(connection, MOST_BYTES)))
            except OSError as error:
                log.warning("charts: %s", error)


def received(connection: socket.socket, most: int) -> bytes:
    """What comes through a connection up to its end; no more than one byte above `most` is read.
    Raises OSError."""
    parts, missing = [], most + 1
    while missing and (part := connection.recv(min(missing, 65_536))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _answer(request: bytes) -> bytes:
    try:
        return drawn(request, _draw)
    except Refused as refused:
        log.warning("charts: %s", refused)
        return b""


def drawn(request: bytes, draw: Callable[[Any], str]) -> bytes:
    """The picture that a request asks for, drawn by `draw`. Raises Refused."""
    if len(request) > MOST_BYTES:
        raise Refused(f"more than {MOST_BYTES} bytes")
    try:
        spec = msgspec.json.decode(request)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"no JSON: {error}") from None
    if not isinstance(spec, dict) or points_elsewhere(spec):
        raise Refused("it points at something outside")
    signal.alarm(DRAW_S)
    try:
        made = draw(spec).encode()
    except ValueError as error:  # of Vega-Lite
        raise Refused(str(error)[:300]) from None
    finally:
        signal.alarm(0)
    if len(made) > MOST_DRAWN:
        raise Refused(f"a picture of {len(made)} bytes")
    return made


def points_elsewhere(part: Any) -> bool:
    """Whether a specification, or a part of it, names anything that would have to be loaded."""
    parts = [part]
    while parts:
        match parts.pop():
            case dict() as named:
                if any(str(name).lower() in _ELSEWHERE for name in named):
                    return True
                parts += named.values()
            case list() as several:
                parts += several
    return False


def _draw(spec: Any) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
