"""The day that a page goes by, and how recent what it shows is."""

import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request

from kiosk.records.ledger import times
from kiosk.records.ledger.identity import Identity
from kiosk.records.publishing import manifests, policies
from kiosk.rules.input.days import NotADay, day
from kiosk.rules.ledger.time import local_date
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here


def business_day() -> datetime.date:
    """The date at this screen: its hall's, or head office's."""
    return local_date(here.time.utc, times.zone(here.db))


def typed_day(field: str) -> datetime.date:
    """The day in a field of the form that was sent. Raises Refusal `bad_day`."""
    try:
        return day(request.form.get(field, ""))
    except NotADay:
        raise Refusal("bad_day", field=field) from None


class Period(NamedTuple):
    """The days that a page counts, both included; `wrong` are the codes of what is wrong with the
    days in its address, by field."""

    first: datetime.date
    last: datetime.date
    wrong: dict[str, str]


def period(first: datetime.date, last: datetime.date) -> Period:
    """The days in the address, `first` and `last`; these if it names none that can be."""
    asked, wrong = {"first": first, "last": last}, {}
    for field in asked:
        if typed := request.args.get(field):
            try:
                asked[field] = day(typed)
            except NotADay:
                wrong[field] = "bad_day"
    if not wrong and asked["first"] > asked["last"]:
        return Period(first, last, {"first": "days_reversed"})
    return Period(asked["first"], asked["last"], wrong)


def as_of(me: Identity) -> dict[str, Any]:
    """For templates: the day on which the office last confirmed what is in force, and whether it is
    stale, because that is too long ago or the clock is in doubt. A hall without an office confirms
    its own documents, as of today."""
    today, sure = business_day(), here.time.sure
    if not me.has_office:
        return {"as_of": today, "stale": not sure}
    manifest = manifests.newest_manifest(here.db, me.branch)
    issued = manifests.decode_manifest(manifest.body).issued_at if manifest else None
    confirmed = max(filter(None, (issued, me.anchor_office)), default=None)
    known = None if confirmed is None else local_date(confirmed, me.zone)
    stale = known is not None and (
        (today - known).days > policies.of_day(here.db, today).stale_days or not sure
    )
    return {"as_of": known, "stale": stale}


def clock_now(zone: str) -> dict[str, Any]:
    """For templates: whether the clock is in doubt, the time it shows, and the one that everything
    goes by."""
    says, believed = (
        datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        for utc in (here.now.utc, here.time.utc)
    )
    return {"sure": here.time.sure, "shown": here.now.utc, "says": says, "believed": believed}
