"""Whatever the other end does, a call ends in bounded time and memory, as an answer or no line."""

import contextlib
import random
import socket
import threading
import time as clocks
from collections.abc import Callable, Iterator

import pytest

from kiosk.sync import http
from kiosk.sync.http import over_http
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine

Behaviour = Callable[[socket.socket], None]
Serve = Callable[[Behaviour], str]


def clock() -> Moment:
    return Moment(0, int(clocks.monotonic() * 1000), "b")


@pytest.fixture
def heard() -> list[bytes]:
    return []  # what each connection to the server began with


@pytest.fixture
def serve(heard: list[bytes]) -> Iterator[Serve]:
    """A server of one connection after another that behaves as a test says."""
    listener = socket.create_server(("127.0.0.1", 0))
    behave: list[Behaviour] = []

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    heard.append(connection.recv(65_536))
                    behave[0](connection)
                except OSError:
                    pass

    def start(behaviour: Behaviour) -> str:
        behave[:] = [behaviour]
        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    listener.close()


def says(text: bytes) -> Behaviour:
    return lambda connection: connection.sendall(text)


def test_an_answer_comes_with_its_two_headers(serve: Serve):
    url = serve(says(b"HTTP/1.1 409 No\r\nTs-Key: a\r\nTs-Signature: b\r\nRetry-After: 9\r\n"
                     b"Content-Length: 2\r\n\r\n{}"))  # fmt: skip
    got = over_http(url, clock)("POST", "/x", b"body", {})
    assert (got.status, got.body, got.headers) == (409, b"{}", {"Ts-Key": "a", "Ts-Signature": "b"})


HEAD = b"HTTP/1.1 200 OK\r\n"
NO_ANSWERS = {
    "nothing": b"",
    "no http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a body cut in the middle": HEAD + b"Content-Length: 10\r\n\r\n12345",
    "a chunk cut in the middle": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n12345",
    "a chunk without a size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n12345\r\n0\r\n\r\n",
    "a chunk of negative size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n12345",
    "a length that is no number": b"HTTP/1.1 abc OK\r\nContent-Length: x\r\n\r\n",
    "a line without an end": HEAD + b"Ts-Key: " + b"a" * 70_000,
    "a thousand headers": HEAD + b"Ts-Key: a\r\n" * 1000 + b"\r\n",
    "a choice": b"HTTP/1.1 300 Many\r\nContent-Length: 0\r\n\r\n",
    "a redirect of any number": b"HTTP/1.1 399 Go\r\nContent-Length: 0\r\n\r\n",
    "a compressed body": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    "a promise of too much": HEAD + b"Content-Length: 99999999999\r\n\r\n" + b"a" * 9_000_000,
    "too much without a promise": HEAD + b"\r\n" + b"a" * 9_000_000,
    "too much in chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 150,
    "one page after another to wait": b"HTTP/1.1 100 Continue\r\n\r\n" * 400_000,
}  # fmt: skip


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_what_is_no_whole_answer_is_no_line(serve: Serve, heard: list[bytes], what: str):
    with pytest.raises(NoLine):
        over_http(serve(says(NO_ANSWERS[what])), clock)("GET", "/intake/v1/entries", b"", {})
    assert len(heard) == 1, "no redirect is followed"


def test_random_bytes_are_an_answer_or_no_line(serve: Serve):
    dice = random.Random(10)
    whole = HEAD + b"Ts-Key: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            body[dice.randrange(len(body))] = dice.choice(b"\r\n\0\xff-:;0fF \x80" + whole)
        with contextlib.suppress(NoLine):
            over_http(serve(says(bytes(body))), clock)("GET", "/intake/v1/x", b"", {})


@pytest.mark.parametrize(
    ("path", "most"),
    [("/intake/v1/blobs/ab", 32 << 20), ("/intake/v1/contacts/ab", 64 << 10),
     ("/intake/v1/manifest?have=0", 8 << 20)],
)  # fmt: skip
def test_an_answer_has_the_bytes_of_its_kind_at_most(serve: Serve, path: str, most: int):
    """Pictures may be larger than messages, and sealed contact details are small."""
    for number in (most, most + 1):
        whole = HEAD + b"Content-Length: %d\r\n\r\n" % number + b"a" * number
        send = over_http(serve(says(whole)), clock)
        if number == most:
            assert len(send("GET", path, b"", {}).body) == most
        else:
            with pytest.raises(NoLine, match=f"more than {most} bytes"):
                send("GET", path, b"", {})


@pytest.mark.parametrize("part", ["headers", "body", "chunks", "nothing read"])
def test_a_trickle_ends_with_the_exchanges_time(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, part: str
):
    monkeypatch.setattr(http, "EXCHANGE_S", 0.5)

    def trickle(connection: socket.socket) -> None:
        if part == "nothing read":
            clocks.sleep(3)
            return
        start = {
            "headers": HEAD + b"X-Slow: ",
            "body": HEAD + b"Content-Length: 5000\r\n\r\n",
            "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n",
        }
        connection.sendall(start[part])
        for _ in range(60):
            connection.sendall(b"a")
            clocks.sleep(0.05)

    began = clocks.monotonic()
    body = b"b" * 2_000_000 if part == "nothing read" else b""
    with pytest.raises(NoLine):
        monkeypatch.setattr(http, "BYTES_A_SECOND", 10**9)
        over_http(serve(trickle), clock)("POST", "/x", body, {})
    assert clocks.monotonic() - began < 2


def test_what_carries_more_may_take_longer_but_not_for_ever():
    """A minute, a second more for every 4 KiB, a quarter of an hour at most; and never 20 seconds
    without a byte."""
    now = [7]
    bounds = http._Bounds(lambda: Moment(0, now[0], "b"), 10**9)
    for passed, left in ((0, 20), (40_000, 20), (59_500, 0.5), (59_999, 0.001)):
        now[0] = 7 + passed
        assert bounds.wait() == pytest.approx(left, abs=1e-6)
    now[0] = 7 + 60_000
    with pytest.raises(TimeoutError):
        bounds.wait()
    bounds.came(300 * 4_096)
    now[0] = 7 + 359_000
    assert bounds.wait() == 1
    bounds.sent(10**8)
    now[0] = 7 + 895_000
    assert bounds.wait() == 5
    now[0] += 5_000
    with pytest.raises(TimeoutError):
        bounds.wait()


def test_an_address_of_another_scheme_is_no_line():
    for url in ("ftp://127.0.0.1/x", "file:///etc/passwd", "http://[bad", "http://"):
        with pytest.raises(NoLine):
            over_http(url, clock)("GET", "/x", b"", {})


def test_what_is_sent_gives_the_exchange_more_time():
    now = [0]
    bounds = http._Bounds(lambda: Moment(0, now[0], "b"), 10**9)
    near, far = socket.socketpair()
    with near, far:
        reader = threading.Thread(target=lambda: far.recv(200_000, socket.MSG_WAITALL))
        reader.start()
        http._Bounded(near, bounds).sendall(b"a" * 200_000)
        reader.join()
    now[0] = 60_000
    assert bounds.wait() == 20
    now[0] += 200_000 * 1000 // 4_096 + 1
    with pytest.raises(TimeoutError):
        bounds.wait()


def test_more_bytes_than_an_answer_and_its_headers_are_too_many():
    bounds = http._Bounds(lambda: Moment(0, 0, "b"), 10)
    bounds.came(10 + 65_536)
    with pytest.raises(ValueError, match="more bytes"):
        bounds.came(1)


def test_of_long_headers_the_beginning_is_kept_and_others_are_not(serve: Serve):
    url = serve(says(HEAD + b"Ts-Key: " + b"a" * 900 + b"\r\nContent-Length: 0\r\n\r\n"))
    got = over_http(url, clock)("GET", "/x", b"", {})
    assert got.headers == {"Ts-Key": "a" * 200, "Ts-Signature": ""}


@pytest.mark.parametrize("status", [299, 400])
def test_what_is_no_redirect_is_an_answer(serve: Serve, status: int):
    plain = b"HTTP/1.1 %d So\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}"
    got = over_http(serve(says(plain % status)), clock)("GET", "/x", b"", {})
    assert (got.status, got.body) == (status, b"{}")


def test_what_is_asked_arrives_as_it_was_sent(serve: Serve, heard: list[bytes]):
    """Method, place, headers and every byte; without a body, none."""

    def reading(connection: socket.socket) -> None:
        while heard[-1].startswith(b"POST") and not heard[-1].endswith(b"\r\n\r\nbody"):
            heard[-1] += connection.recv(65_536)
        connection.sendall(HEAD + b"Content-Length: 0\r\n\r\n")

    send = over_http(serve(reading), clock)
    send("POST", "/intake/v1/entries", b"body", {"Ts-Nonce": "ab"})
    send("GET", "/intake/v1/entries?after=", b"", {})
    (sent, _, body), (asked, _, nothing) = (one.partition(b"\r\n\r\n") for one in heard)
    assert sent.startswith(b"POST /intake/v1/entries HTTP/1.1\r\n") and b"Ts-Nonce: ab" in sent
    assert asked.startswith(b"GET /intake/v1/entries?after= HTTP/1.1\r\n")
    assert (body, nothing) == (b"body", b"") and b"Content-Length" not in asked


def test_of_a_long_failure_the_beginning_is_kept(serve: Serve):
    with pytest.raises(NoLine) as failed:
        over_http(serve(says(b"x" * 5_000 + b"\r\n")), clock)("GET", "/x", b"", {})
    assert len(str(failed.value)) == 300


def test_an_encrypted_line_goes_through_the_proxy_of_the_environment(
    serve: Serve, heard: list[bytes], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("https_proxy", serve(says(b"HTTP/1.1 403 No\r\n\r\n")))
    with pytest.raises(NoLine):
        over_http("https://office.example", clock)("GET", "/x", b"", {})
    assert heard[0].startswith(b"CONNECT office.example:443 ")
