"""Head office's users: added, given a new password, blocked and removed by one another, each time
with the own password."""

import secrets

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import security_log
from kiosk.records.people import invitations, second_factor, users
from kiosk.records.people.provider import accounts
from kiosk.rules.people import roles
from kiosk.rules.people import users as rule
from kiosk.rules.people.roles import Reach
from kiosk.rules.people.users import Step
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here
from kiosk.web.office.people.confirming import confirmed

blueprint = Blueprint("users", __name__, url_prefix="/users")
blueprint.before_request(signed_in.required)
DONE: dict[Step, str] = {
    "confirm": "user_confirmed",
    "block": "user_blocked",
    "unblock": "user_unblocked",
    "remove": "user_removed",
}


@blueprint.get("")
def listed() -> str:
    """A user sees who can sign in at head office."""
    return render_template(
        "office/users/users.html",
        users=users.every(here.db),
        factors=second_factor.every(here.db),
        me=str(g.who),
        two=here.config.two_person_release,
        possible=rule.possible,
        reach=roles.reach,
        ROLES=roles.ROLES,
    )


@blueprint.get("/passwords/<key>")
def password(key: str) -> str:
    """A user reads a password that was drawn a moment ago, to hand it over."""
    found = users.drawn(here.db, key, str(g.who), here.time.utc)
    return render_template(
        "office/users/password.html", user=found, password=_drawn(key), me=str(g.who)
    )


@blueprint.get("/invitations/<key>")
def invitation(key: str) -> str:
    """An admin reads a link that was drawn a moment ago, to send it to the invited user."""
    found = users.drawn(here.db, key, str(g.who), here.time.utc)
    token = invitations.token(here.keys, key)
    link = invitation_link(token)
    return render_template(
        "office/users/invitation.html", user=found, link=link, hours=here.config.invitation_hours
    )


@blueprint.post("")
@on_page("users.listed")
def add() -> AnyResponse:
    """An admin adds another user, and draws a password or a link by which that user chooses one."""
    key, me = confirmed(), str(g.who)
    name = rule.folded(request.form.get("name", ""))[:80]
    role, reach = request.form.get("role", ""), _reach()
    waits, at = here.config.two_person_release, here.time.utc
    if request.form.get("how") == "invite":
        with signed_in.acting("user_invited", name, detail=_said(role, reach)):
            unknown = secrets.token_hex(32)
            users.add(here.db, here.keys, name, unknown, me, key, at, waits, role, reach)
            _describe(name)
            invitations.draw(here.db, here.keys, name, key, at, here.config.invitation_hours)
        return redirect(url_for("users.invitation", key=key), 303)
    with signed_in.acting("user_added", name, detail=_said(role, reach)):
        users.add(here.db, here.keys, name, _drawn(key), me, key, at, waits, role, reach)
        _describe(name)
    return redirect(url_for("users.password", key=key), 303)


@blueprint.post("/<name>/password")
@on_page("users.listed")
def renew(name: str) -> AnyResponse:
    """A user draws a new password, the own one or another user's, or a link by which that user
    chooses one."""
    key, me = confirmed(), str(g.who)
    if request.form.get("how") == "invite" and name != me:
        return _invite_again(name, key)
    with signed_in.acting("password_set", name):
        waits = here.config.two_person_release
        users.renew(here.db, here.keys, name, _drawn(key), me, key, here.time.utc, waits)
    page = url_for("users.password", key=key)
    if name != me:
        return redirect(page, 303)
    mark = users.check(here.db, here.keys, me, _drawn(key), here.now)
    return signed_in.begin(me, mark, page)  # all earlier sessions have ended


def _invite_again(name: str, key: str) -> AnyResponse:
    waits, at, hours = here.config.two_person_release, here.time.utc, here.config.invitation_hours
    with signed_in.acting("user_invited", name):
        unknown = secrets.token_hex(32)
        users.renew(here.db, here.keys, name, unknown, str(g.who), key, at, waits)
        invitations.draw(here.db, here.keys, name, key, at, hours)
    return redirect(url_for("users.invitation", key=key), 303)


@blueprint.post("/<name>/<step>")
@on_page("users.listed")
def change(name: str, step: str) -> AnyResponse:
    """A user confirms, blocks, lets in again or removes another user."""
    if step not in rule.STEPS:
        raise Refusal("not_found")
    confirmed()
    with signed_in.acting(DONE[step], name):
        users.change(here.db, name, step, str(g.who))
    return redirect(url_for("users.listed"), 303)


@blueprint.post("/<name>/role")
@on_page("users.listed")
def assign(name: str) -> AnyResponse:
    """An admin gives another user another role and other halls, and notes name and address."""
    confirmed()
    role, reach = request.form.get("role", ""), _reach()
    with signed_in.acting("user_assigned", name, detail=_said(role, reach)):
        users.assign(here.db, name, role, reach, str(g.who))
        if _describe(name):
            security_log.write(here.db, signed_in.actor(), "user_described", name)
    return redirect(url_for("users.listed"), 303)


@blueprint.post("/<name>/second-factor")
@on_page("users.listed")
def take_factor(name: str) -> AnyResponse:
    """An admin takes the second factor away from a user who lost the phone."""
    confirmed()
    with signed_in.acting("factor_taken", name):
        second_factor.take_away(here.db, name, str(g.who), here.time.utc)
    return redirect(url_for("users.listed"), 303)


def invitation_link(token: str) -> str:
    """The address that an invited user opens."""
    return url_for("invitations.page", token=token, _external=True)


def _describe(name: str) -> bool:
    """Notes what the form calls a user; returns whether that is new."""
    said = request.form
    return accounts.describe(here.db, name, said.get("called", ""), said.get("mail", ""))


def _reach() -> Reach:
    """The halls in the form. Raises Refusal `unknown_place` or `many_places`."""
    return users.reach_of(here.db, request.form.get("reach", "")[:4_000], business_day())


def _said(role: str, reach: Reach) -> str:
    return " ".join((role[:20], *reach.places))


def _drawn(key: str) -> str:
    """The password that a form draws: the same for the same form, unknown without this machine's
    key."""
    return rule.password(bytes.fromhex(here.keys.peppered(f"password {key}")))
