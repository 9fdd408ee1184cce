"""How often stations were silent, for head office's reports."""

from collections.abc import Collection

import peewee

from kiosk.ground.db import Database
from kiosk.ground.queries import among
from kiosk.records.alerts.listed import KEPT_MS, Alert
from kiosk.records.ledger.across import parts
from kiosk.records.reports.periods import counted
from kiosk.rules.office.reports.figures import NOT_RECORDED, Value
from kiosk.rules.recognition.periods import Span


def read(db: Database, span: Span, branches: Collection[str] | None, now: int) -> Value:
    """How often a station fell silent in these days; not recorded where alerts of them are no
    longer kept. `now` is UTC ms."""
    first, end = counted.moments(span)
    if first < now - KEPT_MS:
        return NOT_RECORDED
    number = 0
    wanted = (Alert.event == "silent_station") & (Alert.at >= first) & (Alert.at < end)
    for some in parts(branches):
        of = wanted if some is None else wanted & among(Alert.branch, some)
        ((n,),) = db.rows(Alert.select(peewee.fn.COUNT(Alert.at)).where(of).tuples())
        number += n
    return Value(number)
