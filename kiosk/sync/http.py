"""The line to the office over HTTP. Nothing on it is trusted: an exchange is bounded in bytes and
in time, no redirect is followed, and whatever is wrong with an answer means that there is no line.
"""

import http.client
import io
import socket
import urllib.request
from collections.abc import Callable
from typing import Any

from kiosk.sync.client import HEADERS, Answer, Send
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine

SILENCE_S = 20
"""Longest wait for the next bytes."""
EXCHANGE_S, MOST_S = 60.0, 900.0
"""An exchange may take a minute, and longer in proportion to what it carries, up to 15 min."""
BYTES_A_SECOND = 4_096
"""The slowest line in use: 32 kbit/s."""
MOST_BYTES = 8_388_608
LIMITS = {"/intake/v1/blobs/": 33_554_432, "/intake/v1/contacts/": 65_536}
"""Most bytes of an answer, where `MOST_BYTES` is not the limit: contents and pictures, and sealed
contact details."""
HEADERS_BYTES = 65_536
HEADER_CHARACTERS = 200
PIECE = 16_384


def over_http(url: str, clock: Callable[[], Moment]) -> Send:
    """The line to the office at that address; `clock` times the exchanges."""

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        limit = next((n for start, n in LIMITS.items() if path.startswith(start)), MOST_BYTES)
        bounds = _Bounds(clock, limit)
        try:
            request = urllib.request.Request(url + path, body or None, headers, method=method)
            with _opener(bounds).open(request, timeout=SILENCE_S) as got:
                return _read(got, limit)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NoLine(f"{url}: {error!r}"[:300]) from error

    return send


def _read(got: http.client.HTTPResponse, limit: int) -> Answer:
    if 300 <= got.status < 400:
        raise ValueError(f"a redirect ({got.status})")
    coding = got.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise ValueError(f"a compressed answer: {coding}")
    body = got.read(limit + 1)
    if len(body) > limit:
        raise ValueError(f"an answer of more than {limit} bytes")
    if got.length:
        raise ValueError(f"an answer cut after {len(body)} bytes")
    kept = {name: got.headers.get(name, "")[:HEADER_CHARACTERS] for name in HEADERS}
    return Answer(got.status, body, kept)


class _Bounds:
    """What is left of one exchange, in bytes and in time. Each byte that it carries gives it more
    time, so that a slow line is enough for a large answer."""

    def __init__(self, clock: Callable[[], Moment], limit: int) -> None:
        self._clock, self._began = clock, clock().mono
        self._left, self._carried = limit + HEADERS_BYTES, 0

    def wait(self) -> float:
        """How many seconds the next bytes may take; raises TimeoutError if there are none left."""
        whole = min(MOST_S, EXCHANGE_S + self._carried / BYTES_A_SECOND)
        left = whole - (self._clock().mono - self._began) / 1000
        if left <= 0:
            raise TimeoutError("the exchange takes too long")
        return min(float(SILENCE_S), left)

    def sent(self, number: int) -> None:
        """So many bytes went to the office."""
        self._carried += number

    def came(self, number: int) -> None:
        """So many bytes came from the office; raises ValueError beyond the limit."""
        self._carried += number
        self._left -= number
        if self._left < 0:
            raise ValueError("more bytes than any answer has")


class _Bounded:
    """A socket whose every read and write is within the bounds, as far as http.client uses one."""

    def __init__(self, real: socket.socket, bounds: _Bounds) -> None:
        self._real, self._bounds = real, bounds

    def sendall(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            self._real.settimeout(self._bounds.wait())
            self._real.sendall(piece)
            self._bounds.sent(len(piece))

    def makefile(self, *_mode: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._real, self._bounds))

    def close(self) -> None:
        self._real.close()


class _Reader(io.RawIOBase):
    def __init__(self, real: socket.socket, bounds: _Bounds) -> None:
        self._real, self._file, self._bounds = real, real.makefile("rb", buffering=0), bounds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._real.settimeout(self._bounds.wait())
        number = self._file.readinto(buffer) or 0
        self._bounds.came(number)
        return number

    def close(self) -> None:
        self._file.close()
        super().close()


def _bounded(kind: type[http.client.HTTPConnection], bounds: _Bounds) -> Any:
    class Connection(kind):  # type: ignore[misc, valid-type]
        sock: Any

        def connect(self) -> None:
            super().connect()
            self.sock = _Bounded(self.sock, bounds)

        def _tunnel(self) -> None:
            real, self.sock = self.sock, _Bounded(self.sock, bounds)
            super()._tunnel()
            self.sock = real

    return Connection


def _opener(bounds: _Bounds) -> urllib.request.OpenerDirector:
    """Opens http and https addresses, through a proxy if the environment names one. Every status is
    an answer, and none leads elsewhere."""
    plain = _bounded(http.client.HTTPConnection, bounds)
    secure = _bounded(http.client.HTTPSConnection, bounds)

    class Http(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(plain, request)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> Any:
            return self.do_open(secure, request)

    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler, urllib.request.UnknownHandler, Http, Https):
        opener.add_handler(handler())
    return opener
