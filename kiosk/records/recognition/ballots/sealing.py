"""What only the trustees open: a file for any one of them, and one trustee's own secret."""

import os
from collections.abc import Sequence

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.ground.keys import Keys, seal
from kiosk.rules.recognition.ballots import codes
from kiosk.vocabulary.refusals import Refusal


class _Sealed(msgspec.Struct):
    boxes: list[bytes]
    body: bytes


def keys_of(typed: str) -> Keys:
    """The trustee's key pair that was typed or is in the text of a key's file. Raises Refusal
    `odd_trustee_key`."""
    try:
        return Keys(codes.seed(codes.read(typed)))
    except codes.OddCode:
        raise Refusal("odd_trustee_key") from None


def seal_to(trustees: Sequence[str], content: bytes) -> bytes:
    """Content that each of these trustees opens, by their public keys (hex)."""
    key = os.urandom(SecretBox.KEY_SIZE)
    boxes = [seal(bytes.fromhex(one), key) for one in trustees]
    return msgspec.msgpack.encode(_Sealed(boxes, bytes(SecretBox(key).encrypt(content))))


def opened(sealed: bytes, keys: Keys) -> bytes:
    """The content, for one of its trustees. Raises Refusal `not_a_trustee`."""
    try:
        found = msgspec.msgpack.decode(sealed, type=_Sealed)
        for box in found.boxes:
            if key := _tried(box, keys):
                return bytes(SecretBox(key).decrypt(found.body))
    except (msgspec.MsgspecError, CryptoError, ValueError):
        pass
    raise Refusal("not_a_trustee")


def _tried(box: bytes, keys: Keys) -> bytes:
    try:
        return keys.open_sealed(box)
    except (CryptoError, ValueError, TypeError):
        return b""
