"""The day that a page goes by, and whether the clock is in doubt."""

import datetime
from typing import Any

from kiosk.records.ledger import identity, ledger
from kiosk.records.ledger.identity import Identity
from kiosk.records.publishing import manifests, policies
from kiosk.rules.ledger.time import believed, business_day, local_date
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.web.frame.here import here


def today(me: Identity) -> datetime.date:
    """The hall's business day."""
    return business_day(here.now, me.anchor, me.zone, ledger.chain(here.db, me.chain).day)


def document_day(me: Identity) -> tuple[datetime.date, bool]:
    """The day that fees and guides go by, and whether the clocks agree on it."""
    time = believed(here.now, me.anchor, me.last_believed)
    return local_date(time.utc, me.zone), time.sure


def as_of(me: identity.Identity) -> dict[str, Any]:
    """For templates: the day on which the office last confirmed what is in force, and whether it is
    stale, because that is too long ago or the clock is in doubt. A hall without an office confirms
    its own documents, as of today."""
    day, sure = document_day(me)
    if not me.has_office:
        return {"as_of": day, "stale": not sure}
    manifest = manifests.newest_manifest(here.db, me.branch)
    issued = manifests.decode_manifest(manifest.body).issued_at if manifest else None
    confirmed = max(filter(None, (issued, me.anchor_office)), default=None)
    known = None if confirmed is None else local_date(confirmed, me.zone)
    stale = known is not None and (
        (day - known).days > policies.of_day(here.db, day).stale_days or not sure
    )
    return {"as_of": known, "stale": stale}


def office_day() -> datetime.date:
    """Today's date at head office."""
    return local_date(here.now.utc, DEFAULT_ZONE)


def publishing_day() -> datetime.date:
    """The date by which this screen publishes: head office's, or at a desk the one that the hall's
    documents go by."""
    if here.screen == "office":
        return office_day()
    return document_day(identity.me(here.db))[0]
