"""What the organisation's own sign-in says of a user: whom it names, and whether it asked for a
second factor itself."""

from collections.abc import Collection, Mapping
from typing import Any

from kiosk.rules.input.folding import fold

MOST = 254
"""Most characters of a name or address that counts."""


class NotNamed(ValueError):
    """The claim that names the user is missing, or is not to be believed."""


def account(claims: Mapping[str, Any], claim: str) -> str:
    """The e-mail address or user name that a token names, in small letters. Raises NotNamed for
    none, and for an address that the provider says it did not verify."""
    said = claims.get(claim)
    if not isinstance(said, str) or not 0 < len(said) <= MOST:
        raise NotNamed(claim)
    if claim == "email" and claims.get("email_verified") in (False, "false"):
        raise NotNamed("email_verified")
    return fold(said).lower()


def has_second_factor(claims: Mapping[str, Any], accepted: Collection[str]) -> bool:
    """Whether the provider says, in `amr` (RFC 8176) or `acr`, that it asked for one of these."""
    amr, acr = claims.get("amr"), claims.get("acr")
    methods = {one for one in amr if isinstance(one, str)} if isinstance(amr, list) else set()
    return bool((methods | ({acr} if isinstance(acr, str) else set())) & set(accepted))
