"""Who is signed in at this screen: begun, asked for and ended in one place."""

import secrets
from typing import cast

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks, sessions
from kiosk.records.publishing import branches
from kiosk.vocabulary.documents import Branch
from kiosk.web.frame.days import document_day
from kiosk.web.frame.frame import htmx, put_cookie
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name

ASKED_BY_PAGES = ("calls.calls",)
"""What a page asks every two seconds, whether or not somebody sits there."""


def who() -> str | None:
    """Badge or name of whoever this browser belongs to, None for nobody."""
    token = request.cookies.get(cookie_name(), "")
    touched = request.endpoint not in ASKED_BY_PAGES
    return sessions.who(here.db, here.screen, token, here.now, touched) if token else None


def required() -> AnyResponse | None:
    """Leads to the page of signing in unless somebody is signed in; who it is
    stands in `g.who`."""
    name = who()
    if name is None and htmx:  # else the page of signing in would be swapped into a region
        return Response(headers={"HX-Redirect": url_for("sign_in.page")})
    if name is None:
        return redirect(url_for("sign_in.page"), 303)
    g.who = name
    return None


def clerk() -> Author:
    """The clerk or manager at the desk, as an author of facts; made once a request.
    Raises one of the roster's refusals."""
    if "author" not in g:
        g.author = authors.at_desk(here.db, str(g.who), here.now)
    return cast(Author, g.author)


def in_charge() -> bool:
    """Whether whoever is signed in at the desk is the branch's manager."""
    if "author" in g:
        return bool(g.author.role == "manager")
    me = identity.me(here.db)
    return clerks.is_manager(here.db, me.branch, g.who, document_day(me)[0])


def hall_here() -> Branch | None:
    """This station's branch document in force."""
    return branches.hall(here.db, document_day(identity.me(here.db))[0])


def begin(name: str, page: str) -> AnyResponse:
    """Signs `name` in and leads to `page`."""
    token = secrets.token_hex(16)
    sessions.begin(here.db, here.screen, name, token, here.now)
    response = redirect(page, 303)
    put_cookie(response, "", token)
    return response


def end(page: str) -> AnyResponse:
    """Signs out everywhere at once and leads to `page`."""
    sessions.end(here.db, request.cookies.get(cookie_name(), ""))
    response = redirect(page, 303)
    put_cookie(response, "", "")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
