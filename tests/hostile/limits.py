"""Floods and slow, huge or mad requests: one client's never keep others from their pages."""

import contextlib
import http.client
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import flask
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from kiosk.commands import listening
from kiosk.ground import clock, db
from kiosk.ground.network.addresses import Listener
from kiosk.records.people import pins
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Notice, Publication, Said
from kiosk.web.frame import frame, guard
from kiosk.web.lobby import page_cache
from tests import cast
from tests.cast import WANG, Browser, Machine
from tests.commands.test_watchdog import MAD
from tests.faults.machines import free_ports
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.web.frame.test_frame import ELSEWHERE

SOON = 4.0
"""Seconds within which a customer's page must come."""
TOP = Path(__file__).parents[2]
PAGE = "x" * 100_000
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


def hall(folder: Path) -> Machine:
    """A hall without an office, whose clocks are this machine's."""
    made = cast.machine(folder, "station", clock.read)  # type: ignore[arg-type]
    cast.founded(made, cast.ALONE)
    return made


def plain() -> Flask:
    app = Flask("attacked")
    app.add_url_rule("/", "page", lambda: PAGE, methods=["GET", "POST"])
    return app


@contextlib.contextmanager
def served(app: Flask, screen: str = "lobby") -> Iterator[TcpWSGIServer]:
    (port,) = free_ports(1)
    server = listening.listen(app, screen, Listener(port=port))
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield server
    finally:
        server.accepting = False
        for channel in list(server.active_channels.values()):
            channel.will_close = True
        server.task_dispatcher.shutdown(timeout=1)


def line_to(server: TcpWSGIServer, says: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.effective_port), timeout=SOON)
    line.sendall(says)
    return line


def status(
    server: TcpWSGIServer, path: str = "/", headers: dict[str, str] | None = None
) -> int | str:
    """The status of a page, or why there is none in time."""
    line = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=SOON)
    try:
        line.request("GET", path, headers={"Host": "localhost"} | (headers or {}))
        answer = line.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException) as error:
        return repr(error)
    finally:
        line.close()


def waitress_alone() -> contextlib.AbstractContextManager[None]:
    server = listening.Server
    return replaced(
        (server, "channel_class", HTTPChannel), (server, "readable", TcpWSGIServer.readable)
    )


# Connections ---------------------------------------------------------------------


def waiting(says: bytes, number: int = 120) -> Callable[[Path], Outcome]:
    """So many connections that say this and no more; then a customer comes."""

    def run(_folder: Path) -> Outcome:
        with served(plain()) as server, contextlib.ExitStack() as held:
            for _ in range(number):
                held.enter_context(line_to(server, says))
            got = status(server)
        return Outcome(number, [] if got == 200 else [f"a page: {got}"])

    return run


def trickle(_folder: Path) -> Outcome:
    """A byte now and then, three times as long as a request may take."""
    through = []
    with served(plain()) as server, replaced((listening, "RECEIVE_S", 1.0)):
        starts = (b"GET / HTTP/1.1\r\nX: a", HEAD + b"Content-Length: 900\r\n\r\n", b"\r\n\r\n")
        lines = [(start, line_to(server, start)) for start in starts]
        end = time.monotonic() + 3 * listening.RECEIVE_S
        while time.monotonic() < end:
            for start, line in lines:
                with contextlib.suppress(OSError):
                    line.sendall(start[-1:] if start.strip() else start)
            time.sleep(0.1)
        for start, line in lines:
            line.setblocking(False)
            with contextlib.suppress(ConnectionError):
                try:
                    line.recv(1_000)
                except BlockingIOError:
                    through.append(f"open after {3 * listening.RECEIVE_S} s: {start!r}")
            line.close()
    return Outcome(len(starts), through)


def unread(_folder: Path) -> Outcome:
    """Hundreds of requests on each connection, whose answers no one takes."""
    with served(plain()) as server, contextlib.ExitStack() as held:
        server.adj.outbuf_high_watermark = 1_000_000  # of 16 MB, to be there sooner
        for _ in range(2 * listening.THREADS["lobby"]):
            line = held.enter_context(line_to(server))
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 250)
        time.sleep(2)
        got = status(server)
    return Outcome(8, [] if got == 200 else [f"a page: {got}"])


def clock_put_back(_folder: Path) -> Outcome:
    """The machine's clock ran years ahead, and is put right."""
    now = time.time()
    with served(plain()) as server, replaced((listening, "RECEIVE_S", 0.5)):
        server.adj.channel_timeout, server.adj.cleanup_interval = 0, 1
        with replaced((time, "time", lambda: now + 10**8)):
            status(server)
        idle = line_to(server)
        idle.settimeout(SOON)
        try:
            idle.recv(1)
        except TimeoutError:
            return Outcome(1, [f"an idle connection is open after {SOON} s"])
        finally:
            idle.close()
    return Outcome(1, [])


def large_bodies(_folder: Path) -> Outcome:
    """Uploads that stop after their first bytes."""
    length = 6_000_000
    with served(plain(), "desk") as server, contextlib.ExitStack() as held:
        for _ in range(20):
            says = HEAD + b"Content-Length: %d\r\n\r\nx" % length
            held.enter_context(line_to(server, says))
        time.sleep(0.5)
        channels = list(server.active_channels.values())
        expected = sum(one.request.content_length for one in channels if one.request)
    at_most = listening.MOST_LARGE
    return Outcome(20, [f"{expected} bytes"] if expected > at_most else [])


HUGE: tuple[tuple[str, dict[str, str]], ...] = (
    ("/", {f"X-{number}": "1" for number in range(2_000)}),
    ("/", {"X-Long": "x" * 100_000}),
    ("/", {"Cookie": "a=" + "b" * 100_000}),
    ("/?" + "a" * 100_000, {}),
    ("/?" + "a&" * 50_000, {}),
)


def huge_heads(_folder: Path) -> Outcome:
    with served(plain()) as server:
        got = [status(server, path, headers) for path, headers in HUGE]
        got += ["then a page:"] if status(server) != 200 else []
    return Outcome(len(HUGE), [f"{one}" for one in got if one not in (400, 414, 431)])


def chunks(_folder: Path) -> Outcome:
    """A body whose length is never said, in chunks of one byte."""
    with served(plain()) as server:
        line = line_to(server, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 900)
        line.sendall(b"0\r\n\r\n")
        answer = line.recv(12)
        line.close()
    return Outcome(1, [repr(answer)] if answer == b"HTTP/1.1 200" else [])


# Pages ---------------------------------------------------------------------------


def long_requests(folder: Path) -> Outcome:
    """What the listener lets in and no page asks for."""
    there = hall(folder)
    through = []
    asked: list[tuple[str, str, dict[str, str], str]] = [
        ("GET", "/fees?q=" + "a" * 9_000, {}, ""),
        ("GET", "/fees?" + "a&" * 4_000, {}, ""),
        ("GET", "/fees", {"Cookie": "a=" + "b" * 9_000}, ""),
        ("POST", "/language", {}, "language=en&" * 5_000),
    ]
    for method, path, headers, body in asked:
        browser = Browser(there.app("lobby"), use_cookies=False)
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        kind = "application/x-www-form-urlencoded" if body else None
        answer = browser.open(
            path, method=method, headers=headers, data=body or None, content_type=kind
        )
        if answer.status_code < 400:
            through.append(f"{method} {path[:20]}: {answer.status_code}")
    there.db.close()
    return Outcome(len(asked), through)


def cached_pages(folder: Path) -> Outcome:
    """One page under many addresses, to fill the cache."""
    there = hall(folder)
    browser = there.browser("lobby")
    with replaced((page_cache, "_pages", page_cache.Cache(page_cache.MOST_BYTES))):
        for number in range(500):
            browser.get(f"/?x={number}")
            browser.get(f"/clerks/{WANG}?{number}")
        kept = len(page_cache._pages)
    there.db.close()
    return Outcome(1_000, [f"{kept} copies of two pages"] if kept > 2 else [])


class _WholeAddress:
    """In the place of the request, for what is cached by its path."""

    @property
    def path(self) -> str:
        return flask.request.full_path


def _by_whole_address() -> contextlib.AbstractContextManager[None]:
    return replaced((page_cache, "request", _WholeAddress()))


def cached_contents(folder: Path) -> Outcome:
    """More contents than memory should hold, each read once."""
    there = hall(folder)
    text, day = "长" * 400_000, cast.START_2014
    notices = [
        Publication(f"n{n}", Notice(Said(f"{n}"), Said(f"{n}{text}")), day) for n in range(40)
    ]
    documents.publish(there.db, notices, "test", 0)
    for version in documents.versions(there.db, "notice"):
        documents.content(there.db, version.sha256)
    size = documents._decoded.size
    there.db.close()
    return Outcome(40, [f"{size} bytes are kept"] if size > 33_554_432 else [])


def _every_content() -> contextlib.AbstractContextManager[None]:
    return replaced((documents, "_decoded", documents.Cache(10**12)))


def evil_redirects(folder: Path) -> Outcome:
    """A form that names the page to go to next; a browser drops tabs and line ends and reads
    \\ as /."""
    there = hall(folder)
    own = "http://localhost/"
    through = []
    for evil in ELSEWHERE:
        browser = there.browser("lobby")
        try:
            answer = browser.post("/language", data={"language": "en", "next": evil})
        except ValueError as error:
            through.append(f"{evil!r}: {error}")
            continue
        read = re.sub(r"[\t\r\n]", "", answer.location or "").strip().replace("\\", "/")
        if urlsplit(urljoin(own, read)).netloc != "localhost":
            through.append(f"{evil!r}: {answer.location!r}")
    there.db.close()
    return Outcome(len(ELSEWHERE), through)


def _as_it_was(path: str) -> str:
    return path if path.startswith("/") and path[1:2] not in ("/", "\\") else "/"


ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9000000)"
    " SELECT max(i) FROM n"
)


def endless_read(folder: Path) -> Outcome:
    """A page whose query takes seconds where a page has half of one."""
    there = hall(folder)
    app = there.app("lobby")
    app.view_functions["fees.all_fees"] = lambda: str(there.db.sql(ENDLESS).fetchone())
    with replaced((db, "READ_S", 0.5)):
        got = there.browser("lobby").get("/fees").status_code
    after = there.browser("lobby").get("/").status_code
    there.db.close()
    return Outcome(1, [f"{got}, then {after}"] if (got, after) != (503, 200) else [])


def crowd_at_the_door(folder: Path) -> Outcome:
    """Sign-ins by the dozen, each of which takes seconds to check."""
    there = hall(folder)
    says = b"badge=0317&pin=000000"
    form = (
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(says)
    )
    app = there.app("desk")

    checked = threading.Event()

    class Slow:
        def verify(self, *_said: object) -> None:
            checked.wait(SOON + 2)

    with (
        replaced((pins, "_hasher", Slow()), (pins, "_decoy", lambda: "")),
        served(app, "desk") as server,
        contextlib.ExitStack() as held,
    ):
        for _ in range(20):
            held.enter_context(line_to(server, form + says))
        time.sleep(0.3)
        got = status(server, "/sign-in")
        checked.set()
        time.sleep(0.3)
    return Outcome(20, [] if got == 200 else [f"a page: {got}"])


# The whole program ---------------------------------------------------------------

WATCHED = "import faulthandler\n"
UNWATCHED = WATCHED + "faulthandler.dump_traceback_later = lambda *_a, **_b: None\n"
prelude = [WATCHED]


def stuck_program(folder: Path) -> Outcome:
    """Requests that never end hold every thread, or Python itself."""
    through = []
    running = {how: _program(folder / how, how) for how in ("stuck", "mad")}
    try:
        for _, port in running.values():
            _ask_for_help(port)
        end = time.monotonic() + 12
        for how, (child, _) in running.items():
            try:
                child.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                through.append(f"{how}: still running, and no page comes")
    finally:
        for child, _ in running.values():
            child.kill()
            child.wait()
    return Outcome(len(running), through)


def _program(folder: Path, how: str) -> tuple[subprocess.Popen[bytes], int]:
    """A process that serves a hall, and its lobby's port."""
    there = hall(folder)
    lobby, desk = free_ports(2)
    file = folder / "machine.toml"
    file.write_text(f'role = "station"\n[lobby]\nport = {lobby}\n[desk]\nport = {desk}\n')
    there.db.close()
    words = [sys.executable, "-c", prelude[0] + MAD, how, "--config", str(file), "serve"]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(words, cwd=TOP, stdout=log, stderr=log), lobby


def _ask_for_help(port: int) -> None:
    """As many requests as there are threads, once the program listens."""
    end = time.monotonic() + 20
    held = []
    while len(held) < listening.THREADS["lobby"] and time.monotonic() < end:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=1)
        except OSError:
            time.sleep(0.1)
            continue
        line.sendall(b"GET /help HTTP/1.1\r\nHost: localhost\r\n\r\n")
        held.append(line)
    for line in held:
        line.close()


def _nothing(*_said: object) -> None:
    """In the place of a mend."""


ATTACKS = (
    Attack("120 idle connections", waiting(b""), waitress_alone),
    Attack("120 half-sent heads", waiting(b"GET / HTTP/1.1\r\nHost"), waitress_alone),
    Attack(
        "120 half-sent bodies", waiting(HEAD + b"Content-Length: 9000\r\n\r\nhalf"), waitress_alone
    ),
    Attack("bytes that trickle", trickle, waitress_alone),
    Attack("answers that no one takes", unread, waitress_alone),
    Attack("a clock that is put back", clock_put_back, waitress_alone),
    Attack(
        "half-sent uploads",
        large_bodies,
        lambda: replaced((listening.Server, "bound_bodies", _nothing)),
    ),
    Attack(
        "huge heads",
        huge_heads,
        lambda: replaced(
            (listening, "HEADERS", 10**9), (listening, "HEADER_BYTES", {"lobby": 10**9})
        ),
    ),
    Attack("a body of unknown length", chunks, waitress_alone),
    Attack(
        "long addresses, cookies and forms",
        long_requests,
        lambda: replaced((guard, "refuse_excess", _nothing)),
    ),
    Attack("pages that fill the cache", cached_pages, _by_whole_address),
    Attack("contents that fill the cache", cached_contents, _every_content),
    Attack(
        "redirects elsewhere", evil_redirects, lambda: replaced((frame, "own_path", _as_it_was))
    ),
    Attack(
        "a query without an end",
        endless_read,
        lambda: replaced((db.Database, "_is_late", lambda _db: False)),
    ),
    Attack(
        "a crowd of sign-ins",
        crowd_at_the_door,
        lambda: replaced((pins, "_places", threading.BoundedSemaphore(1_000))),
    ),
    Attack(
        "threads that are stuck",
        stuck_program,
        lambda: replaced((sys.modules[__name__], "prelude", [UNWATCHED])),
    ),
)
