"""The office's door for stations: who is let in, what is signed."""

import base64
import json

import msgspec
import pytest

from kiosk import VERSION
from kiosk.ground.keys import Keys, signed_by
from kiosk.records.cases import contact_sealing, contact_store, filing
from kiosk.records.cases.filing import Filed, Reach
from kiosk.records.exchange import last_calls
from kiosk.records.feedback import cards
from kiosk.records.ledger import identity, ledger
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from tests.cast import HERE, THERE, WANG, Machine, by_visit, sync_round

NONCE = "0" * 32


def ask(office: Machine, keys: Keys, method: str, path: str, body: bytes = b"", **headers: str):  # type: ignore[no-untyped-def]
    signed = wire.request(method, path, NONCE, body)
    sent = {
        "Ts-Station": keys.fingerprint,
        "Ts-Nonce": NONCE,
        "Ts-Signature": base64.b64encode(keys.sign(signed)).decode(),
    } | headers
    got = office.app("office").test_client().open(path, method=method, data=body, headers=sent)
    said = wire.answer(signed, got.status_code, got.data)
    assert signed_by(office.keys.public, said, base64.b64decode(got.headers["Ts-Signature"]))
    return got


ROUTES = [
    ("GET", "/intake/v1/manifest?have=0"),
    ("GET", "/intake/v1/entries?after="),
    ("GET", "/intake/v1/blobs/" + "0" * 64),
    ("POST", "/intake/v1/entries"),
    ("PUT", "/intake/v1/contacts/" + "0" * 64),
    ("GET", "/intake/v1/contacts/" + "0" * 64),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_stranger_is_refused_with_a_signed_answer(
    office: Machine, tmp_path, method: str, path: str
):
    got = ask(office, Keys.load(tmp_path / "stranger.key"), method, path)
    assert (got.status_code, got.json["refusal"]) == (403, "unknown_station")


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "bad", [{"Ts-Signature": ""}, {"Ts-Signature": "AAAA"}, {"Ts-Signature": "not base64 !"},
            {"Ts-Nonce": "1" * 32}],
)  # fmt: skip
def test_a_wrong_signature_is_refused(
    hall: Machine, office: Machine, method: str, path: str, bad: dict[str, str]
):
    if "Ts-Nonce" in bad:  # the signature is for another nonce, so is the answer's
        client = office.app("office").test_client()
        signature = hall.keys.sign(wire.request(method, path, NONCE, b""))
        headers = {"Ts-Station": hall.keys.fingerprint, "Ts-Nonce": "1" * 32,
                   "Ts-Signature": base64.b64encode(signature).decode()}  # fmt: skip
        got = client.open(path, method=method, headers=headers)
    else:
        got = ask(office, hall.keys, method, path, **bad)
    assert (got.status_code, got.json["refusal"]) == (401, "unsigned")


def envelope(hall: Machine, **changes: object) -> bytes:
    of = identity.me(hall.db).chain
    whole = json.loads(
        msgspec.json.encode(
            wire.Push(ledger.batch(hall.db, of, 0, 500, 10**6), 0, 0, "0.1.0", "b", 1)
        )
    )
    batch = whole["batch"] | {k: v for k, v in changes.items() if k in whole["batch"]}
    return json.dumps(whole | {k: v for k, v in changes.items() if k in whole} | {"batch": batch}
                      if "batch" not in changes else changes).encode()  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"batch":{}}', b'{"batch":1,"tip":0,"manifest":0,"version":""}'],
)
def test_what_is_no_envelope_is_refused(hall: Machine, office: Machine, body: bytes):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", body)
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize(
    "change",
    [{"station": "somebody"}, {"epoch": 0}, {"epoch": 10**30}, {"from": 0},
     {"from": -1}, {"from": 10**18}, {"prev": "!"}, {"entries": ["QQ=="] * 501}],
)  # fmt: skip
def test_an_envelope_for_another_chain_is_refused(
    hall: Machine, office: Machine, change: dict[str, object]
):
    got = ask(office, hall.keys, "POST", "/intake/v1/entries", envelope(hall, **change))
    assert (got.status_code, got.json["refusal"]) == (400, "bad_envelope")


@pytest.mark.parametrize("after", ["x", "a:b:c", "a:1", "a:1:-1", "a:1:" + "9" * 40, ":::"])
def test_a_query_that_makes_no_sense_is_refused(hall: Machine, office: Machine, after: str):
    got = ask(office, hall.keys, "GET", f"/intake/v1/entries?after={after}")
    assert got.status_code == 400


def test_a_busy_office_asks_to_call_later(hall: Machine, office: Machine, monkeypatch):
    import threading

    monkeypatch.setattr("kiosk.web.machines.intake._places", threading.BoundedSemaphore(1))
    from kiosk.web.machines import intake

    with intake._places:
        got = ask(office, hall.keys, "POST", "/intake/v1/entries", envelope(hall))
        assert (got.status_code, got.headers["Retry-After"]) == (503, "60")
        with pytest.raises(Refusal) as refused:
            sync_round(hall, office)
    assert refused.value.retry_after == 60
    sync_round(hall, office)


def test_the_office_sees_what_the_station_says_of_itself(hall: Machine, office: Machine):
    cards.give(hall.db, by_visit(hall.db, hall.time(), "v"), "1" * 32, WANG, "polite", "")
    number = sync_round(hall, office).manifest
    contact = office.db.first(last_calls.LastCall.select())
    assert (contact.tip_seq, contact.manifest, contact.version) == (1, number, VERSION)
    assert contact.at == office.time().utc


def test_sealed_contacts_are_taken_and_given_to_their_own_branch_only(
    hall: Machine, office: Machine, another_hall
):
    reach = Reach("", "13812345678", b"0" * 16)
    filed = Filed("question", ["fees"])
    case = filing.open_case(
        hall.db, by_visit(hall.db, hall.time(), "v"), hall.keys, "a" * 32, filed, reach
    ).case
    body = contact_store.find(hall.db, HERE, case.contact)
    assert body is not None
    path = f"/intake/v1/contacts/{case.contact}"
    assert ask(office, hall.keys, "PUT", path, body).status_code == 200
    assert ask(office, hall.keys, "GET", path).status_code == 404, "no case here has it yet"
    sync_round(hall, office)
    assert ask(office, hall.keys, "PUT", path, body).status_code == 200, "twice is once"
    assert ask(office, hall.keys, "GET", path).data == body
    other = another_hall("other", THERE)
    assert b"unknown_contact" in ask(office, other.keys, "GET", path).data
    assert ask(office, other.keys, "GET", path).status_code == 404


def test_what_is_no_sealed_contact_is_refused(hall: Machine, office: Machine):
    kept = contact_sealing.sealed("", "13812345678", b"0" * 16, [office.keys.public])
    wrong = [
        (kept.digest, b"{}"), (kept.digest, b"x"), ("a" * 64, kept.body), ("short", kept.body),
        (kept.digest, kept.body.replace(b'":"', b'":"AAAA')),
        (kept.digest, b'{"keys":{"a":"' + b"A" * 5000 + b'"}}'),
    ]  # fmt: skip
    for digest, body in wrong:
        answer = ask(office, hall.keys, "PUT", f"/intake/v1/contacts/{digest}", body)
        assert answer.status_code in (400, 422), body[:40]
    assert contact_store.unsent(office.db, HERE) == [] and contact_store.branches(office.db) == []
