"""Taps, what they count to, the alarms they raise, machines that are put back, lines that are cut,
and an office that says something else."""

import base64
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms as raised
from kiosk.records.ledger import identity
from kiosk.sync import client, entries
from kiosk.sync.client import Answer
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import NoLine
from kiosk.vocabulary.wire import MissingEntries, Push
from tests.cast import WANG, Machine, by_visit, from_backup, wire_to

Change = Callable[[MissingEntries], MissingEntries]


def tap(station: Machine, n: int, badge: str = WANG, mark: str = "polite") -> None:
    cards.give(station.db, by_visit(station.db, station.time(), "v1"), f"{n:032x}", badge, mark, "")


def counts(machine: Machine) -> dict[tuple[str, ...], int]:
    return cards.count(machine.db, ["branch", "clerk", "kind"])


def alarms(machine: Machine) -> set[str]:
    return {alarm.code for alarm in machine.db.rows(raised.Alarm.select())}


def saved(machine: Machine, name: str) -> None:
    machine.db.backup(machine.config.folder / name)


def put_back(machine: Machine, name: str | Path) -> None:
    """The machine goes on with the file that was saved under this name."""
    machine.db.close()
    machine.db = from_backup(machine.config.folder / name)
    machine.apps.clear()


def cut_at(office: Machine, part: str) -> client.Send:
    """The wire, which breaks at each call that holds this: `GET /intake/v1/manifest`."""
    real = wire_to(office)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if part in f"{method} {path}":
            raise NoLine("cut")
        return real(method, path, body, headers)

    return send


def cutting(office: Machine, step: int, before: bool) -> client.Send:
    """A line that is cut at one request, before the office hears it or before it answers."""
    real, calls = wire_to(office), iter(range(1_000))

    def cut(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        broken = next(calls) == step
        if broken and before:
            raise NoLine("cut")
        answer = real(method, path, body, headers)
        if broken:
            raise NoLine("cut")
        return answer

    return cut


def watched(
    office: Machine, calls: list[str], before: dict[str, object] | None = None
) -> client.Send:
    """The wire, with what happens `before` a call is sent, by its start."""
    real, waiting = wire_to(office), dict(before or {})

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        call = f"{method} {path}"
        for start in [start for start in waiting if call.startswith(start)]:
            waiting.pop(start)()  # type: ignore[operator]
        calls.append(call)
        return real(method, path, body, headers)

    return send


def reported(office: Machine, seen: list[Push]) -> client.Send:
    """The wire, with the messages that bring facts."""
    real = wire_to(office)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if (method, path) == ("POST", "/intake/v1/entries"):
            seen.append(msgspec.json.decode(body, type=Push))
        return real(method, path, body, headers)

    return send


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
