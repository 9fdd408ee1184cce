"""What a form that was sent has to show: kept in memory for the browser that sent it, then gone.

Every POST answers 303, so that neither Back nor reload sends a form again. What the next page then
shows, such as a receipt code, own cards, or a refused form with all that was typed, waits here: it
is in no address, no cookie, no file and no database. The address carries only a random token, worth
nothing without the cookie of the visit or session; it ends with either, with the program, and after
a few minutes in any case.
"""

import re
import secrets
from typing import TypeVar

import msgspec
from flask import g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.processes.shelf import Kept
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

KEPT_S = 600
LARGEST = 500_000
"""Most bytes of one; what is larger is not kept."""

T = TypeVar("T", bound=msgspec.Struct)
_TOKEN = re.compile(r"[?&]shown=[0-9a-f]{32}$")


def show(page: str, what: msgspec.Struct, seconds: int = KEPT_S) -> AnyResponse:
    """Leads to `page` (303), where `found` finds `what` as long as it is kept; and in the rest of
    this request, which can answer with a region of that page."""
    page = _TOKEN.sub("", page)
    g.shown = what
    size = len(msgspec.json.encode(what))
    if size > LARGEST:
        return redirect(page, 303)
    token, name = secrets.token_hex(16), request.cookies.get(cookie_name(), "")
    response = redirect(f"{page}{'&' if '?' in page else '?'}shown={token}", 303)
    if not name:
        name = secrets.token_hex(16)
        put_cookie(response, "", name)
    until = here.now.mono + 1000 * seconds
    here.shelf.put(token, Kept((here.screen, name), what, size, until), here.now.mono)
    return response


def found(kind: type[T]) -> T | None:
    """What is kept for this page and this browser, if it is of this kind."""
    if "shown" not in g:
        g.shown = _find(request.args.get("shown", ""))
    return g.shown if isinstance(g.shown, kind) else None


def _find(token: str) -> msgspec.Struct | None:
    one = here.shelf.find(token)
    mine = one is not None and one.owner == _owner() and here.now.mono < one.until
    return one.what if one is not None and mine else None


def _owner() -> tuple[str, str]:
    return here.screen, request.cookies.get(cookie_name(), "")


def private() -> bool:
    """Whether this page shows what is kept for this browser alone."""
    return found(msgspec.Struct) is not None


def forget() -> None:
    """Drops all that is kept for this browser: its visit or session ends."""
    here.shelf.drop(_owner())
