"""What the user who is signed in at head office may open, and of which halls
(kiosk/rules/people/access.py). The desk is not concerned: it shows its own hall."""

import datetime
from collections.abc import Sequence
from typing import cast

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.people import users
from kiosk.records.people.users import Entitled
from kiosk.records.publishing import branches as documents
from kiosk.rules.people import access, roles
from kiosk.rules.publishing.scopes import below, parted, tree, upward
from kiosk.vocabulary.documents import AnyContent
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.here import here


def install(app: Flask, screen: str) -> None:
    """Lets each address of head office's screen open to those alone whom the table names, and tells
    templates what to offer."""
    app.jinja_env.globals |= {"can": can, "opens": opens}
    if screen == "office":
        app.before_request(_check)


def _check() -> AnyResponse | None:
    """Leads to the sign-in page, or raises Refusal `role_refused`, `whole_organisation` or
    `not_your_branch`."""
    if request.endpoint is None or request.endpoint in access.OPEN:
        return None
    if (to_sign_in := signed_in.required()) is not None:
        return to_sign_in
    named = request.view_args or {}
    if code := _refused(request.endpoint, named):
        raise Refusal(code)
    if "branch" in named:
        keep_to(str(named["branch"]))
    return None


def _refused(endpoint: str, named: dict[str, object]) -> str | None:
    of = user()
    return access.refused(of.role, roles.reach(of.reach).is_all, endpoint, named)


def user() -> Entitled:
    """The role and the halls of the user who is signed in; without one, a role that opens
    nothing."""
    if "entitled" not in g:
        g.entitled = users.entitled(here.db, str(g.get("who", "")))
    return cast(Entitled, g.entitled)


def can(endpoint: str, **named: object) -> bool:
    """For templates: whether this person may open an address. A desk offers what it has."""
    return here.screen != "office" or _refused(endpoint, named) is None


def opens(address: str) -> bool:
    """For templates: whether this person may open the page at an address of this screen."""
    endpoint, named = current_app.url_map.bind("").match(address.partition("?")[0], "GET")
    return can(endpoint, **named)


def branches() -> frozenset[str] | None:
    """The branches that this person may see; None for all of them."""
    if "branches" not in g:
        g.branches = None
        if here.screen == "office":
            reach = roles.reach(user().reach)
            known = documents.by_region(here.db, business_day()) if reach.regions else {}
            g.branches = roles.halls(reach, known)
    return cast(frozenset[str] | None, g.branches)


def by_region(day: datetime.date) -> dict[str, Sequence[str]]:
    """The branches that this person may see, by region, '' for those of none."""
    known, of = documents.by_region(here.db, day), branches()
    if of is None:
        return dict(known)
    met = {name: some for name, some in known.items() if not of.isdisjoint(some)}
    return {name: [one for one in some if one in of] for name, some in met.items()}


def in_region(region: str, day: datetime.date) -> list[str]:
    """The branches of a region, and of those in it, that this person may see; none where there is
    no such region."""
    return below(by_region(day), region)


def regions(day: datetime.date) -> list[str]:
    """The regions in which this person may see branches, to choose from: those of as many steps as
    a field can list."""
    found = tree(by_region(day))
    deepest = max((len(upward(one)) for one in found), default=0)
    while len(found) > documents.MOST_LISTED and deepest > 1:
        deepest -= 1
        found = [one for one in found if len(upward(one)) <= deepest]
    return found


def keep_to(branch: str) -> None:
    """Raises Refusal `not_your_branch` for a branch that this person may not see, whether there is
    one or not."""
    if (of := branches()) is not None and branch not in of:
        raise Refusal("not_your_branch")


def searched(typed: str) -> list[str]:
    """The branches that this person means, of those that he or she may see."""
    return documents.searched(here.db, typed, business_day(), branches())


def listed(day: datetime.date) -> dict[str, AnyContent]:
    """Every branch that this person may see, by key, if they fit in a list; else none."""
    of = branches()
    if of is None:
        return documents.listed(here.db, day)
    return documents.named(here.db, of, day) if len(of) <= documents.MOST_LISTED else {}


def concerns(full: str) -> bool:
    """Whether the document with this key is for all halls, or for one that this person may see."""
    of, one = branches(), parted(full)
    if of is None:
        return True
    if one.region:
        return not of.isdisjoint(documents.in_region(here.db, one.region, business_day()))
    return not one.branch or one.branch in of
