"""Signing in at head office by the organisation's own sign-in (OpenID Connect)."""

import hmac
import secrets

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.network.provider import Oidc
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import second_factor, users
from kiosk.records.people.provider import accounts, discovery, tokens
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.rules.people import provider as rule
from kiosk.rules.people.provider import NotNamed
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here
from kiosk.web.frame.words import cookie_name
from kiosk.web.office.people import half

blueprint = Blueprint("provider", __name__, url_prefix="/sign-in/provider")
COOKIE = "provider"
KEPT_S = 600
"""How long a user can take there."""
LONGEST = 300


@blueprint.get("")
def begin() -> AnyResponse:
    """A user at head office goes to the organisation's sign-in."""
    oidc = _configured()
    seed, until = secrets.token_hex(32), here.time.utc + 1000 * KEPT_S
    there = discovery.find(oidc, here.now.mono)
    asked = tokens.asked(here.keys, f"{until}~{seed}")
    response = redirect(tokens.address(oidc, there, asked, _back()), 303)
    _put_cookie(response, f"{until}~{seed}")
    return response


@blueprint.get("/return")
def end() -> AnyResponse:
    """A user at head office comes back from the organisation's sign-in."""
    oidc, by = _configured(), Actor("office", "", here.now)
    try:
        name, counts = _named(oidc)
    except Refusal as refusal:
        if refusal.code.startswith("provider_") and refusal.code != "provider_down":
            security_log.write_seldom(here.db, by, "sign_in_failed", detail=refusal.code)
        raise
    security_log.write(here.db, by._replace(who=name), "provider_named", name)
    page = _entered(name, counts)
    _put_cookie(page, "")
    return page


def _put_cookie(response: AnyResponse, seed: str) -> None:
    """Keeps the seed, '' for no longer. The answer is a request from another site, with which no
    Strict cookie comes."""
    response.set_cookie(
        cookie_name(COOKIE),
        seed,
        max_age=KEPT_S if seed else 0,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _named(oidc: Oidc) -> tuple[str, bool]:
    """Whom the provider names, and whether its own second factor counts."""
    asked = _asked()
    if request.args.get("error"):
        raise Refusal("provider_refused")
    there = discovery.find(oidc, here.now.mono)
    code, now = request.args.get("code", ""), here.now.mono
    found = tokens.claims(oidc, there, asked, code, _back(), now, here.time.utc)
    try:
        account = rule.account(found, oidc.claim)
    except NotNamed:
        raise Refusal("provider_unknown") from None
    user = accounts.of_account(here.db, account, str(found["sub"]))
    return str(user.name), rule.has_second_factor(found, oidc.second_factor)


def _asked() -> tokens.Asked:
    """What this browser asked for a moment ago. Raises Refusal `provider_expired` if it did not, or
    if the answer belongs to another question."""
    seed = request.cookies.get(cookie_name(COOKIE), "")[:LONGEST]
    asked = tokens.asked(here.keys, seed)
    state = request.args.get("state", "")[:LONGEST]
    try:
        until = digits(seed.partition("~")[0])
    except NotANumber:
        raise Refusal("provider_expired") from None
    if here.time.utc >= until or not hmac.compare_digest(asked.state.encode(), state.encode()):
        raise Refusal("provider_expired")
    return asked


def _entered(name: str, counts: bool) -> AnyResponse:
    """Signs the user in, or asks for the code that must follow. The page leads on by itself: only a
    request that it makes is one of this site and brings the new cookie."""
    if counts or not _has_to_show_a_code(name):
        users.entered(here.db, name, here.time.utc)
        page = signed_in.first_page(name, url_for("overview.overview"))
        response = signed_in.begin(name, "", page)
    else:
        known = second_factor.find(here.db, name).since is not None
        next_page = url_for("sign_in.code_page" if known else "sign_in.set_up_page")
        response = half.begin(name, "", next_page)
    shown = make_response(render_template("office/users/entered.html", to=response.location))
    for cookie in response.headers.getlist("Set-Cookie"):
        shown.headers.add("Set-Cookie", cookie)
    return shown


def _has_to_show_a_code(name: str) -> bool:
    return here.config.second_factor or second_factor.find(here.db, name).since is not None


def _configured() -> Oidc:
    if here.config.oidc is None:
        raise Refusal("not_found")
    return here.config.oidc


def _back() -> str:
    return url_for("provider.end", _external=True)
