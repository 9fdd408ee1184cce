"""Receivers of our own on the loopback: one that takes webhooks, one that takes mails."""

import contextlib
import email
import email.policy
import socket
import threading
import time as clocks
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import cast

from kiosk.records.alerts.deliveries import Delivery
from kiosk.sync.alerts.sending import Sender
from tests.cast import Machine
from tests.records.alerts.cast import halls

Behaviour = Callable[[socket.socket], None]
LONGEST_S = 30
"""No test server waits longer, whatever the other side does."""


def says(status: str, body: bytes = b"", *headers: str) -> Behaviour:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda line: line.sendall("\r\n".join(head).encode() + body)


OK = says("200 OK", b'{"errcode":0,"code":0}')


def silent(line: socket.socket) -> None:
    """Reads on, and never answers."""
    while line.recv(65_536):
        pass


def trickling(line: socket.socket) -> None:
    """One byte of an answer's head after the other, each well within any time-out."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    stop = threading.Event()
    while not stop.wait(0.05):
        line.sendall(b"a")


def endless(line: socket.socket) -> None:
    """A body that does not end."""
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.sendall(b" " * 65_536)


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Outside:
    """A receiver of webhooks; it behaves as `then` says for the next requests, the last for all
    that follow."""

    url: str
    then: list[Behaviour] = field(default_factory=lambda: [OK])
    asked: list[Asked] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        line.settimeout(LONGEST_S)
        with line, contextlib.suppress(OSError):
            self.asked.append(_read(line))
            behave = self.then.pop(0) if len(self.then) > 1 else self.then[0]
            behave(line)


def _read(line: socket.socket) -> Asked:
    whole = b""
    while b"\r\n\r\n" not in whole:
        if not (piece := line.recv(65_536)):
            raise OSError("cut")
        whole += piece
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65_536)
    return Asked(first.split()[1], headers, body)


@contextlib.contextmanager
def outside(path: str = "/hook") -> Iterator[Outside]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Outside(f"http://127.0.0.1:{listener.getsockname()[1]}{path}")
        threading.Thread(target=made.serve, args=(listener,), daemon=True).start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)


@dataclass
class MailServer:
    """A mail server that takes what it is given, unless `refuses` names a command and what it then
    says; `got` are the mails."""

    port: int
    got: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    goodbye: bool = True
    said: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            line.settimeout(LONGEST_S)
            with line, contextlib.suppress(OSError):
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        file = line.makefile("rwb", buffering=0)
        file.write(b"220 test\r\n")
        while command := file.readline().decode().strip():
            self.said.append(command)
            verb = command.split(maxsplit=1)[0].upper()
            if verb in self.refuses:
                file.write(f"{self.refuses[verb]}\r\n".encode())
            elif verb == "DATA":
                file.write(b"354 go on\r\n")
                lines = []
                while (text := file.readline()) != b".\r\n":
                    lines.append(text.removeprefix(b"."))
                mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                self.got.append(cast(EmailMessage, mail))
                file.write(b"250 taken\r\n")
            elif verb == "QUIT":
                if self.goodbye:
                    file.write(b"221 bye\r\n")
                return
            elif verb == "EHLO":
                file.write(b"250-test\r\n250 AUTH PLAIN\r\n")
            elif verb == "AUTH":
                file.write(b"235 welcome\r\n")
            else:
                file.write(b"250 ok\r\n")


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = MailServer(listener.getsockname()[1])
        threading.Thread(target=made.serve, args=(listener,), daemon=True).start()
        yield made
        listener.shutdown(socket.SHUT_RDWR)


LIMIT_S = 20


def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds."""
    end = clocks.monotonic() + LIMIT_S
    while not holds():
        assert clocks.monotonic() < end, "it never came to hold"
        clocks.sleep(0.01)


def rounds(machine: Machine, sender: Sender, number: int = 1) -> list[Delivery]:
    """So many rounds a minute apart, each with all that it began; returns all messages."""
    for _ in range(number):
        sender.step(machine.db, halls(machine), machine.time())
        for job in list(sender.jobs.values()):
            job.thread.join(LIMIT_S)
        sender.collect(machine.db, machine.time().utc, machine.time())
        machine.time.pass_by(60_000)
    return machine.db.rows(Delivery.select().order_by(Delivery.made_at, Delivery.delivery_id))
