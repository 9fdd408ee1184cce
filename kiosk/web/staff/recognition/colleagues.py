"""Who gave whom cards in a hall, or in all halls, read by its manager and by head office: pairs who
gave each other cards are marked, so that a person looks at them; no card is left out."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request

from kiosk.files.spreadsheets import Cell
from kiosk.records.feedback.colleagues.state import ColleagueCard
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition import pairs as between
from kiosk.records.recognition.pairs import Asked
from kiosk.records.reports.everywhere import MOST_EXPORTED
from kiosk.rules.recognition.colleagues import MUTUAL_DAYS, Given
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import masked, named

blueprint = Blueprint("colleagues", __name__, url_prefix="/colleagues")
blueprint.before_request(signed_in.only_in_charge)
SPAN = datetime.timedelta(29)
"""The lists begin with the last thirty days."""
MOST_DAYS = 92
"""Days that can be asked for of all branches; those of one have no such bound."""
LONGEST = 40
COLUMNS = ("day", "mark", "by_badge", "by", "giver", "badge", "clerk", "deeds", "words", "entry",
           "mutual")  # fmt: skip


class Filters(NamedTuple):
    """What the address asks for; `wrong` are the codes of what is wrong in it, by field."""

    asked: Asked
    wrong: dict[str, str]

    @property
    def given(self) -> dict[str, str]:
        """The same for links to other pages of these days and this branch."""
        days = {"first": self.asked.first.isoformat(), "last": self.asked.last.isoformat()}
        at_office = here.screen == "office" and self.asked.branch
        return days | ({"branch": self.asked.branch} if at_office else {})

    @property
    def of_pair(self) -> dict[str, str]:
        """The same with the two clerks whose cards are read."""
        asked = self.asked
        pair = {"giver": asked.giver, "clerk": asked.clerk}
        return self.given | pair | ({} if asked.by is None else {"by": asked.by})


def _filters() -> Filters:
    today = business_day()
    first, last, wrong = period(today - SPAN, today)
    if here.screen == "desk":
        branch = signed_in.clerk().branch
    else:
        branch = _branch(wrong)
        if not branch and (last - first).days >= MOST_DAYS:
            wrong["first"] = "too_many_days"
            first = last - datetime.timedelta(MOST_DAYS - 1)
    by = request.args.get("by")
    giver, clerk = (request.args.get(name, "")[:LONGEST] for name in ("giver", "clerk"))
    by = None if by is None else by[:LONGEST]
    return Filters(Asked(first, last, branch, by, giver, clerk), wrong)


def _branch(wrong: dict[str, str]) -> str:
    """The key of the branch whose name or key is in the address, '' for all of them."""
    typed = request.args.get("branch", "").strip()[:LONGEST]
    found = branches.searched(here.db, typed, business_day()) if typed else []
    if typed and len(found) != 1:
        wrong["branch"] = "several_branches" if found else "unknown_branch"
    return found[0] if len(found) == 1 else ""


def _around(filters: Filters, rows: Iterable[Any]) -> dict[str, Any]:
    """Values for both pages: what codes in the address and in the rows are called."""
    rows, today = list(rows), business_day()
    badges = {badge for row in rows for badge in (row.by, row.clerk)}
    badges |= {filters.asked.by or "", filters.asked.clerk}
    at_office = here.screen == "office"
    keys = {row.branch for row in rows} | {filters.asked.branch}
    return {
        "filters": filters,
        "asked": filters.asked,
        "form": of_address(filters.wrong),
        "names": clerks.named(here.db, badges, today),
        "branches": branches.named(here.db, keys, today) if at_office else None,
        "offered": branches.listed(here.db, today) if at_office else {},
        "MUTUAL_DAYS": MUTUAL_DAYS,
    }


@blueprint.get("")
def pairs() -> tuple[str, int]:
    """A manager, or head office, sees which clerk gave whom cards, and who gave each other some."""
    filters, page = _filters(), paging.asked()
    found = between.pairs(here.db, filters.asked, page)
    around = _around(filters, found.rows)
    shown = render_template("staff/recognition/pairs.html", found=found, page=page, **around)
    return shown, 422 if filters.wrong else 200


@blueprint.get("/cards")
def cards() -> tuple[str, int]:
    """A manager, or head office, reads the cards that one clerk gave another."""
    filters, page = _filters(), paging.asked()
    for badge in (filters.asked.clerk, filters.asked.by or ""):
        signed_in.viewed(badge, "colleague-cards")
    found = between.cards(here.db, filters.asked, page)
    mutual = between.mutual(here.db, filters.asked)
    shown = render_template(
        "staff/recognition/cards.html",
        found=found,
        page=page,
        flagged={one.event_id for one in found.rows if between.flagged(one, mutual)},
        **_around(filters, found.rows),
    )
    return shown, 422 if filters.wrong else 200


@blueprint.get("/table.<suffix>")
def table(suffix: str) -> Response:
    """A manager, or head office, downloads the cards between clerks; that is recorded."""
    filters = _filters()
    if filters.wrong:
        raise Refusal(next(iter(filters.wrong.values())))
    rows = between.every(here.db, filters.asked, MOST_EXPORTED)
    columns = COLUMNS if here.screen == "desk" else ("place", "branch", *COLUMNS)
    heads = [_said("export_word", name) for name in columns]
    signed_in.exported("colleague-cards", len(rows), " ".join(filters.given))
    mutual = between.mutual(here.db, filters.asked)
    name = f"colleague-cards-{business_day()}"
    return downloads.download(name, suffix, heads, _cells(filters, rows, mutual))


def _cells(filters: Filters, rows: list[ColleagueCard], mutual: set[Given]) -> Iterator[list[Cell]]:
    around = _around(filters, rows)
    names = {badge: named(one) for badge, one in around["names"].items()}
    places = {key: named(one) for key, one in (around["branches"] or {}).items()}
    for row in rows:
        at_office = here.screen == "office"
        yield [
            *([row.branch, places.get(row.branch, row.branch)] if at_office else []),
            row.day.isoformat(),
            downloads.said("card_word", row.mark, of="cards"),
            row.by,
            names.get(row.by, row.by),
            downloads.said("giver_word", row.giver, of="cards"),
            row.clerk,
            names.get(row.clerk, row.clerk),
            _said("deeds_word", between.deeds_of(row), row.branch),
            masked(row.words),
            downloads.said("entry_word", row.entry),
            _said("mutual_word") if between.flagged(row, mutual) else "",
        ]


def _said(macro: str, *values: Any) -> str:
    return downloads.said(macro, *values, of="colleagues")
