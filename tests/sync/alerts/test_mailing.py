"""A mail is handed over whole, once, and in bounded time."""

import smtplib
import threading
from pathlib import Path

import pytest

from kiosk.ground.config import Smtp
from kiosk.sync.alerts import mailing
from tests.sync.alerts.cast import MailServer

TEXT = "【厅声】低分评价\n网点：皇姑营业厅\n.\n查看：https://office.example.com/alerts/sb01/0f"


def smtp(mails: MailServer, **more: str) -> Smtp:
    return Smtp("127.0.0.1", "alerts@example.com", mails.port, "none", **more)


def send(mails: MailServer, seconds: float = 10.0, **more: str) -> None:
    mail = mailing.written(smtp(mails), "duty@example.cn", "0f" * 16, "【厅声】低分评价", TEXT)
    mailing.send(smtp(mails, **more), "password", mail, seconds)


def test_a_mail_arrives_whole(mails: MailServer):
    send(mails)
    (mail,) = mails.got
    assert mail["To"] == "duty@example.cn" and "alerts@example.com" in mail["From"]
    assert mail["Subject"] == "【厅声】低分评价"
    assert mail["Message-ID"] == f"<{'0f' * 16}@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().strip().splitlines() == TEXT.splitlines()


def test_it_signs_in_where_there_is_a_user(mails: MailServer):
    send(mails, user="tingsheng")
    assert any(command.startswith("AUTH") for command in mails.said) and len(mails.got) == 1


def test_a_server_that_leaves_without_goodbye_has_taken_the_mail(mails: MailServer):
    mails.goodbye = False
    send(mails)
    assert len(mails.got) == 1


@pytest.mark.parametrize(
    "verb, says, error",
    [
        ("MAIL", "550 no", smtplib.SMTPSenderRefused),
        ("RCPT", "550 no such user", smtplib.SMTPRecipientsRefused),
        ("DATA", "451 later", smtplib.SMTPDataError),
        ("EHLO", "not smtp", OSError),
    ],
)
def test_what_is_refused_was_not_sent(
    mails: MailServer, verb: str, says: str, error: type[Exception]
):
    mails.refuses = {verb: says, "HELO": says}
    with pytest.raises(error):
        send(mails)
    assert mails.got == []


def test_a_server_that_goes_on_talking_is_cut(mails: MailServer, monkeypatch: pytest.MonkeyPatch):
    """A reply of many lines, each in time."""
    pause = threading.Event()

    def talk(_self: MailServer, line: object) -> None:
        while not pause.wait(0.05):
            line.sendall(b"220-and more\r\n")  # type: ignore[attr-defined]

    monkeypatch.setattr(MailServer, "_talk", talk)
    with pytest.raises(TimeoutError):
        send(mails, 0.6)


def test_replies_without_end_fill_no_memory(mails: MailServer, monkeypatch: pytest.MonkeyPatch):
    sent = [0]

    def talk(_self: MailServer, line: object) -> None:
        while sent[0] < 1 << 30:
            line.sendall(b"220-and more\r\n" * 5000)  # type: ignore[attr-defined]
            sent[0] += 70_000

    monkeypatch.setattr(MailServer, "_talk", talk)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mails, 30.0)
    assert sent[0] < 1 << 30


def test_the_password_is_in_its_file_or_in_the_environment(tmp_path: Path):
    file = tmp_path / "password"
    file.write_text("geheim\n", "utf-8")
    there = Smtp("localhost", "a@example.com", password_file=str(file))
    assert mailing.password(there, "other") == "geheim"
    assert mailing.password(Smtp("localhost", "a@example.com"), "other") == "other"
    with pytest.raises(OSError):
        mailing.password(Smtp("localhost", "a@example.com", password_file="/no/such/file"), "")
