"""Half signed in: the password was right and the code is still to come. A cookie carries it, which
only this machine can make, for five minutes and as long as the password is the same."""

import hmac
import secrets
from typing import NamedTuple

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import users
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

NAME = "half"
KEPT_S = 300
LONGEST = 800


class Half(NamedTuple):
    """Who gave the right password, and the mark for the browser; `ticket` is unlike any other."""

    name: str
    mark: str
    ticket: str


def begin(name: str, mark: str, page: str) -> AnyResponse:
    """Leads to the page that asks for the code."""
    until = here.time.utc + 1000 * KEPT_S
    said = f"{until}~{name.encode().hex()}~{secrets.token_hex(16)}~{mark}"
    response = redirect(page, 303)
    put_cookie(response, NAME, f"{said}~{_sealed(name, said)}", KEPT_S)
    return response


def end(response: AnyResponse) -> AnyResponse:
    """Takes the cookie away, once it was used."""
    put_cookie(response, NAME, "")
    return response


def found() -> Half | None:
    """Whose password was given in this browser a moment ago, None if none was."""
    ticket = request.cookies.get(cookie_name(NAME), "")[:LONGEST]
    said, _, seal = ticket.rpartition("~")
    parts = said.split("~")
    if len(parts) != 4:
        return None
    try:
        until, name = digits(parts[0]), bytes.fromhex(parts[1]).decode()
        right = hmac.compare_digest(_sealed(name, said).encode(), seal.encode())
    except (NotANumber, ValueError, Refusal):
        return None
    return Half(name, parts[3], ticket) if right and here.time.utc < until else None


def _sealed(name: str, said: str) -> str:
    """What only this machine can write; raises Refusal `unknown_user`, or `user_not_now` for one
    who can't sign in."""
    user = users.find(here.db, name)
    if user.state != "active":
        raise Refusal("user_not_now", user.state)
    return here.keys.peppered(f"half {said} {user.hash}")
