"""Whatever a receiver does, a POST ends in bounded time and memory, and goes nowhere else."""

import http.client
import socket
import ssl

import pytest

from kiosk.rules.alerts.robots import MOST_ANSWER, Posted
from kiosk.sync.alerts import posting
from tests.sync.alerts.cast import OK, Outside, endless, outside, says, silent, trickling

SHORT = 0.6


def post(there: Outside, seconds: float = 5.0, *, read: bool = True) -> posting.Answered:
    posted = Posted(there.url, {"Content-Type": "application/json", "X-One": "1"}, b"{}")
    return posting.post(posted, seconds, read=read)


def test_a_request_arrives_as_it_was_written(there: Outside):
    assert post(there).status == 200
    (asked,) = there.asked
    assert (asked.path, asked.body) == ("/hook", b"{}")
    assert asked.headers["x-one"] == "1" and asked.headers["content-type"] == "application/json"
    assert asked.headers["host"] == there.url.split("/")[2]


def test_the_query_goes_along_and_an_empty_path_is_the_root():
    with outside("?key=1&sign=a%2Bb") as there:
        post(there)
        assert there.asked[0].path == "/?key=1&sign=a%2Bb"


def test_a_redirect_is_an_answer_and_not_followed(there: Outside):
    with outside() as elsewhere:
        there.then = [says("302 Found", b"", f"Location: {elsewhere.url}")]
        assert post(there).status == 302
        assert elsewhere.asked == [] and len(there.asked) == 1


@pytest.mark.parametrize("behaviour", [silent, trickling])
def test_a_slow_answer_is_cut(there: Outside, behaviour: object):
    """Each byte that trickles in is well within the socket's own time-out."""
    there.then = [behaviour]  # type: ignore[list-item]
    with pytest.raises(TimeoutError):
        post(there, SHORT)


def test_an_endless_answer_is_cut(there: Outside):
    there.then = [endless]
    with pytest.raises(ValueError, match=f"more than {MOST_ANSWER}"):
        post(there)


def test_a_body_that_no_one_needs_is_not_read(there: Outside):
    there.then = [endless]
    assert post(there, read=False) == posting.Answered(200, b"")


def test_a_tls_greeting_that_never_ends_is_cut():
    """The other side takes the connection, and says nothing that is TLS."""
    with outside() as there:
        url = there.url.replace("http:", "https:")
        there.then = [silent]
        with pytest.raises((TimeoutError, ssl.SSLError)):
            posting.post(Posted(url, {}, b"{}"), SHORT)


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"\x00" * 9000]
)
def test_what_is_no_http_is_no_answer(there: Outside, answer: bytes):
    there.then = [lambda line: line.sendall(answer)]
    with pytest.raises((http.client.HTTPException, OSError)):
        post(there)


def test_nobody_there_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(OSError):
        posting.post(Posted(f"http://127.0.0.1:{port}/", {}, b"{}"), SHORT)


def test_how_long_to_wait_is_read(there: Outside):
    there.then = [says("429 Slow", b"", "Retry-After: 30"), OK]
    assert post(there) == posting.Answered(429, b"", "30")


def test_a_proxy_of_the_environment_carries_https_alone(
    there: Outside, monkeypatch: pytest.MonkeyPatch
):
    with outside() as proxy:
        proxy.then = [says("403 No")]
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert post(there).status == 200, "this machine itself needs no proxy"
        with pytest.raises(OSError):
            posting.post(Posted("https://robot.example/x", {}, b"{}"), SHORT)
        assert [asked.path for asked in proxy.asked] == ["robot.example:443"]


def test_a_socket_that_comes_too_late_is_closed():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        one = socket.create_connection(listener.getsockname())
        deadline = posting.Deadline(SHORT)
        deadline.is_over = True
        with pytest.raises(TimeoutError):
            deadline.watch(one)
        assert one.fileno() == -1


def test_nothing_is_said_where_the_name_of_a_host_leads_astray(
    there: Outside, monkeypatch: pytest.MonkeyPatch
):
    connect = socket.create_connection

    class Led(socket.socket):
        def getpeername(self) -> tuple[str, int]:
            return "10.0.0.1", 80

    def lead(where: tuple[str, int], *_more: object, **_named: object) -> socket.socket:
        return Led(fileno=connect(where).detach())

    monkeypatch.setattr(socket, "create_connection", lead)
    with pytest.raises(posting.Forbidden):
        post(there)
    assert there.asked == []
