"""Taps, what they count to, the alarms they raise, and an office that says something else."""

import base64
from collections.abc import Callable

import msgspec

from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms as raised
from kiosk.records.ledger import identity
from kiosk.sync import client, entries
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.wire import MissingEntries
from tests.cast import WANG, Machine, by_visit, wire_to

Change = Callable[[MissingEntries], MissingEntries]


def tap(station: Machine, n: int, badge: str = WANG, mark: str = "polite") -> None:
    cards.give(station.db, by_visit(station.db, station.time(), "v1"), f"{n:032x}", badge, mark, "")


def counts(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["branch", "clerk", "kind"])


def alarms(machine: Machine) -> set[str]:
    return {alarm.code for alarm in machine.db.rows(raised.Alarm.select())}


def saying(office: Machine, change: Change, asked: list[str] | None = None) -> client.Send:
    """An office that answers something else about entries, and signs it."""
    real = wire_to(office)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = real(method, path, body, headers)
        if not (method == "GET" and path.startswith("/intake/v1/entries")):
            return answer
        if asked is not None:
            asked.append(path)
        said = change(msgspec.json.decode(answer.body, type=MissingEntries))
        changed = msgspec.json.encode(said)
        signed = wire.request(method, path, headers["Ts-Nonce"], body)
        signature = office.keys.sign(wire.answer(signed, answer.status, changed))
        named = {"Ts-Signature": base64.b64encode(signature).decode()}
        return answer._replace(body=changed, headers={**answer.headers, **named})

    return send


def pull(hall: Machine, office: Machine, send: client.Send) -> int:
    me = identity.me(hall.db)
    asking = client.Office(send, hall.keys, office.keys.fingerprint, hall.new_id)
    return entries.pull_entries(hall.db, asking, me, hall.time())
