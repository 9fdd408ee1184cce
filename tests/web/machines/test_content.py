"""What travels beside facts: sealed contact details."""

import hashlib

import msgspec

from kiosk.ground.keys import seal
from kiosk.records.cases import contact_sealing, contact_store, filing
from kiosk.records.cases.filing import Filed, Reach
from tests.cast import HERE, THERE, Machine, by_visit, sync_round
from tests.web.machines.cast import ask


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
    early = ask(office, hall.keys, "PUT", path, body)
    assert (early.status_code, early.json["refusal"]) == (409, "contact_not_wanted")
    assert ask(office, hall.keys, "GET", path).status_code == 404, "no case here has it yet"
    sync_round(hall, office)
    assert ask(office, hall.keys, "PUT", path, body).status_code == 200, "twice is once"
    assert ask(office, hall.keys, "GET", path).data == body
    assert ask(office, hall.keys, "PUT", path, again(body, office)).status_code == 200
    assert ask(office, hall.keys, "GET", path).data == body, "what is stored stays"
    other = another_hall("other", THERE)
    assert b"unknown_contact" in ask(office, other.keys, "GET", path).data
    assert ask(office, other.keys, "GET", path).status_code == 404


def again(body: bytes, office: Machine) -> bytes:
    """The same details, sealed once more."""
    boxes = msgspec.json.decode(body, type=contact_sealing.Sealed).keys
    plain = office.keys.open_sealed(boxes[office.keys.fingerprint])
    boxes[office.keys.fingerprint] = seal(office.keys.public, plain)
    return msgspec.json.encode(contact_sealing.Sealed(boxes))


def test_what_is_no_sealed_contact_is_refused(hall: Machine, office: Machine):
    kept = contact_sealing.sealed("", "13812345678", b"0" * 16, [office.keys.public])
    nonsense = b"no details at all"
    box = seal(office.keys.public, nonsense)
    for_office = {office.keys.fingerprint: box}
    wrong = [
        (kept.digest, b"{}"), (kept.digest, b'{"keys":{}}'), (kept.digest, b"[" * 4000),
        (kept.digest, contact_sealing.sealed("", "138123", b"0" * 16, [hall.keys.public]).body),
        (hashlib.sha256(nonsense).hexdigest(), msgspec.json.encode({"keys": for_office})),
        (kept.digest, msgspec.json.encode({"keys": {office.keys.fingerprint: b""}})),
        (kept.digest, b"x"), ("a" * 64, kept.body), ("short", kept.body),
        (kept.digest, kept.body.replace(b'":"', b'":"AAAA')),
        (kept.digest, b'{"keys":{"a":"' + b"A" * 5000 + b'"}}'),
    ]  # fmt: skip
    for digest, body in wrong:
        answer = ask(office, hall.keys, "PUT", f"/intake/v1/contacts/{digest}", body)
        assert answer.status_code in (400, 422), body[:40]
    assert contact_store.branches(office.db) == []
