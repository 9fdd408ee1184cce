"""Who is let in at the office's door for stations, and that every answer is signed."""

import base64

import pytest

from kiosk.ground.keys import Keys
from kiosk.records.exchange import revocation
from kiosk.vocabulary import wire
from tests.cast import Machine
from tests.web.machines.cast import NONCE, ask

ROUTES = [
    ("GET", "/intake/v1/manifest?have=0"),
    ("GET", "/intake/v1/entries?after="),
    ("GET", "/intake/v1/blobs/" + "0" * 64),
    ("POST", "/intake/v1/entries"),
    ("PUT", "/intake/v1/contacts/" + "0" * 64),
    ("GET", "/intake/v1/contacts/" + "0" * 64),
    ("POST", "/intake/v1/epoch"),
    ("POST", "/intake/v1/returned"),
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


def test_a_revoked_station_may_send_and_gets_nothing(hall: Machine, office: Machine):
    revocation.revoke(office.db, hall.keys.fingerprint, "anna", "报失", 1)
    for method, path in ROUTES:
        got = ask(office, hall.keys, method, path)
        expected = (
            (400, "bad_envelope") if method == "POST" and "entries" in path else (403, "revoked")
        )
        assert (got.status_code, got.json["refusal"]) == expected
