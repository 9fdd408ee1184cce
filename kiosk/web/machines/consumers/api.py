"""The interface for programs that read head office's data, on its listener, each with a key and
scopes of its own (docs/machines.md)."""

import datetime
import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from kiosk.files.spreadsheets import csv_export
from kiosk.records.exchange.feed import figures, in_order
from kiosk.records.exchange.feed.cards import CARDS, Card
from kiosk.records.exchange.feed.evaluations import RATINGS
from kiosk.records.exchange.feed.steps import CASE_STEPS, Step
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger import security_log
from kiosk.records.ledger.security_log import Actor
from kiosk.records.people import consumers
from kiosk.records.publishing import branches, in_halls
from kiosk.rules.office import cursors
from kiosk.rules.office import evaluations as rule
from kiosk.rules.office.cursors import BadCursor
from kiosk.vocabulary.documents import DEFAULT_ZONE, AnyContent
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.days import business_day, period
from kiosk.web.frame.here import here
from kiosk.web.machines import limits
from kiosk.web.machines.consumers import office_openapi

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
T = TypeVar("T")
Item = TypeVar("Item", bound=in_order.Item)
KEY = re.compile(r"Bearer (tsc_[0-9a-f]{40})")
SPAN, MOST_DAYS = datetime.timedelta(29), 400
NEXT, MORE = "Ts-Next-Cursor", "Ts-More"
"""The headers that repeat a page's cursor, and whether more can be read at once, for tables."""


@blueprint.get("/openapi.json")
def description() -> AnyResponse:
    """An integrator reads what head office gives to programs."""
    return Response(office_openapi.DOCUMENT, mimetype="application/json")


@blueprint.get("/figures/<name>")
def counted(name: str) -> AnyResponse:
    """A program reads how many cards, ratings or cases each branch had each day."""
    if name not in figures.FIGURES:
        raise Refusal("not_found")
    _check_key(name)
    today = business_day()
    first, last, wrong = period(today - SPAN, today)
    for field, code in wrong.items():
        raise Refusal(code, field=field)
    if (last - first).days >= MOST_DAYS:
        raise Refusal("too_many_days", field="first")
    place, branch = _cursor(figures.Place), request.args.get("branch", "")[:40]
    found = figures.after(here.db, name, first, last, branch, place)
    cursor = cursors.write(found.place) if found.place else None
    items = [one._asdict() | {"day": str(one.day)} for one in found.rows]
    return _answer(items, cursor, more=found.place is not None)


@blueprint.get("/evaluations.<suffix>")
def rated(suffix: str) -> AnyResponse:
    """A program reads ratings in the order in which they arrived, with grade and channel as the
    national standard names them."""
    if suffix not in ("json", "csv"):
        raise Refusal("not_found")
    found = _next("evaluations", RATINGS)
    rows, cursor = _as_rows(found.rows), cursors.write(found.place)
    if suffix == "json":
        return _answer(rows, cursor, more=found.more)
    lines = [list(_flat(row).values()) for row in rows]
    headers = {NEXT: cursor, MORE: "1" if found.more else "0"}
    return Response(csv_export(rule.COLUMNS, lines), mimetype="text/csv", headers=headers)


@blueprint.get("/cards.json")
def cards() -> AnyResponse:
    """A program reads customers' cards in the order in which they arrived."""
    found = _next("card_list", CARDS)
    return _answer(_as_cards(found.rows), cursors.write(found.place), more=found.more)


def _as_cards(found: list[Card]) -> list[dict[str, Any]]:
    halls = branches.named(here.db, {one.branch for one in found}, business_day())
    return [
        {
            **_placed(one, halls), "card": one.mark, "channel": one.entry,
            "given_at": _moment(one, halls),
            "day": str(one.day), "clerk": one.clerk, "withdrawn": one.withdrawn,
        }
        for one in found
    ]  # fmt: skip


@blueprint.get("/cases.json")
def cases() -> AnyResponse:
    """A program reads cases, step by step, in the order in which the steps arrived or head office
    took them."""
    found = _next("case_list", CASE_STEPS)
    return _answer(_as_steps(found.rows), cursors.write(found.place), more=found.more)


def _as_steps(found: list[Step]) -> list[dict[str, Any]]:
    halls = branches.named(here.db, {one.branch for one in found}, business_day())
    return [
        {
            **_placed(one, halls), "case": one.case_id, "step": one.step, "role": one.role,
            "taken_at": _moment(one, halls),
            "day": str(one.day), "kind": getattr(one.case, "kind", ""),
            "state": getattr(one.case, "state", ""),
            "due": str(one.case.must_by) if one.case and one.case.must_by else None,
        }
        for one in found
    ]  # fmt: skip


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A rating as a line of a table."""
    return row | {
        "reasons": " ".join(row["reasons"]),
        "withdrawn": "1" if row["withdrawn"] else "0",
    }


_BEGIN = in_order.Place()


def _next(scope: str, of: in_order.List[Item]) -> in_order.Read[Item]:
    """What follows in a list after the place in the address, for a key with this scope."""
    _check_key(scope)
    return in_order.after(here.db, of, _cursor(in_order.Place) or _BEGIN, here.time.utc)


def _placed(one: Card | Step, halls: Mapping[str, AnyContent]) -> dict[str, Any]:
    """How an item begins: its id, and the hall's."""
    name = getattr(halls.get(one.branch), "name", "")
    return {"id": one.event_id, "branch": one.branch, "branch_name": name}


def _moment(one: Card | Step, halls: Mapping[str, AnyContent]) -> str:
    """When it was, by the hall's clock."""
    return rule.moment(one.at, getattr(halls.get(one.branch), "zone", DEFAULT_ZONE))


def _check_key(scope: str) -> None:
    """Raises Refusal `too_fast`, `bad_api_key` or `scope_refused`; notes the use of the key."""
    found = KEY.fullmatch(request.headers.get("Authorization", "")[:100])
    try:
        consumer = consumers.of_key(here.db, found.group(1) if found else "", scope)
    except Refusal:
        limits.check_shared_rate("programs without a key")
        raise
    limits.check_shared_rate(f"consumer {consumer.consumer}")
    consumers.note_used(here.db, consumer, here.time.utc)
    by = Actor("office", f"api:{consumer.name}", here.now)
    security_log.write_once(here.db, by, "exported", scope, "api")


def _cursor(shape: type[T]) -> T | None:
    """The place in the address, None for the beginning. Raises Refusal `bad_cursor`."""
    text = request.args.get("cursor", "")
    try:
        return cursors.read(text, shape) if text else None
    except BadCursor:
        raise Refusal("bad_cursor", field="cursor") from None


def _answer(items: list[dict[str, Any]], cursor: str | None, *, more: bool) -> AnyResponse:
    answer = jsonify(items=items, cursor=cursor, more=more)
    if cursor:
        answer.headers[NEXT] = cursor
        following = urlencode(dict(request.args, cursor=cursor))
        answer.headers["Link"] = f'<{request.path}?{following}>; rel="next"'
    return answer


def _as_rows(found: list[FeedbackNow]) -> list[dict[str, Any]]:
    db, day = here.db, business_day()
    halls = branches.named(db, {row.branch for row in found}, day)
    items = in_halls.everywhere(db, "service", day, lambda _full: True) if found else {}
    return [
        rule.as_row(
            event_id=row.event_id,
            branch=row.branch,
            branch_name=getattr(halls.get(row.branch), "name", ""),
            item=row.service,
            item_name=getattr(getattr(items.get(row.service), "name", None), "zh", ""),
            entry=row.entry,
            mark=row.mark,
            at=row.at,
            zone=getattr(halls.get(row.branch), "zone", DEFAULT_ZONE),
            day=str(row.day),
            reasons=row.reasons,
            clerk=row.clerk,
            withdrawn=bool(row.withdrawn),
        )
        for row in found
    ]
