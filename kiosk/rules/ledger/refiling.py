"""Facts filed again, under the ids that a station gets when it joins an office."""

import msgspec

_parts = msgspec.json.Decoder(dict[str, msgspec.Raw])


def refiled(body: bytes, branch: str) -> bytes:
    """A fact's body as filed under another branch. Nothing else changes, not even in a fact
    of a kind that this program does not know. Raises msgspec.MsgspecError if the bytes are
    not a fact."""
    parts = _parts.decode(body)
    named = msgspec.json.encode(branch)
    if bytes(parts["branch"]) == named:
        return body
    return msgspec.json.encode({**parts, "branch": msgspec.Raw(named)})
