"""Attacks on alerts: leading messages astray, choking whoever sends them, and getting words,
names or secrets out with them."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

from kiosk.ground.config import Smtp
from kiosk.ground.keys import Keys
from kiosk.records.alerts import deliveries
from kiosk.records.people import users
from kiosk.rules.alerts import addresses, deciding, messages
from kiosk.rules.alerts.messages import Item, Message
from kiosk.rules.alerts.robots import Posted
from kiosk.rules.cases import urgency
from kiosk.sync.alerts import mailing, posting
from kiosk.vocabulary.refusals import Refusal
from tests.cast import MANAGER, NOON, Machine, Time, enrol, machine, publish_cast, sync_round
from tests.hostile.attacks import Attack, Outcome, replaced
from tests.records.alerts.cast import SECRET, URL, look, publish, queued, rate, receiver
from tests.records.cases.cast import file
from tests.sync.alerts.cast import MailServer, mail_server, outside, says

PASSWORD, SHORT_S = "a drawn password", 0.8
FLOOD = 32 * 1024 * 1024
"""More than fits into the buffers between two sockets."""


@contextlib.contextmanager
def cast(folder: Path) -> Iterator[tuple[Machine, Machine]]:
    """An office with a user, and a hall."""
    time = Time()
    office = machine(folder / "office", "office", time)
    hall = machine(folder / "hall", "station", time)
    with mock.patch("kiosk.ground.clock.read", time):
        publish_cast(office)
        enrol(hall, office, "sb01")
        sync_round(hall, office)
        users.set_password(office.db, office.keys, "anna", PASSWORD)
        yield office, hall
    office.db.close()
    hall.db.close()


# Where messages go ----------------------------------------------------------------------

ASTRAY = (
    "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254/", "https://[fe80::1]/",
    "https://[::ffff:169.254.169.254]/", "https://0.0.0.0/", "https://224.0.0.1/",
    "http://10.0.0.1/", "http://example.com/", "http://127.1:8081/", "http://0x7f000001/",
    "http://2130706433/", "http://127.0.0.1.example.com/", "http://127.0.0.1@example.com/",
    "https://a:b@example.com/", "https://example.com\\@10.0.0.1/", "file:///etc/passwd",
    "gopher://127.0.0.1/", "https://example.com/\r\nX-More: 1", "https://example.com/\tx",
    "https://example.com/ HTTP/1.1\r\nHost: x", "//example.com/", "https:///x", "ftp://example.com/",
)  # fmt: skip


def astray(folder: Path) -> Outcome:
    """Someone who may set up receivers types where no message may go."""
    through = []
    with cast(folder) as (office, _hall):
        for number, address in enumerate(ASTRAY):
            with contextlib.suppress(Refusal):
                receiver(office, number, address=address)
                through.append(address)
    return Outcome(len(ASTRAY), through)


LED_TO = ("169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254",
          "10.0.0.1", "93.184.216.34")  # fmt: skip
"""Where `localhost`, in a hosts file or by a name server, is said to be."""


def rebound(folder: Path) -> Outcome:
    """The name of a receiver leads elsewhere when a message is sent."""
    through, connect = [], socket.create_connection

    class Led(socket.socket):
        where = ""

        def getpeername(self) -> tuple[str, int]:
            return self.where, 80

    for address in LED_TO:
        with outside() as there:

            def lead(
                where: tuple[str, int], *more: object, to: str = address, **_named: object
            ) -> socket.socket:
                led = Led(fileno=connect(where).detach())
                led.where = to
                return led

            patched = mock.patch.object(socket, "create_connection", lead)
            with patched, contextlib.suppress(OSError):
                posting.post(Posted(there.url, {}, b"{}"), 5.0)
            if there.asked:
                through.append(address)
    return Outcome(len(LED_TO), through)


def redirected(folder: Path) -> Outcome:
    """A receiver answers with another address."""
    through = []
    statuses = ("301 Moved", "302 Found", "303 See", "307 Again", "308 Again")
    for status in statuses:
        with outside() as there, outside() as inside:
            there.then = [says(status, b"", f"Location: {inside.url}")]
            with contextlib.suppress(OSError, ValueError):
                posting.post(Posted(there.url, {}, b"{}"), 5.0)
            if inside.asked:
                through.append(status)
    return Outcome(len(statuses), through)


def following(posted: Posted, seconds: float = 5.0, *, read: bool = True) -> posting.Answered:
    """A POST by a library that follows redirects."""
    import urllib.request

    asked = urllib.request.Request(posted.url, posted.body, posted.headers)
    with urllib.request.urlopen(asked, timeout=seconds) as got:
        return posting.Answered(got.status, b"")


# How they are answered ------------------------------------------------------------------


def trickled(folder: Path) -> Outcome:
    """A receiver sends one byte after the other, and is heard out."""
    through, kinds = [], ("webhook", "mail")
    for kind in kinds:
        said, pause = [0], threading.Event()

        def trickle(line: socket.socket, said: list[int] = said, pause: threading.Event = pause,
                    first: bytes = b"HTTP/1.1 200 OK\r\nX: " if kind == "webhook" else b"220",
                    ) -> None:  # fmt: skip
            line.sendall(first)
            for _ in range(100):
                line.sendall(b"a" if first.startswith(b"H") else b"-a\r\n220")
                said[0] += 1
                pause.wait(0.05)

        _exchange(kind, trickle)
        if said[0] == 100:
            through.append(f"{kind}: heard out")
    return Outcome(len(kinds), through)


def choked(folder: Path) -> Outcome:
    """A receiver's answer does not end, and is kept in memory."""
    through, kinds = [], ("webhook", "mail")
    for kind in kinds:
        sent = [0]

        def pour(line: socket.socket, sent: list[int] = sent,
                 first: bytes = b"HTTP/1.1 200 OK\r\n\r\n" if kind == "webhook" else b"",
                 ) -> None:  # fmt: skip
            line.sendall(first)
            piece = (b"220-" + b"a" * 1000 + b"\r\n") * 64
            while sent[0] < FLOOD:
                line.sendall(piece)
                sent[0] += len(piece)

        _exchange(kind, pour, 20.0)
        if sent[0] >= FLOOD:
            through.append(f"{kind}: {sent[0]} bytes")
    return Outcome(len(kinds), through)


def _exchange(kind: str, behave: Callable[[socket.socket], None], seconds: float = SHORT_S) -> None:
    """Sends one message to a receiver that behaves so."""
    with contextlib.suppress(OSError, ValueError):
        if kind == "webhook":
            with outside() as there:
                there.then = [behave]
                posting.post(Posted(there.url, {}, b"{}"), seconds)
            return

        class Mad(MailServer):
            def _talk(self, line: socket.socket) -> None:
                behave(line)

        with mock.patch("tests.sync.alerts.cast.MailServer", Mad), mail_server() as mails:
            smtp = Smtp("127.0.0.1", "alerts@example.com", mails.port, "none")
            mail = mailing.written(smtp, "duty@example.cn", "0f" * 16, "s", "t")
            mailing.send(smtp, "", mail, seconds)


# What they say --------------------------------------------------------------------------

HALLS = (
    "皇姑\r\nBcc: all@example.com", "皇姑\n查看：https://evil.example/", "皇姑\u2028编号：1",
    "皇姑\u202egnp.exe", '<at user_id="all">所有人</at>', "皇姑\x1b[2J", "皇姑\u200b\u0000",
    "皇姑\x85时间：2000", "<at id=all></at>",
)  # fmt: skip


def injected(folder: Path) -> Outcome:
    """The name of a hall adds a line, a header, or calls everyone in a group."""
    through = []
    for hall in HALLS:
        item = Item("low_grade", "sb01", hall, NOON, "Asia/Shanghai")
        for kind, number, lines in (("alert", 1, 5), ("digest", 2, 5)):
            message = Message(kind, "0f" * 16, [item] * number, number, "https://office.example")
            said = messages.text(message, str)
            smtp = Smtp("127.0.0.1", "alerts@example.com")
            subject = messages.subject(message, str)
            mail = mailing.written(smtp, "duty@example.cn", "0f" * 16, subject, said)
            odd = [one for one in said if one != "\n" and not one.isprintable()]
            if odd or len(said.splitlines()) != lines or "<at" in said or mail["Bcc"]:
                through.append(f"{kind}: {hall!r}")
    return Outcome(2 * len(HALLS), through)


def overheard(folder: Path) -> Outcome:
    """A branch's group is told of what is about its manager."""
    with cast(folder) as (office, hall):
        receiver(office, reader="branch")
        for number in range(20):
            rate(hall, number, "1", MANAGER)
        file(hall, 99, badge=MANAGER)
        sync_round(hall, office)
        found = look(office)
        through = [one.event_id for one in queued(office)]
        assert len(found) == 21
    return Outcome(21, through)


def copied(folder: Path) -> Outcome:
    """A copy of the database, or a page, shows a robot's key."""
    with cast(folder) as (office, hall):
        key = receiver(office, 1)
        rate(hall, 1)
        sync_round(hall, office)
        look(office)
        (one,) = queued(office)
        office.db.backup(folder / "copy.sqlite3")
        head = office.browser("office")
        head.post("/sign-in", data={"name": "anna", "password": PASSWORD})
        paths = ("/alerts", "/receivers", f"/receivers/{key}", "/deliveries",
                 f"/deliveries/{one.delivery_id}", "/security", "/security.csv")  # fmt: skip
        places = {path: head.get(path, follow_redirects=True).data for path in paths}
        places["database"] = (folder / "copy.sqlite3").read_bytes()
        places["address shown"] = addresses.shown(URL).encode()
    needles = (SECRET.encode(), b"geheim-4711")
    return Outcome(len(places), [name for name, data in places.items()
                                 if any(needle in data for needle in needles)])  # fmt: skip


# When -----------------------------------------------------------------------------------


def flooded(folder: Path) -> Outcome:
    """A hundred low grades within the hour are more than one message."""
    through = []
    with cast(folder) as (office, hall):
        receiver(office)
        for number in range(100):
            rate(hall, number)
            if number % 10 == 9:
                sync_round(hall, office)
                look(office)
        through = [one.event_id for one in queued(office)][1:]
    return Outcome(100, through)


def silenced(folder: Path) -> Outcome:
    """A case about safety is held back by quiet hours or by what was sent before."""
    through = []
    with cast(folder) as (office, hall):
        publish(office, quiet_from="00:00", quiet_to="23:59")
        receiver(office)
        said = [("hall", "闻到燃气味"), ("safety", "灯坏了"), ("hall", "gas leak upstairs")] * 5
        for number, (topic, text) in enumerate(said):
            made = file(hall, number, topics=[topic], text=text)
            sync_round(hall, office)
            look(office)
            if not any(made.case.event_id == _about(office, one) for one in queued(office)):
                through.append(f"{topic}: {text}")
    return Outcome(len(said), through)


def _about(office: Machine, one: deliveries.Delivery) -> str:
    return deliveries.about(office.db, one)[0].item


ATTACKS = (
    Attack("a message to where none may go", astray,
           lambda: replaced((addresses, "url", str))),
    Attack("a receiver's name leads elsewhere", rebound,
           lambda: replaced((posting, "_check", lambda one, where: None))),
    Attack("a receiver redirects a message", redirected,
           lambda: replaced((posting, "post", following))),
    Attack("a receiver that trickles is heard out", trickled,
           lambda: replaced((posting.Deadline, "_cut", lambda self: None))),
    Attack("a receiver's answer fills the memory", choked,
           lambda: replaced((posting, "MOST_ANSWER", 1 << 26), (mailing, "MOST_REPLY", 1 << 26))),
    Attack("a hall's name writes into a message", injected,
           lambda: replaced((messages, "plain", str))),
    Attack("a branch's group hears of its manager", overheard,
           lambda: replaced((deciding, "is_for", lambda *_: True))),
    Attack("a robot's key read from a copy or a page", copied,
           lambda: replaced((Keys, "hide", lambda self, text: text.encode()),
                            (Keys, "reveal", lambda self, hidden: hidden.decode()))),
    Attack("a flood of messages on one subject", flooded,
           lambda: replaced((deciding, "when", lambda what, policy, zone, told, now: now))),
    Attack("a safety matter held back", silenced,
           lambda: replaced((urgency, "is_urgent", lambda topic, text: False))),
)  # fmt: skip
