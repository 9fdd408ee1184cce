"""One e-mail, handed to the mail server of the configuration."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from kiosk.ground.config import Smtp
from kiosk.ground.network.outgoing import Deadline

SECONDS = 30.0
"""In which everything that is said to the mail server must be over."""
MOST_REPLY = 65_536
"""Bytes of a mail server's replies that are read."""


class Attached(NamedTuple):
    """A file of a mail, and its type, such as application/pdf."""

    name: str
    type: str
    data: bytes


def written(
    smtp: Smtp, to: str, event_id: str, subject: str, text: str, files: Sequence[Attached] = ()
) -> EmailMessage:
    """A plain mail, marked as automatic, so that no one's absence is answered to it."""
    mail = EmailMessage()
    name, _, domain = smtp.sender.partition("@")
    mail["Subject"] = subject
    mail["From"] = Address("厅声 Tingsheng", name, domain)
    mail["To"] = to
    mail["Message-ID"] = f"<{event_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    for one in files:
        kind, _, detail = one.type.partition("/")
        mail.add_attachment(one.data, maintype=kind, subtype=detail, filename=one.name)
    return mail


def send(smtp: Smtp, password: str, mail: EmailMessage, seconds: float = SECONDS) -> None:
    """Hands a mail over. Raises OSError (smtplib's errors are) or ValueError; TimeoutError if the
    time was over."""
    with Deadline(seconds) as deadline:
        try:
            server = _server(smtp, deadline, seconds)
            try:
                if smtp.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if smtp.user:
                    server.login(smtp.user, password)
                server.send_message(mail)
                with contextlib.suppress(OSError):  # it was taken, whatever the goodbye is
                    server.quit()
            finally:
                server.close()
        except OSError as error:
            if deadline.is_over:
                raise TimeoutError(f"not handed over within {seconds:.0f} s") from error
            raise


class _Brief(smtplib.SMTP):
    """Reads only so much of a server's replies: smtplib keeps all lines of one in memory."""

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Bounded(self.sock.makefile("rb"))
        return super().getreply()


class _Bounded:
    """A socket's file of which MOST_REPLY bytes are read, and no more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, MOST_REPLY

    def readline(self, most: int) -> bytes:
        line = self._file.readline(most)
        self._left -= len(line)
        if self._left < 0:
            raise OSError(f"replies of more than {MOST_REPLY} bytes")
        return line

    def close(self) -> None:
        self._file.close()


def _server(smtp: Smtp, deadline: Deadline, seconds: float) -> smtplib.SMTP:
    class Watched(_Brief, smtplib.SMTP):
        def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
            return deadline.watch(socket.create_connection((host, port), timeout))

    class WatchedTls(_Brief, smtplib.SMTP_SSL):
        def _get_socket(self, host: str, port: int, timeout: float) -> Any:
            bare = deadline.watch(socket.create_connection((host, port), timeout))
            return self.context.wrap_socket(bare, server_hostname=host)

    host = smtp.host.strip("[]")
    if smtp.security == "tls":
        return WatchedTls(host, smtp.port, timeout=seconds, context=ssl.create_default_context())
    return Watched(host, smtp.port, timeout=seconds)


def password(smtp: Smtp, environment: str) -> str:
    """The password of the mail server: from its file, or the environment's variable. Raises
    OSError."""
    if not smtp.password_file:
        return environment
    return Path(smtp.password_file).read_text("utf-8").strip()
