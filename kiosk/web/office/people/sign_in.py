"""Signing in and out at head office: with name and password, and where the organisation asks for
it, with a code of the user's phone. The organisation's own sign-in is in
kiosk/web/office/people/provider.py."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger.writing import check_key
from kiosk.records.people import second_factor, users
from kiosk.records.people.provider import tokens
from kiosk.rules.people.users import folded
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.office.people import half

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def page() -> str:
    """A user at head office is asked for name and password."""
    oidc = here.config.oidc
    left = oidc is not None and "out" in request.args
    return render_template(
        "office/sign_in.html",
        provider=oidc,
        end_session=tokens.end_address(oidc) if oidc is not None and left else "",
    )


@blueprint.post("/sign-in")
@on_page("sign_in.page")
def begin() -> AnyResponse:
    """A user at head office signs in, or is asked for the code that must follow."""
    name = folded(request.form.get("name", ""))[:40]
    password, known = request.form.get("password", ""), signed_in.browser(name)
    mark = users.check(here.db, here.keys, name, password, here.now, known)
    oidc = here.config.oidc
    if oidc and oidc.passwords == "admins" and users.entitled(here.db, name).role != "admin":
        raise Refusal("provider_needed")
    if second_factor.find(here.db, name).since is not None:
        return half.begin(name, mark, url_for("sign_in.code_page"))
    if here.config.second_factor:
        return half.begin(name, mark, url_for("sign_in.set_up_page"))
    return _enter(name, mark, "")


@blueprint.get("/sign-in/code")
def code_page() -> str | AnyResponse:
    """A user at head office is asked for a code of the phone."""
    if half.found() is None:
        return redirect(url_for("sign_in.page"), 303)
    return render_template("office/users/code.html")


@blueprint.post("/sign-in/code")
@on_page("sign_in.code_page")
def code() -> AnyResponse:
    """A user at head office enters a code of the phone, or a recovery code."""
    of = half.found()
    if of is None:
        return redirect(url_for("sign_in.page"), 303)
    typed = request.form.get("code", "")
    of_phone = second_factor.check(here.db, here.keys, of.name, typed, here.now)
    return half.end(_enter(of.name, of.mark, "" if of_phone else url_for("second_factor.own")))


@blueprint.get("/sign-in/set-up")
def set_up_page() -> str | AnyResponse:
    """A user at head office reads the QR code with the phone, for the first time."""
    of = half.found()
    if of is None or second_factor.find(here.db, of.name).since is not None:
        return redirect(url_for("sign_in.page"), 303)
    secret = second_factor.secret(here.keys, of.ticket)
    return render_template(
        "office/users/set_up.html",
        qr=qr_path(second_factor.address(secret, of.name)),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        before=second_factor.find(here.db, of.name),
    )


@blueprint.post("/sign-in/set-up")
@on_page("sign_in.set_up_page")
def set_up() -> AnyResponse:
    """A user at head office shows with a code that the phone is set up, and is signed in."""
    of = half.found()
    if of is None:
        return redirect(url_for("sign_in.page"), 303)
    key, typed = request.form.get("key", ""), request.form.get("code", "")
    check_key(key)
    secret = second_factor.secret(here.keys, of.ticket)
    second_factor.set_up(here.db, here.keys, of.name, secret, typed, key, here.now)
    return half.end(_enter(of.name, of.mark, url_for("second_factor.codes", key=key)))


def _enter(name: str, mark: str, page: str) -> AnyResponse:
    """Signs a user in, and leads to a page, '' for the first one."""
    users.entered(here.db, name, here.time.utc)
    page = page or signed_in.first_page(name, url_for("overview.overview"))
    return signed_in.begin(name, mark, page)


@blueprint.post("/sign-out")
@on_page("overview.overview")
def end() -> AnyResponse:
    """A user at head office signs out, in every browser."""
    return signed_in.end(url_for("sign_in.page", out="yes" if here.config.oidc else None))
