"""One POST to an address outside. Nothing of it is trusted: it ends in time whatever the other side
does, no redirect is followed, and of an answer only a little is read.
"""

import http.client
import socket
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from kiosk.ground.network.outgoing import AGENT, Deadline, connected
from kiosk.rules.alerts import addresses
from kiosk.rules.alerts.addresses import NotAnAddress
from kiosk.rules.alerts.robots import MOST_ANSWER, Posted

SECONDS = 15.0
"""In which a whole exchange must be over; the look-up of the name is not counted in."""


class Answered(NamedTuple):
    """The status of an answer, the beginning of its body, and the seconds that it asks to wait."""

    status: int
    body: bytes
    retry_after: str = ""


class Forbidden(OSError):
    """The name of a host leads where no message may go."""


def post(posted: Posted, seconds: float = SECONDS, *, read: bool = True) -> Answered:
    """Sends a request and reads the answer's status, and its body if asked to. Raises OSError,
    http.client.HTTPException or ValueError; TimeoutError if the time was over."""
    where = urlsplit(posted.url)
    with (
        Deadline(seconds) as deadline,
        connected(where, deadline, seconds, lambda one: _check(one, where)) as line,
    ):
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


def _check(one: socket.socket, where: SplitResult) -> None:
    """Raises Forbidden if a connection leads where no message may go."""
    reached: str = one.getpeername()[0]
    try:
        addresses.check_reached(reached, encrypted=where.scheme == "https")
    except NotAnAddress as error:
        one.close()
        raise Forbidden(reached) from error
