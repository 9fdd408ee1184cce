"""Signed requests to the office, and its signed answers.

The wire is an argument (`Send`), so that a test can cut it after each step. Only an answer
signed by the office counts: the login page of a guest Wi-Fi answers 200 too.
"""

import base64
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from kiosk.ground.keys import Keys, fingerprint, signed_by
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import REFUSALS, NoLine, Refusal
from kiosk.vocabulary.wire import Refused

HEADERS = ("Ts-Key", "Ts-Signature")
DETAIL = 500
"""Most characters that are kept of a refusal's detail."""


class Answer(NamedTuple):
    """A response; `headers` has those named Ts-Key and Ts-Signature."""

    status: int
    body: bytes
    headers: Mapping[str, str]


Send = Callable[[str, str, bytes, dict[str, str]], Answer]
"""Sends (method, path, body, headers) to the office; raises NoLine."""
T = TypeVar("T")


class Asks(Protocol):
    """Head office as the steps of a round know it, on a line or by a file."""

    def ask(self, method: str, path: str, body: bytes = ...) -> bytes:
        """The body of the signed answer; raises the office's Refusal, or NoLine."""


class Office:
    """The office whose key has this fingerprint: signs every request, believes only what that key
    signed. `nonce` gives 32 fresh hex digits for each request."""

    def __init__(self, send: Send, keys: Keys, trusted: str, nonce: Callable[[], str]) -> None:
        self._send, self._keys, self._trusted, self._nonce = send, keys, trusted, nonce

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The body of the signed answer; raises the office's Refusal, or NoLine."""
        nonce = self._nonce()
        signed = wire.request(method, path, nonce, body)
        headers = {
            "Ts-Station": self._keys.fingerprint,
            "Ts-Nonce": nonce,
            "Ts-Signature": base64.b64encode(self._keys.sign(signed)).decode(),
            "Content-Type": "application/json",
        }
        got = self._send(method, path, body, headers)
        self._believe(signed, got)
        return settled(got.status, got.body)

    def _believe(self, signed: bytes, got: Answer) -> None:
        try:
            key = base64.b64decode(got.headers["Ts-Key"])
            signature = base64.b64decode(got.headers["Ts-Signature"])
        except ValueError:
            key = signature = b""
        said = wire.answer(signed, got.status, got.body)
        if fingerprint(key) != self._trusted or not signed_by(key, said, signature):
            raise NoLine(f"an answer ({got.status}) that the office has not signed")


def settled(status: int, body: bytes) -> bytes:
    """The body of an answer that the office has signed; raises its Refusal if it is one."""
    if status == 200:
        return body
    try:
        refused = msgspec.json.decode(body, type=Refused)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Refusal("bad_request", body[:DETAIL].decode(errors="replace")) from None
    code = refused.refusal if refused.refusal in REFUSALS else "bad_request"
    raise Refusal(code, refused.detail[:DETAIL], refused.retry_after)


def decoded(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NoLine(f"an answer of another shape: {error}") from error
