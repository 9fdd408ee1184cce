"""Where the auditor's program reads a log, it is in the hands of those whom it checks: it follows
no other address, waits and reads no longer than it must, and takes no part of a wrong length."""

import http.server
import io
import threading
import types
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.hostile.attacks import replaced
from verify import verify


class Served(NamedTuple):
    """An address, what it answers by path (each the next time it is asked, the last for good), and
    the paths that were asked for."""

    at: str
    answers: dict[str, list[tuple[int, dict[str, str], bytes]]]
    asked: list[str]


@pytest.fixture
def served() -> Iterator[Served]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            answers = found.answers.get(self.path, [(404, {}, b"")])
            code, headers, body = answers[0] if len(answers) == 1 else answers.pop(0)
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Served(f"http://127.0.0.1:{server.server_port}", {}, [])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_another_address_is_not_asked(served: Served):
    served.answers["/checkpoint"] = [(302, {"Location": f"{served.at}/other"}, b"")]
    served.answers["/other"] = [(200, {}, b"a log")]
    with pytest.raises(OSError, match="302"):
        verify.Place(served.at).read("checkpoint")
    assert served.asked == ["/checkpoint"]


@pytest.mark.parametrize("code", [429, 503])
def test_an_office_that_asks_to_wait_is_asked_again(served: Served, code: int):
    waited: list[float] = []
    its = types.SimpleNamespace(monotonic=lambda: 0.0, sleep=waited.append)
    busy = (code, {"Retry-After": "7"}, b"")
    served.answers["/checkpoint"] = [busy, busy, (200, {}, b"here")]
    with replaced((verify, "time", its)):
        assert verify.Place(served.at).read("checkpoint") == b"here"
    assert waited == [7, 7] and len(served.asked) == 3


def test_a_bundle_that_has_grown_is_read_in_place_of_a_smaller_one(served: Served):
    served.answers["/tile/entries/000"] = [(200, {}, b"256 leaves")]
    assert verify.Place(served.at).read("tile/entries/000.p/5") == b"256 leaves"
    assert served.asked == ["/tile/entries/000.p/5", "/tile/entries/000"]
    with pytest.raises(OSError, match="404"):
        verify.Place(served.at).read("tile/entries/001.p/5")


def test_a_part_that_is_too_large_is_not_read(served: Served):
    served.answers["/checkpoint"] = [(200, {}, bytes(1_000))]
    with replaced((verify, "MOST_BYTES", 999)), pytest.raises(ValueError, match="too large"):
        verify.Place(served.at).read("checkpoint")
    with replaced((verify, "MOST_BYTES", 1_000)):
        assert len(verify.Place(served.at).read("checkpoint")) == 1_000


def test_reading_ends_in_time(served: Served):
    now = iter(range(0, 10**9, verify.PART_S + 1))
    its = types.SimpleNamespace(monotonic=lambda: next(now), sleep=lambda _: None)
    served.answers["/checkpoint"] = [(200, {}, b"slow")]
    with replaced((verify, "time", its)), pytest.raises(ValueError, match="too slow"):
        verify.Place(served.at).read("checkpoint")
    served.answers["/checkpoint"] = [(429, {}, b"")]
    with replaced((verify, "time", its)), pytest.raises(ValueError, match="takes too long"):
        verify.Place(served.at).read("checkpoint")
    assert len(served.asked) <= 2 + verify.MOST_S // verify.PART_S


def test_a_value_that_is_cut_is_none():
    assert verify.unpacked(io.BytesIO(b"\xa2ab")) == "ab"
    assert verify.unpacked(io.BytesIO(b"\xc4\x02ab")) == b"ab"
    for cut in (b"\xa5ab", b"\xc4\x05ab", b"\xd9\x05ab"):
        with pytest.raises(ValueError, match="cut"):
            verify.unpacked(io.BytesIO(cut))
