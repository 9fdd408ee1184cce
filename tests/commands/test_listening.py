"""Whatever clients send, and however slowly, a listener has room for the next one."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask, request

from kiosk.commands import listening
from kiosk.commands.listening import Server, listen
from kiosk.ground.network.addresses import Listener
from tests.faults.machines import free_ports

SOON = 5.0
"""Seconds within which what must happen has happened, on a busy machine too."""


def app() -> Flask:
    made = Flask("listened")

    @made.get("/")
    def page() -> str:
        return "x" * 40_000

    @made.post("/")
    def take() -> str:
        return str(len(request.get_data()))

    @made.get("/who")
    def who() -> str:
        said = request.headers.get("X-Forwarded-For")  # the lobby looks for it
        return f"{request.scheme} {request.remote_addr} for {said}"

    return made


@contextlib.contextmanager
def running(screen: str = "lobby", proxy: str = "") -> Iterator[Server]:
    (port,) = free_ports(1)
    server = listen(app(), screen, Listener(port=port, proxy=proxy))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.drain(server)
        thread.join(5)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as made:
        yield made


def connected(server: Server, says: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.effective_port), timeout=SOON)
    line.sendall(says)
    return line


def status(server: Server, method: str = "GET", body: bytes | None = None, **headers: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=SOON)
    try:
        line.request(method, "/", body, headers)
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def is_closed(line: socket.socket, within: float = SOON) -> bool:
    line.settimeout(within)
    try:
        while line.recv(65_536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


HALF = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"


@pytest.mark.parametrize("says", [b"", b"G", b"GET / HTTP/1.1\r\nHost: l", HALF])
def test_connections_that_only_wait_make_room_for_the_next(server: Server, says: bytes):
    waiting = [connected(server, says) for _ in range(listening.CONNECTIONS["lobby"] + 20)]
    assert [status(server) for _ in range(3)] == [200, 200, 200]
    assert len(server.active_channels) <= listening.CONNECTIONS["lobby"]
    assert is_closed(waiting[0]) and not is_closed(waiting[-1], 0.2)
    for line in waiting:
        line.close()


def test_a_connection_that_was_answered_goes_last(server: Server, monkeypatch: pytest.MonkeyPatch):
    server.adj.connection_limit = 3
    used, *idle = (connected(server) for _ in range(3))
    end = time.monotonic() + SOON
    while len(server.active_channels) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    used.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert used.recv(12) == b"HTTP/1.1 200"
    new = connected(server)
    assert is_closed(idle[0])
    assert not is_closed(used, 0.2) and not is_closed(idle[1], 0.2)
    for line in (used, new, *idle):
        line.close()


@pytest.mark.parametrize("says", [b"GET / HTTP/1.1\r\nX: ", HALF, b"\r\n\r\n"])
def test_bytes_that_trickle_win_no_time(
    server: Server, monkeypatch: pytest.MonkeyPatch, says: bytes
):
    monkeypatch.setattr(listening, "RECEIVE_S", 0.5)
    monkeypatch.setattr(listening, "BYTES_A_SECOND", 4_000_000)
    line = connected(server, says)
    end = time.monotonic() + SOON
    with pytest.raises(ConnectionError):
        while time.monotonic() < end:
            line.sendall(says[-1:] if says.strip() else says)
            time.sleep(0.05)
    line.close()


def test_a_body_has_time_in_proportion_to_its_length(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listening, "RECEIVE_S", 0.0)
    monkeypatch.setattr(listening, "BYTES_A_SECOND", 500)
    line = connected(server, HALF)
    time.sleep(1.5)  # of two seconds
    line.sendall(b"x" * 996)
    assert line.recv(12) == b"HTTP/1.1 200"
    line.close()


def test_an_answer_that_is_not_taken_is_dropped(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listening, "IDLE_S", 0.2)
    monkeypatch.setattr(listening, "BYTES_A_SECOND", 10**9)
    line = connected(server)
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    end = time.monotonic() + SOON
    while server.active_channels and time.monotonic() < end:
        time.sleep(0.05)
    assert not server.active_channels
    line.close()


def test_a_clock_that_is_put_back_keeps_no_connection(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listening, "RECEIVE_S", 0.5)
    assert status(server) == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 10**9)
    line = connected(server)
    assert is_closed(line)
    line.close()


def test_only_one_request_waits_for_its_answer(server: Server):
    one = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    line = connected(server, one * 200)
    answers = b""
    with contextlib.suppress(ConnectionError):
        while data := line.recv(65_536):
            answers += data
    assert answers.count(b"HTTP/1.1 200") < 20 and answers.count(b" 400 Bad Request") <= 1
    line.close()
    assert status(server) == 200


@pytest.mark.parametrize("screen", ["lobby", "office"])
def test_a_head_is_bounded(screen: str):
    many = {f"X-{number}": "x" for number in range(listening.HEADERS)}
    with running(screen) as server:
        assert status(server, Cookie="x" * listening.HEADER_BYTES[screen]) == 431
        assert status(server, **many) == 400
        assert status(server) == 200


def test_a_body_says_its_length(server: Server):
    says = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
    line = connected(server, says)
    assert line.recv(12) == b"HTTP/1.1 501"
    line.close()
    assert status(server, "POST", b"abc") == 200
    length = listening.BODY_BYTES["lobby"]
    says = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length
    line = connected(server, says)
    assert line.recv(12) == b"HTTP/1.1 413"
    line.close()


def test_large_bodies_that_arrive_at_once_are_bounded_together(monkeypatch: pytest.MonkeyPatch):
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6000000\r\n\r\nhalf"
    with running("desk") as server:
        lines = []
        for _ in range(8):
            lines.append(connected(server, half))
            time.sleep(0.05)
        assert is_closed(lines[0]) and not is_closed(lines[-1], 0.2)
        expected = sum(one.expected for one in server.channels())
        assert 0 < expected <= listening.MOST_LARGE
        assert status(server, "POST", b"x" * 60_000) == 200, "a form is not large"
        for line in lines:
            line.close()


def test_one_address_off_this_machine_has_some_of_the_connections(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listening, "A_PEER", 3)
    monkeypatch.setattr(Server, "is_near", lambda _server, _channel: False)
    with running() as server:
        lines = [connected(server) for _ in range(6)]
        assert is_closed(lines[0]) and not is_closed(lines[-1], 0.2)
        assert status(server) == 200
        for line in lines:
            line.close()


@pytest.mark.parametrize(
    ("proxy", "says"),
    [("", "http 127.0.0.1 for 1.1.1.1, 10.9.8.7"), ("127.0.0.1", "https 10.9.8.7 for 10.9.8.7"),
     ("10.9.8.7", "http 127.0.0.1 for 1.1.1.1, 10.9.8.7")],
)  # fmt: skip
def test_a_proxy_is_believed_only_where_it_is_configured(proxy: str, says: str):
    with running("desk", proxy) as server:
        line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=SOON)
        line.request("GET", "/who", headers={
            "X-Forwarded-For": "1.1.1.1, 10.9.8.7", "X-Forwarded-Proto": "https",
        })  # fmt: skip
        assert line.getresponse().read().decode() == says
        line.close()


def test_a_name_that_stands_for_no_address_is_refused():
    with pytest.raises((OSError, ValueError)):
        listen(app(), "lobby", Listener(port=1, bind="no.such.host.invalid"))
