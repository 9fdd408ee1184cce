"""Requests that two programs can read differently, over raw sockets: a proxy would see one, this
listener two. Each must be refused or cut, and what is hidden in it never be answered."""

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import parser
from waitress.server import TcpWSGIServer

from tests.cast import WANG
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.hostile.limits import hall, line_to, served, waitress_alone

KEY = "5" * 32
FORM = f"card=polite&key={KEY}".encode()
HIDDEN = (
    f"POST /clerks/{WANG}/cards HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(FORM)}\r\n\r\n"
).encode() + FORM
"""A card that nobody gave."""
POST = b"POST /language HTTP/1.1\r\nHost: localhost\r\n"
OLD = b"POST /language HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n"
GET = b"GET /fees HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LAST = b"0\r\n\r\n"
LONG = b"Content-Length: %d\r\n" % (len(LAST) + len(HIDDEN))


def hiding(head: bytes, body: bytes = LAST) -> bytes:
    """A head, what one reader takes for its whole body, and the hidden request."""
    return head + b"\r\n" + body + HIDDEN


MIXED = {
    "both lengths, CL first": hiding(POST + LONG + CHUNKED),
    "both lengths, TE first": hiding(POST + CHUNKED + LONG),
    "both lengths, CL of nothing": hiding(POST + CHUNKED + b"Content-Length: 0\r\n"),
    "chunked": hiding(POST + CHUNKED),
    "chunked in HTTP/1.0": hiding(OLD + CHUNKED),
    "chunked in HTTP/1.0, with a length": hiding(OLD + CHUNKED + b"Content-Length: 0\r\n"),
    "chunked in HTTP/2.0": hiding(POST.replace(b"1.1", b"2.0") + CHUNKED),
    "chunked in HTTP/0.9": hiding(POST.replace(b" HTTP/1.1", b"") + CHUNKED),
    "chunked in a GET": hiding(GET + CHUNKED),
    "chunked twice": hiding(POST + CHUNKED + CHUNKED),
    "chunked, identity": hiding(POST + b"Transfer-Encoding: chunked, identity\r\n"),
    "identity": hiding(POST + b"Transfer-Encoding: identity\r\n" + LONG),
    "xchunked": hiding(POST + b"Transfer-Encoding: xchunked\r\n" + LONG),
    "CHUNKED": hiding(POST + b"Transfer-Encoding: CHUNKED\r\n" + LONG),
    "quoted": hiding(POST + b'Transfer-Encoding: "chunked"\r\n' + LONG),
    "space before the colon": hiding(POST + b"Transfer-Encoding : chunked\r\n" + LONG),
    "tab after the colon": hiding(POST + b"Transfer-Encoding:\tchunked\r\n" + LONG),
    "vertical tab": hiding(POST + b"Transfer-Encoding: \x0bchunked\r\n" + LONG),
    "byte 85": hiding(POST + b"Transfer-Encoding: chunked\x85\r\n" + LONG),
    "NUL": hiding(POST + b"Transfer-Encoding: chunked\x00\r\n" + LONG),
    "folded value": hiding(POST + b"Transfer-Encoding:\r\n chunked\r\n" + LONG),
    "folded by a tab": hiding(POST + b"X: a\r\n\tTransfer-Encoding: chunked\r\n"),
    "folded length": hiding(POST + b"Content-Length:\r\n 0\r\n"),
    "folded before any line": hiding(POST[:25] + b" X: a\r\n" + POST[25:]),
    "folded, of no length": hiding(GET + b"X: a\r\n b\r\n"),
}
LENGTHS = {
    f"length {said!r}": hiding(POST + b"Content-Length: " + said + b"\r\n", b"")
    for said in (
        b"+0", b"-0", b"-1", b"0, 0", b"0,%d" % len(HIDDEN), b"0x0", b"0_0", b"0 0", b"0.0", b"",
        b"\xd9\xa0", b"0e0", b"0;a=b", b"\x0b0", b"9" * 30,
    )
}  # fmt: skip
LENGTHS |= {
    "two lengths": hiding(POST + b"Content-Length: 0\r\n" + LONG, b""),
    "two equal lengths": hiding(POST + b"Content-Length: 0\r\nContent-Length: 0\r\n", b""),
    "length with a space before the colon": hiding(POST + b"Content-Length : 0\r\n", b""),
}
LINES = {
    "bare LF": hiding(GET.replace(b"\r\n", b"\n"), b"").replace(b"\r\n", b"\n"),
    "bare LF in one line": hiding(GET + b"X: a\nContent-Length: 0\r\n", b""),
    "bare CR in a line": hiding(GET + b"X: a\rContent-Length: 0\r\n", b""),
    "bare CR as the end": GET.replace(b"\r\n", b"\r") + b"\r" + HIDDEN,
    "LF CR": GET.replace(b"\r\n", b"\n\r") + b"\n\r" + HIDDEN,
    "NUL in a name": hiding(GET + b"X\x00: a\r\n", b""),
    "space in a name": hiding(GET + b"X Y: a\r\n", b""),
    "no colon": hiding(GET + b"Transfer-Encoding chunked\r\n", b""),
    "no name": hiding(GET + b": a\r\n", b""),
    "two hosts": hiding(GET + b"Host: elsewhere\r\n", b""),
    "two words too many": hiding(b"GET /fees HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n", b""),
    "a tab for a space": hiding(GET.replace(b" ", b"\t", 1), b""),
    "a small method": hiding(GET.replace(b"GET", b"get"), b""),
    "no version": b"GET /fees\r\n\r\n" + HIDDEN,
    "version 1.2": hiding(GET.replace(b"1.1", b"1.2"), b""),
    "version 1.10": hiding(GET.replace(b"1.1", b"1.10"), b""),
    "HTTP/2 at once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
    "a huge line": hiding(GET + b"X: " + b"a" * 100_000 + b"\r\n", b""),
    "many lines": hiding(GET + b"X: a\r\n" * 5_000, b""),
    "a line without an end": GET + b"X: " + b"a" * 100_000 + HIDDEN,
}
CHUNKS = {
    f"chunks {said[:24]!r}": hiding(POST + CHUNKED, said)
    for said in (
        b"1;ext=1\r\na\r\n0\r\n\r\n", b"1;\n\r\na\r\n0\r\n\r\n", b"0x1\r\na\r\n0\r\n\r\n",
        b"+1\r\na\r\n0\r\n\r\n", b"1 \r\na\r\n0\r\n\r\n", b"1\na\n0\n\n", b"1\r\naXX0\r\n\r\n",
        b"0\r\nX: trailer\r\n\r\n", b"f" * 17 + b"\r\na\r\n0\r\n\r\n", b"-1\r\na\r\n0\r\n\r\n",
        b"0;a=" + b"b" * 70_000 + b"\r\n\r\n", b"00000000000000000000\r\n\r\n", b"\r\n0\r\n\r\n",
    )
}  # fmt: skip


class Heard:
    """The real lobby, and which addresses it was asked for."""

    def __init__(self, lobby: Flask) -> None:
        self.lobby, self.paths = lobby, list[str]()

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        self.paths.append(environ["PATH_INFO"])
        return self.lobby(environ, start)


def said_back(server: TcpWSGIServer, parts: tuple[bytes, ...]) -> bytes:
    """All that comes until the listener hangs up, or for half a second."""
    answer = b""
    with line_to(server) as line, contextlib.suppress(OSError):
        for part in parts:
            line.sendall(part)
            time.sleep(0.05 if len(parts) > 1 else 0)
        line.settimeout(0.5)
        while more := line.recv(65_536):
            answer += more
    return answer


def smuggled(requests: dict[str, bytes]) -> Callable[[Path], Outcome]:
    """Each at once, and with the hidden request in a packet of its own a moment later."""

    def run(folder: Path) -> Outcome:
        there = hall(folder)
        heard, through = Heard(there.app("lobby")), []
        with served(heard, "lobby") as server:  # type: ignore[arg-type]
            for name, says in requests.items():
                for how, parts in _ways(says):
                    heard.paths.clear()
                    answer = said_back(server, parts)
                    through += [f"{name}, {how}: {one}" for one in _wrong(answer, heard.paths)]
        there.db.close()
        return Outcome(2 * len(requests), through)

    return run


def _ways(says: bytes) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    yield "at once", (says,)
    first = says.partition(HIDDEN)[0] or says[:40]
    yield "in two packets", (first, says[len(first) :])


def _wrong(answer: bytes, paths: list[str]) -> Iterator[str]:
    if answer.count(b"HTTP/1.") > 1:
        yield "two answers"
    if any(path.startswith("/clerks") for path in paths):
        yield "the hidden one was answered"
    if answer and not re.match(rb"HTTP/1\.[01] (4|501)", answer):
        yield repr(answer.partition(b"\r\n")[0])


def any_length() -> contextlib.AbstractContextManager[None]:
    """Python reads +0 and 0_0, too."""
    return replaced((parser, "ONLY_DIGIT_RE", re.compile(b".*")))


ATTACKS = (
    Attack("smuggling by two lengths", smuggled(MIXED), waitress_alone),
    Attack("smuggling by odd lengths", smuggled(LENGTHS), any_length),
    Attack("smuggling by odd lines", smuggled(LINES), waitress_alone),
    Attack("smuggling by chunks", smuggled(CHUNKS), waitress_alone),
)
