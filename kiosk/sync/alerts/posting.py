"""One POST to an address outside. Nothing of it is trusted: it ends in time whatever the other side
does, no redirect is followed, and of an answer only a little is read.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from kiosk.rules.alerts import addresses
from kiosk.rules.alerts.addresses import NotAnAddress
from kiosk.rules.alerts.robots import MOST_ANSWER, Posted

SECONDS = 15.0
"""In which a whole exchange must be over; the look-up of the name is not counted in."""
AGENT = "Tingsheng"


class Answered(NamedTuple):
    """The status of an answer, the beginning of its body, and the seconds that it asks to wait."""

    status: int
    body: bytes
    retry_after: str = ""


class Forbidden(OSError):
    """The name of a host leads where no message may go."""


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


def post(posted: Posted, seconds: float = SECONDS, *, read: bool = True) -> Answered:
    """Sends a request and reads the answer's status, and its body if asked to. Raises OSError,
    http.client.HTTPException or ValueError; TimeoutError if the time was over."""
    where = urlsplit(posted.url)
    with Deadline(seconds) as deadline, _line(where, deadline, seconds) as line:
        try:
            target = where._replace(scheme="", netloc="", path=where.path or "/").geturl()
            line.request("POST", target, posted.body, _headers(where, posted))
            got = line.getresponse()
            body = got.read(MOST_ANSWER + 1) if read else b""
        except (OSError, http.client.HTTPException) as error:
            if deadline.is_over:
                raise TimeoutError(f"no answer within {seconds:.0f} s") from error
            raise
        if deadline.is_over:
            raise TimeoutError(f"no answer within {seconds:.0f} s")
        if len(body) > MOST_ANSWER:
            raise ValueError(f"an answer of more than {MOST_ANSWER} bytes")
        return Answered(got.status, body, got.headers.get("Retry-After", "")[:20])


def _headers(where: SplitResult, posted: Posted) -> dict[str, str]:
    return {"Host": where.netloc, "User-Agent": AGENT, "Connection": "close", **posted.headers}


@contextlib.contextmanager
def _line(
    where: SplitResult, deadline: Deadline, seconds: float
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address, watched by the deadline; through a proxy if the environment
    names one."""
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
            _check(one, where)
        return one

    line._create_connection = watched
    try:
        yield line
    finally:
        line.close()


def _check(one: socket.socket, where: SplitResult) -> None:
    """Raises Forbidden if a connection leads where no message may go."""
    reached: str = one.getpeername()[0]
    try:
        addresses.check_reached(reached, encrypted=where.scheme == "https")
    except NotAnAddress as error:
        one.close()
        raise Forbidden(reached) from error


def _proxy(where: SplitResult) -> SplitResult | None:
    named = urllib.request.getproxies().get(where.scheme)
    if where.scheme != "https" or not named or urllib.request.proxy_bypass(where.hostname or ""):
        return None
    return urlsplit(named if "://" in named else f"http://{named}")
