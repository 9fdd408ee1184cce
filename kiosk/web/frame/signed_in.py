"""Signing in and out at desk and office, and who is signed in."""

import secrets
from typing import cast

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks, sessions
from kiosk.records.publishing import branches
from kiosk.vocabulary.documents import Branch
from kiosk.web.frame import shown_once
from kiosk.web.frame.days import business_day
from kiosk.web.frame.frame import htmx
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

ASKED_BY_PAGES = ("calls.calls",)
"""Endpoints that open pages ask every two seconds, even if no one is there."""


def who() -> str | None:
    """Badge or name of the person signed in with this browser, None if signed out."""
    token = request.cookies.get(cookie_name(), "")
    touched = request.endpoint not in ASKED_BY_PAGES
    return sessions.who(here.db, here.screen, token, here.now, touched) if token else None


def required() -> AnyResponse | None:
    """Leads to the sign-in page unless a person is signed in, whose badge or name is then in
    `g.who`."""
    name = who()
    if name is None and htmx:  # else the sign-in page would be swapped into a region
        return Response(headers={"HX-Redirect": url_for("sign_in.page")})
    if name is None:
        return redirect(url_for("sign_in.page"), 303)
    g.who = name
    return None


def clerk() -> Author:
    """The clerk or manager at the desk, as an author of facts; made once per request. Raises
    Refusal `unknown_clerk` or `retired_clerk`."""
    if "author" not in g:
        g.author = authors.at_desk(here.db, str(g.who), here.now)
    return cast(Author, g.author)


def in_charge() -> bool:
    """Whether the person signed in at the desk is the branch's manager."""
    if "author" in g:
        return bool(g.author.role == "manager")
    me = identity.me(here.db)
    return clerks.is_manager(here.db, me.branch, g.who, business_day())


def hall_here() -> Branch | None:
    """This station's branch document in force."""
    return branches.hall(here.db, business_day())


def begin(name: str, page: str) -> AnyResponse:
    """Signs `name` in and leads to `page`."""
    token = secrets.token_hex(16)
    sessions.begin(here.db, here.screen, name, token, here.now)
    response = redirect(page, 303)
    put_cookie(response, "", token)
    return response


def end(page: str) -> AnyResponse:
    """Signs out everywhere at once and leads to `page`."""
    shown_once.forget()
    sessions.end(here.db, request.cookies.get(cookie_name(), ""))
    response = redirect(page, 303)
    put_cookie(response, "", "")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
