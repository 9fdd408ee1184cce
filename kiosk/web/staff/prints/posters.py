"""Posters for the hall: who reached a tier or an award in a period. No customer's words are on
them: no customer was asked whether they can be shown."""

import datetime
from typing import Any

from flask import Blueprint, Response, request

from kiosk.records.ledger import identity
from kiosk.records.recognition.prints import posters
from kiosk.records.recognition.prints.posters import Honoured
from kiosk.rules.input.days import NotADay, day
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here
from kiosk.web.frame.words import full_day, language, named
from kiosk.web.staff.prints.certificates import bearer_word, word

blueprint = Blueprint("posters", __name__, url_prefix="/posters")
blueprint.before_request(signed_in.only_in_charge)
SIZES = ("a4", "a3")
PICTURED = 6
"""How many are shown with a portrait; the others by name."""


@blueprint.get("/<scheme>.pdf")
def pdf(scheme: str) -> Response:
    """A manager, or head office, prints a poster of those who were awarded in a period."""
    size = request.args.get("size", "a4")
    if size not in SIZES:
        raise Refusal("bad_request", "size")
    first, last = _day("first"), _day("last")
    branch = request.args.get("branch", "")[:40]
    if here.screen == "desk":
        branch = identity.me(here.db).branch
    found = posters.honoured(here.db, scheme, first, last, branch)
    newest = max(one.award.day for one in found)
    name = f"poster-{scheme}-{first}-{size}"
    return downloads.sheet("poster", _data(found, size, bool(branch)), newest, name)


def _day(field: str) -> datetime.date:
    try:
        return day(request.args.get(field, ""))
    except NotADay:
        raise Refusal("bad_day") from None


def _data(found: list[Honoured], size: str, one_branch: bool) -> dict[str, Any]:
    """What the template of the PDF reads."""
    award, place = found[0].award, found[0].branch
    shown = "hall" if one_branch else "organisation"
    return {
        "title": named(award),
        "lang": language(),
        "size": size,
        "place": named(place, shown) if place else award.branch,
        "about": word("span_said", award),
        "people": [_person(one, one_branch) for one in found[:PICTURED]],
        "more": word("more_said", [_name(one) for one in found[PICTURED:]]),
        "foot": word("foot_said", full_day(max(one.award.day for one in found))),
    }


def _name(one: Honoured) -> str:
    if one.clerk is not None:
        return named(one.clerk)
    return bearer_word(one.award, named(one.branch, "hall") if one.branch else one.award.branch)


def _person(one: Honoured, one_branch: bool) -> dict[str, Any]:
    name = _name(one)
    hall = named(one.branch, "hall") if one.branch and one.clerk and not one_branch else ""
    return {
        "name": name,
        "initial": name[:1],
        "where": hall or (word("badge_said", one.award.clerk) if one.clerk else ""),
        "portrait": list(one.portrait),
        "said": word("portrait_said", name),
    }
