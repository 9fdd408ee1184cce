"""Signing in and out at desk and office, who is signed in, and what that person does, for the
log."""

import contextlib
import hashlib
import secrets
from typing import Any, cast

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity, security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.ledger.writing import Author
from kiosk.records.people import authors, clerks, drafts, pins, sessions, tries
from kiosk.records.people.drafts import Typed
from kiosk.records.people.sessions import Limits, Session
from kiosk.records.publishing import branches
from kiosk.vocabulary.documents import Branch
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import shown_once
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import draft_of
from kiosk.web.frame.frame import htmx
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name, put_cookie

ASKED_BY_PAGES = ("calls.calls", "drafts.left", "pauses.now")
"""Endpoints that open pages ask by themselves, even if no one is there."""
PIN_PAGES = ("pins.own", "pins.choose", "sign_in.end")
"""All that is open to a clerk who has signed in with a one-time PIN."""
BACK_WITHIN_MS = 3_600_000
"""So long after the end of a session, signing in leads back to what was typed."""
KNOWN_S = 180 * 86_400
"""How long a browser is remembered in which a person has signed in."""


def session() -> Session | None:
    """The session of this browser, None if no one is signed in. A clerk who has left is signed out
    here."""
    token = request.cookies.get(cookie_name(), "")
    touched = request.endpoint not in ASKED_BY_PAGES
    found = token and sessions.find(here.db, here.screen, token, here.now, touched, limits())
    if not found:
        return None
    if here.screen == "desk" and not _works_here(found.who):
        sessions.end(here.db, here.screen, found.who)
        return None
    return found


def limits() -> Limits:
    """How long sessions last at this screen."""
    limits = sessions.LIMITS[here.screen]
    at_desk = limits._replace(idle=1000 * here.config.desk_idle_seconds)
    return at_desk if here.screen == "desk" else limits


def _works_here(badge: str) -> bool:
    return clerks.works_at(here.db, identity.me(here.db).branch, badge, business_day())


def author_for(branch: str, otherwise: str) -> Author:
    """The person who is signed in, as an author for a branch: at head office for any that it has,
    at a desk for its own. For another one raises Refusal `otherwise`."""
    if here.screen == "office":
        if branch not in branches.Names(here.db, business_day()):
            raise Refusal(otherwise)
        return authors.at_office(here.db, branch, str(g.who), here.now)
    of = clerk()
    if branch != of.branch:
        raise Refusal(otherwise)
    return of


def required() -> AnyResponse | None:
    """Leads to the sign-in page unless a person is signed in, whose badge or name is then in
    `g.who`; and a clerk with a one-time PIN to the page that replaces it. A form that came after
    the end of its session is kept for its person."""
    if "who" in g:
        return None
    found = session()
    if found is None:
        late = request.method == "POST"
        typed = draft_of(request.path, request.form.items(multi=True)) if late else None
        return lead(to_sign_in(typed))
    g.who, g.missed = found.who, tries.Missed(found.missed, found.missed_at)
    g.left = seconds_of(found)
    one_time = here.screen == "desk" and pins.is_one_time(here.db, found.who)
    if one_time and request.endpoint not in PIN_PAGES:
        return lead(url_for("pins.own"))
    return None


def lead(page: str) -> AnyResponse:
    """Leads to another page than the one that was asked for, scripts as well."""
    if htmx:  # else the page would be swapped into a region
        return Response(headers={"HX-Redirect": page})
    return redirect(page, 303)


def to_sign_in(typed: Typed | None) -> str:
    """The address of the sign-in page, which says if the session has just ended and whether there
    is something to go on with. What was typed is kept for the session's person; for a token that
    this machine does not know, nothing is."""
    token = request.cookies.get(cookie_name(), "")
    who = sessions.owner(here.db, here.screen, token) if token else ""
    if not who or (here.screen == "desk" and not _works_here(who)):
        return url_for("sign_in.page")
    if typed is not None and not here.db.read_only:
        drafts.keep(here.db, who, typed, here.time.utc)
    kept = bool(drafts.of(here.db, who, here.time.utc))
    return url_for("sign_in.page", ended="kept" if kept else "yes")


def first_page(who: str, page: str) -> str:
    """Where signing in leads: to what the person was writing when the session ended, else to
    `page`."""
    kept = next(iter(drafts.of(here.db, who, here.time.utc).values()), None)
    if kept is not None and here.time.utc - kept.at < BACK_WITHIN_MS:
        return str(kept.page)
    return page


def seconds_left() -> int | None:
    """For templates: how long this session lasts unless it is touched; None if no one is signed
    in."""
    return cast(int | None, g.get("left"))


def seconds_of(session: Session) -> int:
    """How long a session lasts unless it is touched."""
    return sessions.left(session, here.now, limits()) // 1000


def missed() -> tries.Missed:
    """The wrong tries since the person signed in before this time."""
    return cast(tries.Missed, g.missed)


def actor() -> Actor:
    """The person signed in, if there is one, for the security log."""
    return Actor(here.screen, str(g.get("who", "")), here.now)


def acting(action: str, subject: str = "", **said: Any) -> contextlib.AbstractContextManager[None]:
    """What the person does, with its row in the log (`security_log.acting`), once a form."""
    key = request.form.get("key", "")
    return security_log.acting(here.db, actor(), action, subject, **{"key": key} | said)


def exported(what: str, rows: int, detail: str = "") -> None:
    """Notes that the person took so many rows out."""
    security_log.write_seldom(here.db, actor(), "exported", what, detail=detail, number=rows)


def viewed(badge: str, what: str) -> None:
    """Notes that the person opened a page about a clerk, whose own visits are not noted; that
    clerk can read it (kiosk/web/desk/own/data.py). `what` is a code of the page."""
    if badge and badge != g.who and clerks.named(here.db, [badge], business_day()):
        security_log.write_once(here.db, actor(), "clerk_viewed", badge, what)


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


def only_in_charge() -> AnyResponse | None:
    """Lets in head office's users and the branch's manager. Leads to the sign-in page if no one is
    signed in; raises Refusal `only_manager`."""
    to_sign_in = required()
    if to_sign_in is None and here.screen == "desk" and not in_charge():
        raise Refusal("only_manager")
    return to_sign_in


def hall_here() -> Branch | None:
    """This station's branch document in force."""
    return branches.hall(here.db, business_day())


def browser(name: str) -> str:
    """The mark of this browser for a person, '' if that person never signed in here."""
    return request.cookies.get(_mark_name(name), "")[:200]


def _mark_name(name: str) -> str:
    return cookie_name(f"known_{hashlib.sha256(name.encode()).hexdigest()[:12]}")


def begin(name: str, mark: str, page: str) -> AnyResponse:
    """Signs `name` in and leads to `page`; `mark` is kept for `browser`, '' if no password was
    given."""
    token = secrets.token_hex(16)
    sessions.begin(here.db, here.screen, name, token, here.now)
    response = redirect(page, 303)
    put_cookie(response, "", token)
    if mark:
        put_cookie(response, _mark_name(name).removeprefix(cookie_name() + "_"), mark, KNOWN_S)
    return response


def end(page: str) -> AnyResponse:
    """Signs out everywhere at once and leads to `page`."""
    shown_once.forget()
    found = session()
    if found is not None:
        sessions.sign_out(here.db, here.screen, found.who, here.now)
    response = redirect(page, 303)
    put_cookie(response, "", "")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
