"""What the organisation's sign-in says of itself: where it asks its users, where it gives tokens,
and the keys that it signs them with. Kept in memory for an hour; bounded in time and in bytes.
"""

import contextlib
import logging
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from kiosk.ground.cache import Cache
from kiosk.ground.network import outgoing
from kiosk.ground.network.outgoing import NoAnswer
from kiosk.ground.network.provider import Oidc, is_address
from kiosk.vocabulary.refusals import Refusal

log = logging.getLogger("tingsheng.provider")
SECONDS, MOST_BYTES = 6.0, 262_144
"""What one exchange may take, and most bytes of an answer."""
KEPT_MS = 3_600_000
AGAIN_MS = 60_000
"""A key that is not known is asked for at most so often."""
MOST_KEYS = 50
WELL_KNOWN = "/.well-known/openid-configuration"
_places = threading.BoundedSemaphore(2)
"""Users who wait for the provider leave threads to all others."""


class Provider(NamedTuple):
    """A provider as it described itself `at` a moment (monotonic ms): its addresses, '' for one
    that it does not have, and its public keys as JWK."""

    authorization: str
    token: str
    end_session: str
    keys: tuple[dict[str, Any], ...]
    at: int


_known: Cache[Provider] = Cache(4)
"""By issuer."""


def find(oidc: Oidc, now: int) -> Provider:
    """The provider, asked at most once an hour. Raises Refusal `provider_down` or `crowded`."""
    known = _known.get(oidc.issuer)
    if known is not None and 0 <= now - known.at < KEPT_MS:
        return known
    return _asked(oidc, now)


def with_newer_keys(oidc: Oidc, held: Provider, now: int) -> Provider:
    """The provider with the keys that it has by now, if it was not asked just now. Raises as
    `find`."""
    return held if 0 <= now - held.at < AGAIN_MS else _asked(oidc, now)


def end_session(oidc: Oidc) -> str:
    """Where a user signs out of the provider, as far as that is known without asking; '' if not."""
    known = _known.get(oidc.issuer)
    return known.end_session if known else ""


def _asked(oidc: Oidc, now: int) -> Provider:
    with answering():
        said = _document(oidc.issuer.rstrip("/") + WELL_KNOWN)
        if said.get("issuer") != oidc.issuer:
            raise NoAnswer(f"it calls itself {str(said.get('issuer'))[:100]!r}")
        needed = [_address(said, name) for name in ("authorization_endpoint", "token_endpoint")]
        listed = _document(_address(said, "jwks_uri")).get("keys")
        if not isinstance(listed, list):
            raise NoAnswer("it has no keys")
        keys = tuple(one for one in listed[:MOST_KEYS] if isinstance(one, dict))
    end = said.get("end_session_endpoint")
    end = end if isinstance(end, str) and is_address(end) else ""
    found = Provider(needed[0], needed[1], end, keys, now)
    _known.put(oidc.issuer, found, 1)
    return found


@contextlib.contextmanager
def answering() -> Iterator[None]:
    """While the provider is asked. Raises Refusal `provider_down` if it gives no usable answer, and
    `crowded` if others wait for it."""
    if not _places.acquire(blocking=False):
        raise Refusal("crowded", retry_after=5)
    try:
        yield
    except NoAnswer as error:
        log.error("the organisation's sign-in: %s", error)
        raise Refusal("provider_down") from None
    finally:
        _places.release()


def _document(url: str) -> Mapping[str, Any]:
    status, body = outgoing.exchange(url, None, {}, SECONDS, MOST_BYTES)
    if status != 200:
        raise NoAnswer(f"{url}: status {status}")
    return document(body)


def document(body: bytes) -> Mapping[str, Any]:
    """An answer as the JSON object that it must be; raises NoAnswer."""
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
        raise NoAnswer("an answer that is no JSON object") from None


def _address(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not is_address(found):
        raise NoAnswer(f"it names no {name} that can be used")
    return found
