"""The whole program as a browser, a station and any client of its port meet it."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import msgspec
from flask.testing import FlaskClient
from waitress.adjustments import Adjustments

from kiosk.commands import listening
from kiosk.ground import clock
from kiosk.sync import client
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import NoLine, Refusal
from tests.cast import HERE, WANG, Machine, Time, enrol, machine, publish_cast, sync_round, wire_to
from tests.fuzz.doors import Broken, Door
from tests.fuzz.messages import SCRATCH
from tests.sync.files.cast import asked
from tests.web.cast import at_desk, at_office

KEY = "f0" * 16
EDGE = "edge"
TYPES = (f"multipart/form-data; boundary={EDGE}", "application/x-www-form-urlencoded")


class Cast(NamedTuple):
    """An office and a hall, and who sits in front of them."""

    office: Machine
    hall: Machine
    time: Time
    lobby: FlaskClient
    desk: FlaskClient
    staff: FlaskClient


@cache
def _cast() -> Cast:
    time = Time()
    clock.read = time  # type: ignore[assignment]
    office, hall = (machine(SCRATCH / name, name, time) for name in ("office", "station"))
    publish_cast(office)
    enrol(hall, office, HERE)
    sync_round(hall, office)
    return Cast(office, hall, time, hall.browser("lobby"), at_desk(hall, WANG), at_office(office))


ADDRESSES = (
    ("lobby", f"/clerks/{WANG}/cards"), ("lobby", f"/clerks/{WANG}/ratings"),
    ("lobby", "/feedback/complaint"), ("lobby", "/look-up"), ("lobby", "/help"),
    ("staff", "/receipt"), ("staff", "/stations/files"), ("staff", "/sign-in"),
    ("desk", "/sign-in"),
)  # fmt: skip
FIELDS = {
    "key": KEY, "card": "polite", "grade": "1", "comment": "谢谢", "topics": "waiting",
    "badge": WANG, "words": "太慢", "code": "2345-6789", "receipt": "TINGSHENG/RECEIPT/A",
    "name": "anna", "password": "x" * 20, "pin": "042137", "phone": "13812345678",
}  # fmt: skip


def _form(data: bytes) -> None:
    """The first byte says to which address, the second how the form is packed."""
    who, path = ADDRESSES[(data[:1] or b"\0")[0] % len(ADDRESSES)]
    kind = TYPES[(data[1:2] or b"\0")[0] % len(TYPES)]
    browser: FlaskClient = getattr(_cast(), who)
    _cast().time.pass_by(1_000)
    answer = FlaskClient.post(browser, path, data=data[2:], content_type=kind)
    _sound(answer.status_code, path)


def _address(data: bytes) -> None:
    """A path and a query as any client writes them."""
    text = data.decode("latin-1")
    who = ("lobby", "desk", "staff")[len(data) % 3]
    browser: FlaskClient = getattr(_cast(), who)
    _cast().time.pass_by(1_000)
    path, _, query = text.partition("?")
    base = "http://localhost"  # without it, the client takes a host's name out of some paths
    answer = FlaskClient.get(browser, "/" + path.lstrip("/"), base, query_string=query)
    _sound(answer.status_code, text)


def _sound(status: int, where: str) -> None:
    if status >= 500:
        raise Broken(f"{status} at {where!r}")


def _forms() -> Sequence[bytes]:
    urlencoded = "&".join(f"{name}={value}" for name, value in FIELDS.items()).encode()
    parts = "".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS.items()
    ).encode()
    file = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="a.sync"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + asked(_cast().hall)
    whole = parts + file + f"\r\n--{EDGE}--\r\n".encode()
    ways = [(0, whole), (1, urlencoded)]
    return [bytes([at, way]) + body for at in range(len(ADDRESSES)) for way, body in ways]


def _addresses() -> Sequence[bytes]:
    return [
        b"/fees/gas", b"/clerks/0101?lang=en", b"/guide?q=%E6%B0%94", b"/log/checkpoint",
        b"/log/tile/0/x001/067.p/3", b"/log/tile/entries/000", b"/cases?page=2&state=open",
        b"/thanks/" + b"0" * 32, b"/static/css/../../kiosk.py", b"/figures?from=2026-11-01",
    ]  # fmt: skip


def _intake(data: bytes) -> None:
    """A body that the station has signed, whatever it says."""
    cast = _cast()
    cast.time.pass_by(60_000)
    path = ("entries", "epoch", "returned", "return")[len(data) % 4]
    office = client.Office(
        wire_to(cast.office), cast.hall.keys, cast.office.keys.fingerprint, cast.hall.new_id
    )
    try:
        office.ask("POST", f"/intake/v1/{path}", data)
    except Refusal as refusal:
        if refusal.code in {"not_saved", "broken"}:
            raise Broken(f"{refusal.code} at {path}") from None
    except NoLine as error:
        raise Broken(str(error)) from None


def _messages() -> Sequence[bytes]:
    cast = _cast()
    said: list[bytes] = []
    send = wire_to(cast.office)

    def kept(method: str, path: str, body: bytes, headers: dict[str, str]) -> client.Answer:
        said.append(body)
        return send(method, path, body, headers)

    cast.lobby.post(f"/clerks/{WANG}/cards", data={"key": KEY, "card": "polite"})
    sync_round(cast.hall, cast.office, kept)
    epoch = wire.NextEpoch(1, (wire.HighWater(1, 1, b"h" * 32),))
    return [*filter(None, said), msgspec.json.encode(epoch)]


def _head(data: bytes) -> None:
    """What arrives at the port, in two pieces."""
    parser = listening.Request(Adjustments())
    for piece in (data[: len(data) // 2], data[len(data) // 2 :]):
        if not parser.completed and piece:
            parser.received(piece)
    parser.close()


DOORS = [
    Door("form", _form, _forms),
    Door("address", _address, _addresses),
    Door("intake", _intake, _messages),
    Door("request head", _head, lambda: [
        b"POST /receipt HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /log/checkpoint?x=%00 HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ]),
]  # fmt: skip
