"""Release 0.2.0 and this one talk to each other, both ways."""

import base64
import re
from typing import Any

import msgspec
import pytest

from kiosk.records.cases import contact_store, contact_use
from kiosk.records.cases.filing import Receipt
from kiosk.records.ledger.verify import verify
from kiosk.records.stations import line
from kiosk.sync.client import Answer, Send
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import REFUSALS, NoLine
from tests import wire_0_2_0 as old
from tests.cast import HERE, Machine, enrol, machine, sync_round, wire_to
from tests.records.cases.cast import PHONE, accepted, central, file, k, look
from tests.sync.cast import counts, tap

SHAPES: dict[tuple[str, str], tuple[Any, Any]] = {
    ("POST", "enrol"): (old.Enrol, old.Enrolled),
    ("POST", "entries"): (old.Push, old.Pushed),
    ("GET", "entries"): (None, old.MissingEntries),
    ("GET", "manifest"): (None, old.Signed),
}
"""What is said and answered, as 0.2.0 knows it. Contents and sealed details are bytes."""


def as_of_0_2_0(office: Machine, keys: Any = None) -> Send:
    """A wire that carries what release 0.2.0 can say: the rest is left out of both directions.
    What is said is signed as the station `keys` would, what is answered as the office does."""
    real = wire_to(office)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        said, answered = SHAPES.get((method, re.split(r"[/?]", path)[3]), (None, None))
        asked = wire.request(method, path, headers["Ts-Nonce"], body)
        if said is not None and keys is not None:
            body = msgspec.json.encode(msgspec.json.decode(body, type=said))
            signed = keys.sign(wire.request(method, path, headers["Ts-Nonce"], body))
            headers = headers | {"Ts-Signature": base64.b64encode(signed).decode()}
        got = real(method, path, body, headers)
        if got.status != 200:
            answered = old.Refused
        if answered is None or not got.body:
            stripped = got.body
        else:
            stripped = msgspec.json.encode(msgspec.json.decode(got.body, type=answered))
        signature = office.keys.sign(wire.answer(asked, got.status, stripped))
        signed_by = {"Ts-Signature": base64.b64encode(signature).decode()}
        return Answer(got.status, stripped, {**got.headers, **signed_by})

    return send


@pytest.fixture
def new_hall(tmp_path, time) -> Machine:
    return machine(tmp_path / "hall", "station", time)


def join(hall: Machine, office: Machine, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as joining:
        joining.setattr("tests.cast.wire_to", lambda _office: send)
        enrol(hall, office, HERE)


def a_day(hall: Machine, office: Machine, send: Send) -> Receipt:
    """A tap, a case with a number, and what becomes of it."""
    sync_round(hall, office, send)
    tap(hall, 1)
    receipt = file(hall, reach=True)
    line.note(hall.db, {"documents": NoLine("cut")}, 1000)
    for _ in range(2):
        sync_round(hall, office, send)
    accepted(hall, receipt)
    sync_round(hall, office, send)
    return receipt


def test_every_message_goes_through_the_shapes_of_0_2_0(
    new_hall: Machine, office: Machine, monkeypatch: pytest.MonkeyPatch
):
    send = as_of_0_2_0(office, new_hall.keys)
    join(new_hall, office, send, monkeypatch)
    receipt = a_day(new_hall, office, send)
    case_id = receipt.case.event_id
    assert counts(office) == counts(new_hall) != {}
    assert office.case(case_id).state == look(new_hall, receipt).state == "accepted"
    assert contact_store.find(office.db, HERE, receipt.case.contact) is not None
    of, case = central(office), office.case(case_id)
    assert contact_use.read(office.db, of, case, k(9), lambda: office.keys).phone == PHONE
    sync_round(new_hall, office, send)
    assert look(new_hall, receipt).seen == office.case(case_id).seen
    assert verify(office.db) is None and verify(new_hall.db, new_hall.keys.fingerprint) is None


def test_a_refusal_that_0_2_0_does_not_know_is_read_as_one_that_it_does(office: Machine):
    """It reads the code and the detail, and takes a code that it lacks for a bad request."""
    for code in REFUSALS:
        said = msgspec.json.encode(wire.Refused(code, "x", 60))
        assert msgspec.json.decode(said, type=old.Refused) == old.Refused(code, "x")
        before = msgspec.json.encode(old.Refused(code, "x"))
        assert msgspec.json.decode(before, type=wire.Refused) == wire.Refused(code, "x")


@pytest.mark.parametrize("name", ["HighWater", "Batch", "Enrolled", "Push", "Pushed", "Signed",
                                  "Enrol", "MissingEntries", "Refused"])  # fmt: skip
def test_what_was_added_since_has_a_default(name: str):
    """And nothing that 0.2.0 says or needs is missing."""
    before, now = getattr(old, name), getattr(wire, name)
    known = {field.encode_name: field for field in msgspec.structs.fields(before)}
    today = {field.encode_name: field for field in msgspec.structs.fields(now)}
    assert set(known) <= set(today)
    for added in set(today) - set(known):
        assert not today[added].required, f"{name}.{added}"
    for kept in known:
        assert known[kept].required == today[kept].required


STORED = {
    "Push": b'{"batch":{"station":"aaaaaaaaaaaaaaaaaaaaaaaa","epoch":1,"common":"","from":1,'
    b'"prev":"AAAA","entries":["e30="],"head":"AAAA"},"tip":7,"manifest":1795233600,'
    b'"version":"0.2.0","boot":"5f3e","mono":123456}',
    "Enrol": b'{"code":"ABCDEFGHIJKLMNOP","public_key":"AAAA","since":null,"decided":0}',
    "Pushed": b'{"marks":[{"epoch":1,"seq":7,"head":"AAAA"}],"office_time":1795233600000}',
    "MissingEntries": b'{"batches":[],"more":false}',
    "Refused": b'{"refusal":"busy","detail":""}',
    "Signed": b'{"manifest":"e30=","signature":"AAAA"}',
    "Enrolled": b'{"branch":"sb01","station":"aaaaaaaaaaaaaaaaaaaaaaaa","epoch":1,'
    b'"office_key":"AAAA","receipt_key":"AAAA"}',
}


@pytest.mark.parametrize("name", STORED)
def test_a_stored_message_of_0_2_0_is_read_today(name: str):
    said = msgspec.json.decode(STORED[name], type=getattr(wire, name))
    assert msgspec.json.decode(msgspec.json.encode(said), type=getattr(old, name)) is not None
    as_before = msgspec.json.decode(STORED[name], type=getattr(old, name))
    assert msgspec.json.encode(as_before) == STORED[name], "as that release wrote it"


def test_a_station_of_0_2_0_names_chains_as_it_did(office: Machine, hall: Machine):
    tap(hall, 1)
    sync_round(hall, office)
    from tests.web.machines.cast import ask

    name = hall.keys.fingerprint
    for after in (f"{name}:1:0:", f"{name}:1:0", f"{name}:1:1:" + "0" * 64, ""):
        got = ask(office, hall.keys, "GET", f"/intake/v1/entries?after={after}")
        assert got.status_code == 200
        assert msgspec.json.decode(got.data, type=old.MissingEntries).more is False
