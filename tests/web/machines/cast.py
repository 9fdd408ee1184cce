"""A station that asks the office, and checks that the answer is signed."""

import base64
from typing import Any

from kiosk.ground.keys import Keys, signed_by
from kiosk.vocabulary import wire
from tests.cast import Machine

NONCE = "0" * 32


def ask(
    office: Machine, keys: Keys, method: str, path: str, body: bytes = b"", **headers: str
) -> Any:
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
