"""Requests to addresses outside. Nothing there is trusted: an exchange ends in time whatever the
other side does, no redirect is followed, and no more is read than was asked for.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

AGENT = "Tingsheng"


class Deadline:
    """Cuts every socket that it watches when the time is over, whatever waits on it: a socket's
    own time-out starts over with each byte that trickles in."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, one: socket.socket) -> socket.socket:
        """The same socket; raises TimeoutError if the time is over already."""
        self._sockets.append(one.dup())  # TLS takes the socket itself over
        if self.is_over:
            one.close()
            raise TimeoutError("too late")
        return one

    def _cut(self) -> None:
        self.is_over = True
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        for one in self._sockets:
            one.close()


@contextlib.contextmanager
def connected(
    where: SplitResult,
    deadline: Deadline,
    seconds: float,
    check: Callable[[socket.socket], None] = lambda _one: None,
) -> Iterator[http.client.HTTPConnection]:
    """A connection to an address, watched by the deadline; through a proxy if the environment
    names one. Without one, `check` judges where it led."""
    host, port = where.hostname or "", where.port
    proxy = _proxy(where)
    if where.scheme == "https":
        context = ssl.create_default_context()
        first = (proxy.hostname or "", proxy.port) if proxy else (host, port)
        line: Any = http.client.HTTPSConnection(*first, timeout=seconds, context=context)
        if proxy:
            line.set_tunnel(host, port or http.client.HTTPS_PORT)
    else:  # to this machine itself: no proxy
        line = http.client.HTTPConnection(host, port, timeout=seconds)
    connect = line._create_connection

    def watched(*args: Any) -> socket.socket:
        one = deadline.watch(connect(*args))
        if proxy is None:
            check(one)
        return one

    line._create_connection = watched
    try:
        yield line
    finally:
        line.close()


def _proxy(where: SplitResult) -> SplitResult | None:
    named = urllib.request.getproxies().get(where.scheme)
    if where.scheme != "https" or not named or urllib.request.proxy_bypass(where.hostname or ""):
        return None
    return urlsplit(named if "://" in named else f"http://{named}")


class NoAnswer(Exception):
    """An address gave no answer that can be used; the message says why."""


def exchange(
    url: str, form: bytes | None, headers: Mapping[str, str], seconds: float, most: int
) -> tuple[int, bytes]:
    """Reads an address, or sends it a form; the status and at most so many bytes of the answer,
    within so many seconds. Raises NoAnswer."""
    where = urlsplit(url)
    said = {"Host": where.netloc, "User-Agent": AGENT, "Connection": "close",
            "Accept": "application/json", "Accept-Encoding": "identity", **headers}  # fmt: skip
    if form is not None:
        said["Content-Type"] = "application/x-www-form-urlencoded"
    target = where._replace(scheme="", netloc="", path=where.path or "/", fragment="").geturl()
    with Deadline(seconds) as deadline:
        try:
            with connected(where, deadline, seconds) as line:
                line.request("GET" if form is None else "POST", target, form, said)
                got = line.getresponse()
                body = got.read(most + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            late = f"no answer within {seconds:.0f} s" if deadline.is_over else repr(error)
            raise NoAnswer(f"{where.netloc}: {late}"[:300]) from error
    if deadline.is_over or len(body) > most:
        raise NoAnswer(f"{where.netloc}: an answer that is too slow or of more than {most} bytes")
    return got.status, body
