"""Head office's lists of what all halls heard: read, searched, narrowed and exported."""

import datetime
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from kiosk.ground.paging import MOST_COUNTED, Part
from kiosk.records.feedback import withdrawn
from kiosk.records.feedback.withdrawn import Period
from kiosk.records.ledger.archives import parts
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.reports import everywhere
from kiosk.records.reports.everywhere import ALL_ROWS, MOST_EXPORTED, Filters, Place
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import scope, signed_in
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.office import filters as filtering
from kiosk.web.office import tables
from kiosk.web.office.filters import LISTS, Asked
from kiosk.web.staff import feedback

blueprint = Blueprint("lists", __name__, url_prefix="/lists")
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(lambda: tuple(LISTS), "lists")
MOST_BRANCHES = 25
"""Branches shown above the list of what was withdrawn."""


def _read(name: str, filters: Filters, place: Place) -> Part[Any]:
    """A part of a list."""
    readers: dict[str, Callable[..., Part[Any]]] = {
        "feedback": everywhere.feedback,
        "cards": everywhere.cards,
        "praise": everywhere.praise,
        "help": everywhere.help_calls,
        "boxes": everywhere.boxes,
        "withdrawn": everywhere.withdrawn_cards,
    }
    if name == "cases":
        return everywhere.cases(here.db, filters, business_day(), place)
    return readers[name](here.db, filters, place)


def _place() -> Place:
    """Up to where the list was read, by the URL."""
    branch, _, event_id = request.args.get("after", "")[:200].rpartition(".")
    if branch:
        scope.keep_to(branch)
    return Place(branch, event_id)


@blueprint.get("/<name>")
def listed(name: str) -> tuple[str, int]:
    """Head office reads a list of what all halls heard, as it is narrowed."""
    asked, place, today = filtering.asked(name), _place(), business_day()
    signed_in.viewed(asked.filters.clerk, name)
    part, choices = _read(name, asked.filters, place), filtering.choices(name)
    page = render_template(
        f"office/lists/{name}.html",
        name=name,
        fields=[one for one in LISTS[name] if one != "region" or choices["region"]],
        choices=choices,
        asked=asked,
        form=of_address(asked.wrong),
        found=part,
        begun=bool(place.event_id),
        after=_after(name, part),
        today=today,
        spans=[(n, today - datetime.timedelta(n - 1)) for n in filtering.spans(name, asked)],
        archived=_archived(asked.filters),
        LONGEST=filtering.LONGEST,
        MOST_COUNTED=MOST_COUNTED,
        **filtering.offers(asked.filters),
        **_around(name, asked, part),
    )
    return page, 422 if asked.wrong else 200


def _archived(filters: Filters) -> datetime.date | None:
    """Up to which day facts of a list are in archive files, None if none of its days has any."""
    of = [filters.branch] if filters.branch else filters.within
    until = parts.until(here.db, of)
    return until if until is not None and filters.first <= until else None


def _after(name: str, part: Part[Any]) -> str:
    """Where the next part of a list begins, '' if there is none."""
    if not part.more:
        return ""
    last = part.rows[-1]
    return f"{last.branch}.{last.case_id if name == 'cases' else last.event_id}"


def _around(name: str, asked: Asked, part: Part[Any]) -> dict[str, Any]:
    """What the codes in a list are called, and what is shown beside it."""
    db, today, rows = here.db, business_day(), part.rows
    badges = {
        getattr(row, field, "")
        for row in rows
        for field in ("clerk", "responsible", "about", "witness", "comer")
    }
    around: dict[str, Any] = {"names": clerks.named(db, badges, today), "cases": {}}
    counted: dict[str, int] = {}
    if name in ("feedback", "praise"):
        around["services"] = feedback.services()
        around["cases"] = downloads.cases_of(rows)
    elif name == "withdrawn" and asked.filters.branch:
        of = asked.filters
        within = Period(of.first, of.last, of.clerk)
        around["by_station"] = sorted(withdrawn.counts(db, of.branch, within).items())
    elif name == "withdrawn":
        counted = dict(list(everywhere.withdrawn_by_branch(db, asked.filters))[:MOST_BRANCHES])
    keys = {row.branch for row in rows} | set(asked.branches) | set(counted)
    keys.add(asked.filters.branch)
    return around | {"by_branch": counted, "branches": branches.named(db, keys, today)}


@blueprint.get("/<name>/table.<suffix>")
def table(name: str, suffix: str) -> Response:
    """Head office downloads a list as it is narrowed; that is recorded."""
    asked = filtering.asked(name)
    if asked.wrong:
        raise Refusal(next(iter(asked.wrong.values())))
    part = _read(name, asked.filters, ALL_ROWS)
    if part.more:
        raise Refusal("too_many_rows", str(MOST_EXPORTED))
    heads, rows = tables.of(name, part.rows)
    signed_in.exported(name, len(part.rows), " ".join(asked.given))
    return downloads.download(f"{name}-{business_day()}", suffix, heads, rows)
