"""A customer's visit at the lobby, known by a cookie."""

import secrets
from typing import cast

from flask import Response, g, request

from kiosk.records.ledger.writing import Author, at_station
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

PICTURES = ("hall.picture", "hall.card_picture", "hall.people", "help.state")


def visit() -> str:
    """The visit this request belongs to: 32 hex digits, '' before the first page."""
    name = request.cookies.get(cookie_name(), "")
    return name if len(name) == 32 else ""


def begin_visit(response: Response) -> Response:
    """Gives a browser without a visit a new one, with the first page it opens."""
    if not visit() and request.method == "GET" and request.endpoint not in PICTURES:
        put_cookie(response, "", secrets.token_hex(16))
    return response


def customer() -> Author:
    """The customer in front of the screen, as an author of facts; made once per request."""
    if "author" not in g:
        g.author = at_station(here.db, "customer", here.now, visit=visit())
    return cast(Author, g.author)
