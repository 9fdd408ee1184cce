"""Evaluates a published scheme: who takes part, by which figures, with which results."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.publishing import documents, in_halls
from kiosk.records.recognition import figures
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.publishing.scopes import Place, for_place, parted
from kiosk.rules.recognition import schemes as rule
from kiosk.rules.recognition.schemes import Figures, Result
from kiosk.vocabulary.documents import Branch, Clerk, Scheme, Version, Window
from kiosk.vocabulary.refusals import Refusal


class Found(NamedTuple):
    """A scheme as it is on a day: its key, the version, and what that says."""

    key: str
    version: Version
    scheme: Scheme


class Evaluation(NamedTuple):
    """The results of a scheme for some days, both included, and where each unit is. `unknown` is
    how many cards and ratings of each branch are of no window that is known, in a scheme of
    windows."""

    of: Found
    first: datetime.date
    last: datetime.date
    results: list[Result]
    branches: Mapping[str, str]
    unknown: Mapping[str, Decimal] = {}


def every(db: Database, day: datetime.date) -> list[Found]:
    """All schemes in force on a day: tiers first, in their order."""
    found = []
    for key, versions in documents.by_key(db, "scheme").items():
        version = in_force(versions, day)
        content = documents.content(db, version.sha256) if version else None
        if version is not None and isinstance(content, Scheme):
            found.append(Found(key, version, content))
    return sorted(found, key=lambda one: (not one.scheme.level, one.scheme.level, one.key))


def find(db: Database, key: str, day: datetime.date) -> Found:
    """A scheme as in force on a day. Raises Refusal `no_scheme`."""
    for one in every(db, day):
        if one.key == key:
            return one
    raise Refusal("no_scheme", key[:60])


def remembered(db: Database, key: str, day: datetime.date) -> Scheme:
    """A scheme as of a day, or as it was last, even after it ended. Raises Refusal `no_scheme`."""
    known = documents.versions(db, "scheme", key)
    for version in sorted(known, key=lambda v: (v.in_force <= day, v.in_force, v.version))[::-1]:
        content = documents.content(db, version.sha256)
        if isinstance(content, Scheme):
            return content
    raise Refusal("no_scheme", key[:60])


def evaluate(
    db: Database, of: Found, first: datetime.date, last: datetime.date, branch: str = ""
) -> Evaluation:
    """What a scheme makes of these days, for everyone whom it concerns on the last of them; with a
    `branch`, of its units only, where that changes nothing for them."""
    everyone = units(db, of, last)
    ranked = of.scheme.quota is not None or of.scheme.disqualifiers
    wanted = [unit for unit, at in everyone.items() if ranked or branch in ("", at)]
    given = figures.of_scheme(db, of.scheme, wanted, first, last)
    unknown = _unknown(given)
    results = rule.evaluate(of.scheme, given)
    shown = [one for one in results if branch in ("", everyone[one.unit])]
    here = {hall: n for hall, n in unknown.items() if branch in ("", hall)}
    return Evaluation(of, first, last, shown, everyone, here)


def _unknown(given: dict[str, Figures]) -> dict[str, Decimal]:
    """Takes what is of no window out of the figures: how many cards and ratings, by branch."""
    found = {}
    for unit in [one for one in given if one.endswith("/")]:
        own = given.pop(unit)
        if number := (own["cards"] or Decimal(0)) + (own["ratings"] or Decimal(0)):
            found[unit.removesuffix("/")] = number
    return found


def units(db: Database, of: Found, day: datetime.date) -> dict[str, str]:
    """Who takes part in a scheme on a day, each with its branch: the halls for which it is the
    narrowest of its name, their windows, or their clerks of its role group."""
    halls = _halls(db, of.key, day)
    if of.scheme.unit == "branch":
        return {hall: hall for hall in halls}
    if of.scheme.unit == "window":
        known = sorted(documents.read_all(db, "window", day).items())
        return {
            key: one.branch for key, one in known if isinstance(one, Window) and one.branch in halls
        }
    staff = documents.read_all(db, "clerk", day)
    return {
        badge: clerk.branch
        for badge, clerk in sorted(staff.items())
        if isinstance(clerk, Clerk)
        and clerk.branch in halls
        and of.scheme.group in ("", clerk.group_code)
    }


def _halls(db: Database, key: str, day: datetime.date) -> list[str]:
    """The halls that go by this document and by no narrower one in its place."""
    known, found = documents.by_key(db, "scheme"), []
    for hall, content in sorted(documents.read_all(db, "branch", day).items()):
        region = content.region if isinstance(content, Branch) else ""
        fulls = for_place(known, Place(hall, region)).get(parted(key).key, [])
        shown = in_halls.narrowest(db, [known[full] for full in fulls], day)
        if shown is not None and shown.version.key == key:
            found.append(hall)
    return found
