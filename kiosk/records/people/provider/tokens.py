"""Tokens of the organisation's sign-in: a code is exchanged for one, and nothing in it is believed
before its signature, issuer, audience, times and nonce were checked (OpenID Connect Core, 3.1.3.7).
"""

import base64
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from kiosk.ground.keys import Keys
from kiosk.ground.network import outgoing
from kiosk.ground.network.outgoing import NoAnswer
from kiosk.ground.network.provider import Oidc
from kiosk.records.people.provider import discovery
from kiosk.records.people.provider.discovery import MOST_BYTES, SECONDS, Provider
from kiosk.vocabulary.refusals import Refusal

log = logging.getLogger("tingsheng.provider")
LEEWAY_S = 60
"""So far may the provider's clock be off."""
LONGEST = 16_384
"""Most characters of a code and of a token."""


class Asked(NamedTuple):
    """What goes with one try to sign in, drawn from a seed that only the browser holds: the same
    values come back with the answer, or it is no answer to this."""

    state: str
    nonce: str
    verifier: str


def asked(keys: Keys, seed: str) -> Asked:
    """The values of a seed; no one can tell them without this machine's key."""
    return Asked(*(keys.peppered(f"provider {one} {seed}") for one in Asked._fields))


def address(oidc: Oidc, provider: Provider, of: Asked, back: str) -> str:
    """Where a user is asked to sign in (authorization code with PKCE, RFC 7636)."""
    scope = "openid email profile" if oidc.claim == "email" else "openid profile"
    said = {
        "response_type": "code", "client_id": oidc.client_id, "redirect_uri": back,
        "scope": scope, "state": of.state, "nonce": of.nonce,
        "code_challenge": create_s256_code_challenge(of.verifier),
        "code_challenge_method": "S256",
    }  # fmt: skip
    if oidc.second_factor:
        said["acr_values"] = " ".join(oidc.second_factor)
    between = "&" if urlsplit(provider.authorization).query else "?"
    return f"{provider.authorization}{between}{urlencode(said)}"


def end_address(oidc: Oidc) -> str:
    """Where a user signs out of the provider as well; '' if it is not known to have such a page."""
    end = discovery.end_session(oidc)
    between = "&" if urlsplit(end).query else "?"
    return f"{end}{between}{urlencode({'client_id': oidc.client_id})}" if end else ""


def claims(
    oidc: Oidc, provider: Provider, of: Asked, code: str, back: str, mono: int, utc: int
) -> Mapping[str, Any]:
    """What the provider says of the user who came back with this code, at a moment (ms). Raises
    Refusal `provider_refused` for whatever is wrong with it, and `provider_down` or `crowded`."""
    said = _exchanged(oidc, provider, of, code, back)
    token, access = said.get("id_token"), said.get("access_token")
    if not isinstance(token, str) or len(token) > LONGEST:
        raise _refused("it gave no token")
    try:
        key = _key(oidc, provider, token, mono)
        read = jwt.decode(token, key, algorithms=list(oidc.algorithms))
        options = {"iss": {"essential": True, "value": oidc.issuer},
                   "aud": {"essential": True, "value": oidc.client_id},
                   "nonce": {"essential": True, "value": of.nonce}}  # fmt: skip
        params = {"nonce": of.nonce, "client_id": oidc.client_id, "access_token": access}
        found = CodeIDToken(read.claims, read.header, options, params)
        found.validate(utc // 1000, LEEWAY_S)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _refused(repr(error)) from None
    if not isinstance(found.get("sub"), str) or not 0 < len(found["sub"]) <= 255:
        raise _refused("its token names no subject")
    return dict(found)


def _refused(why: str) -> Refusal:
    log.warning("the organisation's sign-in: %s", why[:300])
    return Refusal("provider_refused")


def _exchanged(
    oidc: Oidc, provider: Provider, of: Asked, code: str, back: str
) -> Mapping[str, Any]:
    said = {
        "grant_type": "authorization_code", "code": code[:LONGEST], "redirect_uri": back,
        "code_verifier": of.verifier,
    }  # fmt: skip
    with discovery.answering():
        headers = {"Authorization": f"Basic {_credentials(oidc)}"}
        form = urlencode(said).encode()
        status, body = outgoing.exchange(provider.token, form, headers, SECONDS, MOST_BYTES)
        if status >= 500:
            raise NoAnswer(f"{provider.token}: status {status}")
        answer = discovery.document(body)
    if status != 200:
        raise _refused(f"status {status}: {str(answer.get('error'))[:60]}")
    return answer


def _credentials(oidc: Oidc) -> str:
    """Client and secret as RFC 6749, 2.3.1 writes them."""
    try:
        secret = Path(oidc.client_secret_file).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise NoAnswer(f"client_secret_file: {error}") from None
    pair = f"{quote(oidc.client_id, safe='')}:{quote(secret, safe='')}"
    return base64.b64encode(pair.encode()).decode()


def _key(oidc: Oidc, provider: Provider, token: str, mono: int) -> Any:
    """The public key that a token says it was signed with; if it is not known, the provider is
    asked once more. Raises ValueError."""
    header = jws.extract_compact(token.encode()).headers()
    wanted = header.get("kid")
    for held in (provider, None):
        held = held or discovery.with_newer_keys(oidc, provider, mono)
        fit = [one for one in held.keys if one.get("kty") in ("RSA", "EC", "OKP")
               and one.get("use", "sig") == "sig"
               and (one.get("kid") == wanted if wanted else True)]  # fmt: skip
        if len(fit) == 1:
            return jwk.import_key(fit[0])
    raise ValueError(f"{len(fit)} keys for {str(wanted)[:60]!r}")
