"""What head office's lists are narrowed by. All of it is in the URL, so that a list can be
shared."""

import datetime
from collections.abc import Collection
from typing import Any, NamedTuple

from flask import request

from kiosk.records.people import clerks
from kiosk.records.publishing import branches, in_halls, offered
from kiosk.records.reports import everywhere
from kiosk.records.reports.everywhere import Filters
from kiosk.rules.cases import numbering
from kiosk.rules.cases.case import MUST
from kiosk.rules.publishing.scopes import below
from kiosk.vocabulary import facts
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame import scope
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.here import here

LISTS: dict[str, tuple[str, ...]] = {
    "feedback": (
        "words", "region", "branch", "clerk", "kind", "grade", "reason", "service", "show", "entry",
        "weekday", "hour",
    ),
    "cards": ("region", "branch", "clerk", "kind", "entry", "hour"),
    "praise": ("words", "region", "branch", "clerk", "kind"),
    "cases": (
        "words", "number", "region", "branch", "clerk", "about", "kind", "topic", "state", "answer",
        "show", "entry", "hour",
    ),
    "help": ("region", "branch", "answer", "hour"),
    "boxes": ("region", "branch", "clerk"),
    "withdrawn": ("region", "branch", "clerk"),
}  # fmt: skip
"""The lists, and what each can be narrowed by, besides days."""
SPAN = datetime.timedelta(29)
"""A list begins with the last thirty days."""
SPANS = (7, 30, 90, 365)
MOST_DAYS = 92
"""Days of a list that is read from the ledger, of all branches; those of one have no such bound."""
FROM_LEDGER = ("cards", "help", "boxes", "withdrawn")
"""Lists that are read from the ledger, and calls. There the hour of a card is in its body, so that
cards of an hour are listed of one branch."""
LONGEST = 40
"""Most characters of a text that is searched."""
_SHOWN: dict[str, dict[str, Any]] = {
    "ours": {"managers": True, "waiting": True},
    "waiting": {"waiting": True},
    "managers": {"managers": True},
    "written": {"written": True},
    "counted": {"withdrawn": False},
    "withdrawn": {"withdrawn": True},
}
"""What `show` means for feedback."""
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("feedback", "kind"): ("rating", "card"),
    ("feedback", "grade"): ("low", "good", *facts.GRADES),
    ("feedback", "show"): tuple(_SHOWN),
    ("feedback", "entry"): ("screen", "phone", "paper"),
    ("feedback", "weekday"): tuple(map(str, range(7))),
    ("feedback", "hour"): tuple(map(str, range(24))),
    ("cards", "kind"): facts.CARD_KINDS,
    ("cards", "entry"): ("screen", "paper"),
    ("cards", "hour"): tuple(map(str, range(24))),
    ("praise", "kind"): ("letter", "banner"),
    ("cases", "kind"): (*facts.CASE_KINDS, "help"),
    ("cases", "state"): tuple(MUST),
    ("cases", "answer"): ("on_time", "late", "pending"),
    ("cases", "show"): ("managers",),
    ("cases", "entry"): ("screen", "paper"),
    ("cases", "hour"): tuple(map(str, range(24))),
    ("help", "answer"): ("came", "open"),
    ("help", "hour"): tuple(map(str, range(24))),
}


class Asked(NamedTuple):
    """A list as its URL asks for it: its filters, what was typed into each field, the codes of
    what is wrong in them, and the branches that a name can mean. It is `shortened` if too much was
    written in those days to be searched."""

    filters: Filters
    typed: dict[str, str]
    wrong: dict[str, str]
    branches: list[str]
    shortened: bool = False

    @property
    def given(self) -> dict[str, str]:
        """What the URL says, for links to the same list."""
        days = {"first": self.filters.first.isoformat(), "last": self.filters.last.isoformat()}
        typed = self.typed | {"branch": self.filters.branch or self.typed.get("branch", "")}
        return days | {name: value for name, value in typed.items() if value}


def choices(name: str) -> dict[str, tuple[str, ...]]:
    """The codes that can be chosen in each field of a list; fields that take a text are not among
    them."""
    found = {field: codes for (one, field), codes in _CHOICES.items() if one == name}
    found["region"] = tuple(scope.regions(business_day()))
    if name == "feedback":
        found["reason"] = _codes("reason")
        services = in_halls.everywhere(here.db, "service", business_day(), scope.concerns)
        found["service"] = tuple(services)
    elif name == "cases":
        found["topic"] = _codes("topic")
    return found


def _codes(kind: str) -> tuple[str, ...]:
    """The codes of reasons or topics that were ever offered to the halls of this person."""
    return offered.every_code(here.db, kind, scope.concerns)


def asked(name: str) -> Asked:
    """The filters in the URL of a list. Raises Refusal `not_found` or `bad_request`."""
    if name not in LISTS:
        raise Refusal("not_found", name[:40])
    today = business_day()
    first, last, wrong = period(today - SPAN, today)
    typed = {one: request.args.get(one, "").strip()[:LONGEST] for one in LISTS[name]}
    for field, codes in choices(name).items():
        if field != "region" and typed[field] and typed[field] not in codes:
            raise Refusal("bad_request", field)
    said: dict[str, Any] = {field: value for field, value in typed.items() if value}
    found = _branch(said, wrong)
    if number := said.get("number"):
        said["number"] = numbering.tidy(number) or ""
        if not said["number"]:
            wrong["number"] = "unknown_number"
    said |= {field: int(said[field]) for field in ("hour", "weekday") if field in said}
    said |= _SHOWN[said.pop("show")] if "show" in said else {}
    if name == "cards" and "hour" in said and "branch" not in said:
        del said["hour"]
        wrong["branch"] = wrong.get("branch", "branch_needed")
    if name in FROM_LEDGER and "branch" not in said and (last - first).days >= MOST_DAYS:
        wrong["first"] = "too_many_days"
        first = last - datetime.timedelta(MOST_DAYS - 1)
    within: Collection[str] | None = scope.branches()
    if region := said.pop("region", ""):
        within = scope.in_region(region, today)
        if not within:
            raise Refusal("bad_request", "region")
    filters = Filters(first, last, within=within, **said)
    if filters.words and name == "feedback":
        filters = filters._replace(first=everywhere.searched_from(here.db, filters))
    return Asked(filters, typed, wrong, found, shortened=filters.first != first)


def spans(name: str, asked: Asked) -> list[int]:
    """The numbers of days that a list offers: none that it would refuse."""
    bound = name in FROM_LEDGER and not asked.filters.branch
    return [days for days in SPANS if not bound or days <= MOST_DAYS]


def _branch(said: dict[str, Any], wrong: dict[str, str]) -> list[str]:
    """Puts the key of the branch in the place of its name; where that can mean several, or none,
    the field is wrong."""
    if "branch" not in said:
        return []
    found = scope.searched(said["branch"])
    if len(found) == 1:
        said["branch"] = found[0]
        return []
    del said["branch"]
    wrong["branch"] = "several_branches" if found else "unknown_branch"
    return found


MOST_HALLS = 4_000
"""Halls that a page adds up one by one; of more, a region is chosen, or they are added up by
region."""


class Halls(NamedTuple):
    """The halls that a page adds up: a region, '' for any, and its branches, None for all; `many`
    if they are too many to be listed one by one."""

    region: str
    within: Collection[str] | None
    many: bool


def halls(wrong: dict[str, str], region: str = "region") -> Halls:
    """The region in the URL, of those that the user may see."""
    known = scope.by_region(business_day())
    name = request.args.get(region, "").strip()[:40]
    inside = below(known, name) if name else []
    if name and not inside:
        name, wrong[region] = "", "unknown_region"
    if name:
        return Halls(name, inside, len(inside) > MOST_HALLS)
    return Halls("", scope.branches(), sum(map(len, known.values())) > MOST_HALLS)


def offers(filters: Filters) -> dict[str, Any]:
    """The branches and clerks that a form offers, where they are few enough for a list."""
    today = business_day()
    return {
        "offered_branches": scope.listed(today),
        "roster": clerks.roster(here.db, filters.branch, today) if filters.branch else {},
    }


def line_names(by: str, keys: list[Any]) -> dict[str, Any]:
    """What the lines of a page are called that counts by `by`, and for clerks also their
    branches."""
    db, today = here.db, business_day()
    people = clerks.named(db, keys, today) if by == "clerk" else {}
    places = keys if by == "branch" else [one.branch for one in people.values()]
    return {"names": people, "branches": branches.named(db, places, today)}
