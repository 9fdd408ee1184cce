"""The organisation's own sign-in (OpenID Connect), as the configuration names it."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from kiosk.ground.network.addresses import BadConfig

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
                    "EdDSA"]  # fmt: skip
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Oidc(msgspec.Struct, forbid_unknown_fields=True):
    """The organisation's own sign-in. `issuer` is its address; the client's secret is the content
    of a file, read when a user signs in. `claim` names the user, by e-mail address or user name.
    `second_factor` lists what the provider says in `amr` or `acr` when it asked for one itself.
    `passwords` says who can still sign in with a password, `name` what the button is called."""

    issuer: str
    client_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    client_secret_file: str
    claim: Annotated[str, msgspec.Meta(pattern="^[a-zA-Z_][a-zA-Z0-9_]{0,40}$")] = "email"
    algorithms: list[Algorithm] = msgspec.field(default_factory=lambda: ["RS256", "ES256"])
    second_factor: list[str] = []
    passwords: Literal["everyone", "admins"] = "everyone"
    name: Annotated[str, msgspec.Meta(max_length=40)] = ""


def check(path: Path, oidc: Oidc) -> None:
    """Raises BadConfig, which names file and key."""
    if not is_address(oidc.issuer) or urlsplit(oidc.issuer).query:
        raise BadConfig(
            f"{path}: $.oidc.issuer must begin with https:// and have no ? or #, exactly as the"
            f" provider writes it: {oidc.issuer!r}"
        )
    if not oidc.algorithms:
        raise BadConfig(f"{path}: $.oidc.algorithms is empty; RS256 is what most providers sign by")
    if not Path(oidc.client_secret_file).is_file():
        raise BadConfig(
            f"{path}: $.oidc.client_secret_file is no file: {oidc.client_secret_file!r}; it holds"
            " the secret alone and can be read by the program's user only"
        )


def is_address(url: str) -> bool:
    """Whether a provider can be asked there: over TLS, or on this machine itself."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.fragment or parts.username is not None or not url.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
