"""The numbers of an office that a monitoring system reads: how much there is and what has stopped.
Nothing that customers said, nor about whom."""

from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.records.alerts.deliveries import Delivery
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import Chain
from kiosk.records.stations import states
from kiosk.records.stations.enrolment import Station
from kiosk.records.transparency import checkpoints, log


class Measures(NamedTuple):
    """Numbers of this moment. `entries` are all that are in the ledger; stations are by state, open
    alarms by code, messages that are not sent by state. `leaves` are those of the transparency log,
    `witnessed` the age in ms of its newest checkpoint that enough witnesses have signed; None where
    there is none."""

    entries: int
    stations: dict[str, int]
    alarms: dict[str, int]
    messages: dict[str, int]
    size: int
    leaves: int
    witnessed: int | None


def measure(db: Database, now: int) -> Measures:
    """The office's numbers at a moment (UTC ms)."""
    (entries,) = db.first(Chain.select(peewee.fn.COALESCE(peewee.fn.SUM(Chain.seq), 0)).tuples())
    state, witnessed = log.state(db), checkpoints.witnessed(db)
    unsent = Delivery.select(Delivery.state, peewee.fn.COUNT(Delivery.state))
    unsent = unsent.where(Delivery.state.in_(("waiting", "failed"))).group_by(Delivery.state)
    return Measures(
        entries,
        _stations(db, now),
        alarms.by_code(db),
        {"waiting": 0, "failed": 0} | dict(db.rows(unsent.tuples())),
        db.size,
        state.size if state else 0,
        max(0, now - witnessed.at) if witnessed else None,
    )


def _stations(db: Database, now: int) -> dict[str, int]:
    """`silent` as the pages of stations say it, `heard` the others in use; `revoked` may not call
    any more."""
    number = peewee.fn.COUNT(Station.station)
    query = Station.select(number, peewee.fn.COUNT(Station.revoked_at))
    every, revoked = db.first(query.tuples())
    silent = states.silent(db, now, None)
    return {"heard": every - revoked - silent, "silent": silent, "revoked": revoked}
