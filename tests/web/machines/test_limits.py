"""Whatever stations send, however often: a signed refusal, and people's pages go on."""

import http.client
import json
import multiprocessing
import random
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import msgspec
import pytest
from flask import Flask

from kiosk.commands import listening
from kiosk.ground.cache import Cache
from kiosk.ground.network.addresses import Listener
from kiosk.ground.processes import shelf
from kiosk.records.cases import contact_sealing
from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.verify import verify
from kiosk.rules.office import rate
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.machines import limits
from tests.cast import HERE, Machine, Time, sync_round
from tests.faults.machines import free_ports
from tests.sync.cast import counts, tap
from tests.web.machines.cast import ask


def manifest(office: Machine, hall: Machine) -> object:
    return ask(office, hall.keys, "GET", "/intake/v1/manifest?have=0")


def test_a_station_that_floods_is_asked_to_wait_and_others_are_not(
    hall: Machine, office: Machine, another_hall, time: Time, monkeypatch: pytest.MonkeyPatch
):
    other = another_hall("other", HERE)
    monkeypatch.setattr(rate, "FULL", rate.Bucket(3, time.mono))
    monkeypatch.setattr(limits, "_buckets", Cache(10))
    assert [manifest(office, hall).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = manifest(office, hall)
    assert refused.json["refusal"] == "too_fast" and refused.json["retry_after"] == 1
    with pytest.raises(Refusal, match="too_fast") as waiting:
        sync_round(hall, office)
    assert waiting.value.retry_after == 1
    assert manifest(office, other).status_code == 200
    time.pass_by(1_000)
    assert manifest(office, hall).status_code == 200


def test_nobody_else_can_use_up_a_stations_calls(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "_buckets", Cache(10))
    for _ in range(5):
        got = ask(
            office, hall.keys, "GET", "/intake/v1/manifest", **{"Ts-Signature": "A" * 86 + "=="}
        )
        assert got.status_code == 401
    assert len(limits._buckets) == 0


def in_a_process(line: "Connection[Any, Any]", done: "Connection[Any, Any]") -> None:
    kept = shelf.Elsewhere(line)
    done.send(sum(limits.wait_of(kept, "consumer a", 1_000) == 0 for _ in range(60)))


def test_two_processes_together_let_a_program_call_no_oftener_than_one(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(rate, "FULL", rate.Bucket(100, 1_000))
    monkeypatch.setattr(rate, "BURST", 100)
    kept, forked, lines = shelf.Shelf(), multiprocessing.get_context("fork"), []
    for _ in range(2):
        (ours, theirs), (counted, done) = Pipe(), Pipe()
        forked.Process(target=in_a_process, args=(theirs, done), daemon=True).start()
        lines.append((ours, counted))
    for ours, _ in lines:
        threading.Thread(target=shelf.answer, args=(kept, ours), daemon=True).start()
    assert all(counted.poll(20) for _, counted in lines)
    assert sum(counted.recv() for _, counted in lines) == 100
    assert limits.wait_of(kept, "consumer a", 1_000) == 1
    assert limits.wait_of(kept, "consumer b", 1_000) == 0


def test_twenty_thousand_facts_pass_at_once(hall: Machine, office: Machine):
    assert rate.BURST > 20_000 / 500 * 2 + 500


@pytest.mark.parametrize(("screen", "path"), [("office", "/intake/v1/x"), ("desk", "/api/x")])
def test_machines_that_wait_leave_threads_to_people(screen: str, path: str):
    end, app = threading.Event(), Flask("slow")

    @app.get("/<path:of>")
    def answer(of: str) -> str:
        if f"/{of}" == path:
            end.wait(10)
        return of

    (port,) = free_ports(1)
    server = listening.listen(app, screen, Listener(port=port))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(12)]
    try:
        for line in lines[1:]:
            line.request("GET", path)
        for _ in range(listening.THREADS[screen] + 1):
            lines[0].request("GET", "/page")
            assert lines[0].getresponse().read() == b"page"
        assert not end.is_set()
        end.set()
        assert {line.getresponse().status for line in lines[1:]} == {200}
    finally:
        end.set()
        for line in lines:
            line.close()
        listening.drain(server)
        running.join(5)


def test_more_than_any_request_needs_is_refused(hall: Machine, office: Machine):
    chains = ",".join(f"{n:024d}:1:1:" + "a" * 64 for n in range(1001))
    for method, path, body, status in (
        ("GET", "/intake/v1/manifest?have=" + "1" * 2000, b"", 413),
        ("GET", "/intake/v1/blobs/" + "a" * 500, b"", 413),
        ("GET", "/intake/v1/manifest?have=0", b"x", 413),
        ("PUT", "/intake/v1/contacts/" + "a" * 64, b"x" * 9000, 413),
        ("POST", "/intake/v1/enrol", b"x" * 5000, 413),
        ("POST", "/intake/v1/entries", b"x" * 800_000, 413),
        ("POST", "/intake/v1/returned", b"x" * 2_000_000, 400),
        ("POST", "/intake/v1/returned", b"x" * 6_000_001, 413),
        ("GET", "/intake/v1/entries?after=" + chains, b"", 400),
        ("GET", "/intake/v1/entries?after=" + chains * 2, b"", 413),
    ):
        assert ask(office, hall.keys, method, path, body).status_code == status, path[:60]


def test_a_branch_of_many_chains_can_name_them(hall: Machine, office: Machine):
    chains = ",".join(f"{'a' * 24}:{n}:1:" + "a" * 64 for n in range(1, 900))
    assert ask(office, hall.keys, "GET", "/intake/v1/entries?after=" + chains).status_code == 200


ODD: list[object] = [
    None, True, 0, -1, 2**53, 2**63, 10**30, 1.5, "", "x", "\x00", "\ud800", "a" * 300, "é", [], {},
    [[]], "2026-11-21", "9999-12-31", "0001-01-01", "AAAA", "A" * 9000,
]  # fmt: skip


def with_odd(value: Any) -> Iterator[Any]:
    """The value with each of its parts made odd, one at a time."""
    yield from ODD
    if isinstance(value, dict):
        for name in value:
            yield {key: said for key, said in value.items() if key != name}
            yield from (value | {name: odd} for odd in with_odd(value[name]))
    if isinstance(value, list):
        for place in range(len(value)):
            before, after = value[:place], value[place + 1 :]
            yield from ([*before, odd, *after] for odd in with_odd(value[place]))


def spoiled(dice: random.Random, body: bytes) -> bytes:
    """Bytes changed, cut or put in."""
    made = bytearray(body)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(made) + 1)
        made[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
    return bytes(made)


def messages(hall: Machine, office: Machine) -> list[tuple[str, str, bytes]]:
    batch = ledger.batch(hall.db, identity.me(hall.db).chain, 0, 500, 10**6)
    push = wire.Push(batch, batch.first, 1, "0.2.0", "boot", 1, (wire.Trouble("facts", 1, "x"),))
    sealed = contact_sealing.sealed("", "13812345678", b"0" * 16, [office.keys.public])
    return [
        ("POST", "/intake/v1/entries", msgspec.json.encode(push)),
        ("POST", "/intake/v1/enrol", msgspec.json.encode(wire.Enrol("A" * 16, hall.keys.public))),
        ("PUT", f"/intake/v1/contacts/{sealed.digest}", sealed.body),
    ]


@pytest.mark.parametrize("which", range(3))
def test_odd_and_random_messages_are_refused_and_never_break_the_office(
    hall: Machine, office: Machine, which: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate, "FULL", rate.Bucket(10**9, 0))
    monkeypatch.setattr(rate, "BURST", 10**9)
    tap(hall, 1)
    method, path, body = messages(hall, office)[which]
    dice = random.Random(which)
    made = [json.dumps(said).encode() for said in with_odd(msgspec.json.decode(body))]
    made += [spoiled(dice, body) for _ in range(200)] + [b"[" * 4_000, b'{"a":' * 500]
    for sent in made:
        got = ask(office, hall.keys, method, path, sent)
        assert got.status_code < 500, (sent[:300], got.data)
    sync_round(hall, office)
    assert counts(office) == counts(hall) and verify(office.db) is None


def test_random_queries_are_answered_or_refused(
    hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rate, "FULL", rate.Bucket(10**9, 0))
    monkeypatch.setattr(rate, "BURST", 10**9)
    dice = random.Random(5)
    signs = "abc:,0123456789%&=;-\u0665"
    for _ in range(300):
        after = "".join(dice.choice(signs) for _ in range(dice.randint(1, 40)))
        got = office.app("office").test_client().get(f"/intake/v1/entries?after={after}")
        assert got.status_code in (401, 403)
        plain = "".join(sign for sign in after if sign in "abc:,0123456789-")
        got = ask(office, hall.keys, "GET", f"/intake/v1/entries?after={plain}")
        assert got.status_code in (200, 400), plain
