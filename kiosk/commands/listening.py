"""A screen's listener: waitress, with bounds on connections, on what is received and on its time.

Waitress alone counts a connection as idle by its last byte, stops accepting at 100 connections, and
looks at them by the wall clock. So 100 clients that send a byte a minute shut out everybody else,
and so does a clock that is put back. Here each connection has a moment by which its request must
have arrived or its answer must have been taken, whatever trickles; near the limit the connection
that has waited longest makes room for a new one.
"""

import ipaddress
import math
import socket
import time
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError, TransferEncodingNotImplemented
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import BadRequest

from kiosk.ground.network.addresses import Listener

DRAIN_S = 8.0
OF_MACHINES = ("/api/", "/intake/", "/log/")
"""Where the paths begin that machines ask for."""
FROM_PROXY = {"x-forwarded-for", "x-forwarded-proto"}
"""What a proxy in front says of its clients; the name they asked for is in Host as it is."""
THREADS = {"lobby": 4, "desk": 4, "office": 4}
"""Threads that answer people."""
MACHINES = {"lobby": 0, "desk": 1, "office": 4}
"""Threads that answer machines: however many call, they wait for one another alone."""
CONNECTIONS = {"lobby": 100, "desk": 200, "office": 400}
"""Most connections at once; a browser holds up to six, a station one."""
A_PEER = 32
"""Most connections of one address, unless it is this machine's own or the proxy's."""
HEADER_BYTES = {"lobby": 16_384, "desk": 16_384, "office": 163_840}
"""Most bytes of a request's head. A station lists the chains of its branch in an address."""
HEADERS = 100
VERSIONS = ("1.0", "1.1")
BODY_BYTES = {"lobby": 1_048_576, "desk": 6_291_456, "office": 6_291_456}
"""Most bytes of a request's body, checked before Flask sees it."""
LARGE, MOST_LARGE = 65_536, 33_554_432
"""Bodies over the first are large; those that are arriving have at most the second together, since
waitress spools them to /tmp, which can be memory."""
RECEIVE_S, IDLE_S = 20.0, 60.0
"""How long a request takes to arrive at most, and how long a connection is kept for the next."""
BYTES_A_SECOND = 4_096
"""The slowest line in use: so many bytes of a body or an answer give one second more."""


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request whose head has few lines, none of them folded, and whose body says its length: what
    a proxy in front could read in another way is refused. So is one that follows another without
    waiting for the answer: 450 fit into one read, and a client that takes no answers would fill the
    memory with them."""

    follows = False
    path = ""  # where the head can't be read

    def received(self, data: bytes) -> int:
        if not self.follows or not data.strip():
            return int(super().received(data))
        self.parse_header(b"GET / HTTP/1.0\r\n")
        self.error, self.completed = BadRequest("wait for the answer first"), True
        return len(data)

    def parse_header(self, header_plus: bytes) -> None:
        if header_plus.count(b"\n") > HEADERS:
            raise ParsingError("too many headers")
        if b"\n " in header_plus or b"\n\t" in header_plus:
            raise ParsingError("a folded line")
        super().parse_header(header_plus)
        if self.version not in VERSIONS:
            raise ParsingError("no version that is known here")
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            raise TransferEncodingNotImplemented("a body needs a Content-Length")
        if "," in self.headers.get("HOST", ""):
            raise ParsingError("more than one Host")


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection, timed by the monotonic clock: `since` is when it was opened or last answered,
    `began` when its present request began to arrive, if it did; at `due` it is closed, unless a
    request is being answered. Only an answer moves these, never a byte."""

    def __init__(self, server: "Server", *args: Any, **options: Any) -> None:
        self.since = time.monotonic()
        self.began: float | None = self.since
        self.due = self.since + RECEIVE_S
        super().__init__(server, *args, **options)
        server.make_room(self)

    def parser_class(self, adjustments: Adjustments) -> Request:
        request = Request(adjustments)
        request.follows = bool(self.requests)
        return request

    @property
    def expected(self) -> int:
        """How long the body is that is arriving; 0 if none is."""
        return self.request.content_length if self.request is not None else 0

    def received(self, data: bytes) -> bool:
        if self.began is None:
            self.began = time.monotonic()
            self.due = self.began + RECEIVE_S
        before = self.expected
        took = bool(super().received(data))
        if self.expected and not before:
            self.due = self.began + RECEIVE_S + self.expected / BYTES_A_SECOND
            self.server.bound_bodies()
        return took

    def service(self) -> None:
        self.since, self.due = time.monotonic(), math.inf  # an answer is taken before this returns
        try:
            super().service()
        finally:
            self.since, self.began = time.monotonic(), None
            self.due = self.since + IDLE_S + self.total_outbufs_len / BYTES_A_SECOND

    @property
    def waits(self) -> bool:
        """Whether it is the client's turn; then the connection can be closed."""
        return not self.requests


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A listener that always has room for one more, as long as some connections only wait."""

    channel_class = Channel
    next_look = 0.0

    def readable(self) -> bool:
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + 1
            for channel in self.channels():
                if channel.waits and now > channel.due:
                    channel.will_close = True
        return bool(self.accepting) and (
            len(self.active_channels) < self.adj.connection_limit
            or any(channel.waits for channel in self.channels())
        )

    def channels(self) -> list[Channel]:
        return list(self.active_channels.values())

    def make_room(self, new: Channel) -> None:
        """Closes what has waited longest, if there are too many connections with this one; of this
        one's address, if that has too many."""
        there, at_most = self.channels(), self.adj.connection_limit
        if len(there) <= at_most and not self.is_near(new):
            there, at_most = [one for one in there if one.addr[0] == new.addr[0]], A_PEER
        if len(there) > at_most:
            waiting = [one for one in there if one.waits and one is not new]
            min(waiting, key=lambda one: one.since, default=new).handle_close()

    def is_near(self, channel: Channel) -> bool:
        """Whether a connection comes from this machine, or from the proxy in front with those of
        many clients."""
        peer = channel.addr[0]
        return peer == self.adj.trusted_proxy or ipaddress.ip_address(peer).is_loopback

    def bound_bodies(self) -> None:
        """Closes what has waited longest, while too many bytes of large bodies are under way."""
        there = [one for one in self.channels() if one.expected > LARGE]
        while sum(one.expected for one in there) > MOST_LARGE:
            oldest = min(there, key=lambda one: one.since)
            there.remove(oldest)
            oldest.handle_close()


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads that answer people, and others that answer machines."""

    def __init__(self, people: int, machines: int) -> None:
        super().__init__()
        self.of_machines = ThreadedTaskDispatcher()
        self.set_thread_count(people)
        self.of_machines.set_thread_count(machines)
        self.has_machines = machines > 0

    def add_task(self, task: Any) -> None:
        asked = task.requests[0].path if self.has_machines and isinstance(task, Channel) else ""
        if asked.startswith(OF_MACHINES):
            self.of_machines.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self.of_machines.set_thread_count(0)  # all end at the same time
        super().shutdown(cancel_pending, timeout)
        return bool(self.of_machines.shutdown(cancel_pending, timeout))


def bound(listener: Listener) -> socket.socket:
    """A socket at a listener's address, for several processes to serve. Raises OSError."""
    family = socket.AF_INET6 if ":" in listener.bind else socket.AF_INET
    return socket.create_server((listener.bind, listener.port), family=family, backlog=1024)


def listen(
    app: Flask, screen: str, listener: Listener, bound: socket.socket | None = None
) -> Server:
    """A screen's listener, bound and not yet running, on a socket of its own or on one that other
    processes serve as well. Raises OSError, or ValueError for an address that is none or
    several."""
    options: dict[str, Any] = {}
    if listener.proxy:
        options = {"trusted_proxy": listener.proxy, "trusted_proxy_headers": FROM_PROXY}
    adjustments = Adjustments(
        host=listener.bind,
        port=listener.port,
        connection_limit=CONNECTIONS[screen],
        max_request_header_size=HEADER_BYTES[screen],
        max_request_body_size=BODY_BYTES[screen],
        clear_untrusted_proxy_headers=False,  # kiosk/web/lobby/tablet.py looks at them
        asyncore_use_poll=True,  # select ends a listener at the process's 1,024th file
        ident=None,
        **options,
    )
    if len(adjustments.listen) != 1:
        raise ValueError("this is more than one address; name one")
    dispatcher = Dispatcher(THREADS[screen], MACHINES[screen])
    shared = {} if bound is None else {"_sock": bound, "bind_socket": False}
    return Server(app, {}, dispatcher=dispatcher, adj=adjustments, **shared)


def drain(server: Server) -> None:
    """Accepts no new connections, lets requests under way finish, then closes."""
    server.accepting = False
    end = time.monotonic() + DRAIN_S
    while time.monotonic() < end and not all(one.waits for one in server.channels()):
        time.sleep(0.02)
    server.task_dispatcher.shutdown(timeout=1)
    server.close()
