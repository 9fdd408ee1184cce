"""A small provider of our own on the loopback: it signs with real keys, takes each code once, and
checks client, secret, address and PKCE as one should."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import secrets
import threading
import time as clocks
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwk, jwt

from kiosk.ground.network.provider import Oidc
from tests.cast import NOON

SECRET = "s3cret: with/odd%signs"
RSA = jwk.RSAKey.generate_key(2048, {"kid": "r1"}, private=True)
EC = jwk.ECKey.generate_key("P-256", {"kid": "e1"}, private=True)
STRANGER = jwk.RSAKey.generate_key(2048, {"kid": "r1"}, private=True)
NEWER = jwk.ECKey.generate_key("P-256", {"kid": "e2"}, private=True)
ANNA = {"sub": "s-anna", "email": "anna@example.cn"}


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def unsigned(claims: dict[str, Any]) -> str:
    """A token that no one has signed."""
    parts = ({"alg": "none", "kid": "r1"}, claims)
    return b".".join((*(_encoded(json.dumps(one).encode()) for one in parts), b"")).decode()


@dataclass
class There:
    """The provider. `says` is in each token beside the usual, None leaves a claim out; `key` signs,
    by `alg`; `published` are the keys that it shows. `wrong` makes it misbehave."""

    issuer: str = ""
    says: dict[str, Any] = field(default_factory=lambda: dict(ANNA))
    key: Any = field(default_factory=lambda: RSA)
    alg: str = "RS256"
    published: list[Any] = field(default_factory=lambda: [RSA, EC])
    metadata: dict[str, Any] = field(default_factory=dict)
    wrong: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    now: int = NOON // 1000

    def signs_in(self, location: str) -> str:
        """What the provider does with a user who comes with this address and signs in there: the
        address to which it leads back, without its host."""
        assert location.startswith(f"{self.issuer}/authorize?"), location
        said = {name: one for name, (one,) in parse_qs(urlsplit(location).query).items()}
        assert said["response_type"] == "code" and said["client_id"] == "office"
        assert said["code_challenge_method"] == "S256" and "openid" in said["scope"].split()
        code = secrets.token_hex(8)
        self.codes[code] = said
        back = urlsplit(said["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': said['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if [unquote(one) for one in pair.split(":")] != ["office", SECRET]:
            return 401, {"error": "invalid_client"}
        said = self.codes.pop(form["code"], None)
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            said is None
            or said["redirect_uri"] != form["redirect_uri"]
            or said["code_challenge"] != _encoded(challenge).decode()
        ):
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.issuer, "aud": "office", "iat": self.now, "exp": self.now + 300,
            "nonce": said["nonce"], **self.says,
        }  # fmt: skip
        claims = {name: one for name, one in claims.items() if one is not None}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(claims)}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.alg == "none":
            return unsigned(claims)
        if self.alg == "HS256":  # by the public key, as if it were a secret
            parts = ({"alg": "HS256", "kid": "r1"}, claims)
            said = b".".join(_encoded(json.dumps(one).encode()) for one in parts)
            seal = hmac.new(RSA.as_pem(private=False), said, "sha256").digest()
            return b".".join((said, _encoded(seal))).decode()
        header = {"alg": self.alg, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.alg])


class _Handler(http.server.BaseHTTPRequestHandler):
    there: There

    def do_GET(self) -> None:
        self.there.asked.append(self.path)
        if self.path == "/.well-known/openid-configuration":
            own = self.there.issuer
            said = {
                "issuer": own, "authorization_endpoint": f"{own}/authorize",
                "token_endpoint": f"{own}/token", "jwks_uri": f"{own}/keys",
                "end_session_endpoint": f"{own}/leave",
            }  # fmt: skip
            self._answer(200, said | self.there.metadata)
        else:
            keys = [one.as_dict(private=False) | {"use": "sig"} for one in self.there.published]
            self._answer(200, {"keys": keys})

    def do_POST(self) -> None:
        self.there.asked.append(self.path)
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: one for name, (one,) in parse_qs(text).items()}
        self._answer(*self.there.token(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        if self.there.wrong == "silent":
            clocks.sleep(3)
            return
        body = json.dumps(said).encode()
        if self.there.wrong == "huge":
            body = body[:-1] + b"," + b" " * 400_000 + b'"x": 1}'
        if self.there.wrong == "no JSON":
            body = b"<html>"
        self.send_response(302 if self.there.wrong == "elsewhere" else status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.there.wrong == "slow":
            for one in body[:60]:
                self.wfile.write(bytes([one]))
                clocks.sleep(0.05)
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@contextlib.contextmanager
def provider() -> Iterator[There]:
    there = There()
    handler = type("Handler", (_Handler,), {"there": there})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        there.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield there
        server.shutdown()
        thread.join(5)


def configured(there: There, folder: Path, **more: Any) -> Oidc:
    secret = folder / "oidc-secret"
    secret.write_text(f"{SECRET}\n", "utf-8")
    return Oidc(issuer=there.issuer, client_id="office", client_secret_file=str(secret), **more)
