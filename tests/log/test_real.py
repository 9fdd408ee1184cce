"""An office, a hall and a witness, each a process of its own: a card that a customer gives at the
lobby is in a witnessed checkpoint soon after it has reached head office, and the witness answers
about its receipt."""

import datetime
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kiosk.ground.keys import Keys, signed_by
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger.signed_receipts import Named, SignedReceipt
from kiosk.rules.transparency import leaves, notes, proofs
from tests.faults.customers import Form, card
from tests.faults.machines import (
    BADGES,
    BRANCH,
    TOP,
    Machine,
    answers,
    free_ports,
    make_office,
    make_station,
)

SOON_S = 60.0
"""The promise is ten minutes; a hall that syncs every second needs seconds."""


@pytest.fixture(autouse=True)
def still_clock() -> None:
    """These machines are processes of their own and live by the real clock."""


@pytest.fixture
def witness_port(tmp_path: Path) -> int:
    (port,) = free_ports(1)
    return port


def typed(*words: object) -> list[str]:
    return [sys.executable, str(TOP / "kiosk.py"), "witness", *map(str, words)]


def until_served(machine: Machine) -> None:
    """Waits for its first page as long as a busy computer may need."""
    end = time.monotonic() + SOON_S
    page = "/" if machine.config.role == "station" else "/healthz"
    while not answers(machine.port, page):
        assert time.monotonic() < end, machine.log.read_text("utf-8", "replace")[-1500:]
        time.sleep(0.1)


@pytest.fixture(params=["entry", "batch"])
def machines(
    request: pytest.FixtureRequest, tmp_path: Path, witness_port: int
) -> Iterator[tuple[Machine, Machine, str]]:
    """The office with its hall, served, and the witness's key."""
    office, code = make_office(tmp_path)
    folder, name = tmp_path / "witness", "witness.example/1"
    command = typed(folder, "--name", name)
    key = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    with office.file.open("a") as file:
        file.write(
            f'[log]\nneeded = 1\nleaves = "{request.param}"\n'
            '[[log.witnesses]]\nname = "市消费者委员会"\n'
            f'url = "http://127.0.0.1:{witness_port}"\nkey = "{key.strip()}"\n'
        )
    log_key = office.run("log-key").strip()
    log = f"{log_key} http://127.0.0.1:{office.port}"
    more = typed(folder, "--name", name, "--log", log, "--port", witness_port)
    running: list[Machine] = [office]
    witness = subprocess.Popen(more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        office.start()
        until_served(office)
        running.append(make_station(tmp_path, office, code, sync_seconds=1))
        running[1].start()
        until_served(running[1])
        yield office, running[1], key.strip()
    finally:
        for one in running:
            one.kill()
        witness.kill()
        witness.wait()


def post(port: int, form: Form) -> tuple[int, str]:
    """A customer's tap: the status, and the page that it leads to."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line.request("POST", form.path, urlencode(form.fields), headers)
    got = line.getresponse()
    got.read()
    line.close()
    return got.status, got.headers.get("Location", "")


def get(port: int, path: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", path)
    got = line.getresponse()
    status, body = got.status, got.read()
    line.close()
    return status, body


@pytest.mark.timeout(240)
def test_a_card_is_witnessed_soon(machines: tuple[Machine, Machine, str], witness_port: int):
    office, station, key = machines
    form = card("0" * 32, BADGES)
    assert post(station.port, form) == (303, form.page)
    begun = time.monotonic()
    name = Keys.load(station.config.key_file, create=False).fingerprint
    with station.database() as db:
        of = ChainId(BRANCH, name, 1)
        seq = ledger.chain(db, of).seq
        link = ledger.hash_at(db, of, seq)
    assert seq >= 1 and link is not None
    leaf = leaves.entry(leaves.of_station(name), 1, seq, link)
    witness, log = notes.read_verifier(key), notes.read_verifier(office.run("log-key"))
    found: dict[str, int] = {}
    while not found and time.monotonic() - begun < SOON_S:
        status, body = get(office.port, f"/log/proof/{name}/1/{seq}")
        if status == 200:
            proof = proofs.read(body.decode())
            batch = leaves.read_batch(proof.extra[:69])
            assert proof.extra == leaf or (batch is not None and batch.first <= seq <= batch.last)
            assert proofs.proves(proof, proof.extra[: 69 if batch else 60], log, signed_by)
            found = proofs.witnesses(proof.checkpoint, [witness], signed_by)
        time.sleep(0.3)
    assert list(found) == [witness.name]
    status, body = get(office.port, "/log/checkpoint")
    assert status == 200 and proofs.witnesses(notes.read(body.decode()), [witness], signed_by)
    at_witness = f"/{notes.origin_hash(log.name)}/checkpoint"
    assert get(witness_port, at_witness)[0] == 200
    keys = Keys.load(station.config.key_file, create=False)
    named = Named(name, 1, seq, link, datetime.date.today())
    letters = SignedReceipt(named, keys.sign(named.message)).letters
    answer = b""
    while b'data-state="held"' not in answer and time.monotonic() - begun < 2 * SOON_S:
        status, answer = get(witness_port, f"/receipt/{letters}")
        assert status in (200, 429)
        time.sleep(1)
    assert b'data-state="held"' in answer, "the witness has read it by itself"
    forged = SignedReceipt(named, bytes(64)).letters
    assert b'data-state="forged"' in get(witness_port, f"/receipt/{forged}")[1]
