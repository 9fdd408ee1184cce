"""How often stations were silent, as far as alerts are kept."""

import datetime

import pytest

from kiosk.records.alerts import silences
from kiosk.records.alerts.listed import Alert
from kiosk.rules.office.reports.figures import Value
from kiosk.rules.recognition.periods import Span
from tests.cast import HERE, NOON, THERE, Machine

DAY_MS = 86_400_000
NOVEMBER = Span(datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))


@pytest.mark.both
def test_silences_are_counted_where_alerts_are_kept(office: Machine):
    for n, (branch, event) in enumerate(
        ((HERE, "silent_station"), (HERE, "silent_station"), (THERE, "alarm"))
    ):
        office.db.run(
            Alert.insert(
                branch=branch, alert_id=f"{n:032x}", event=event, item="", at=NOON, urgent=0,
                head_only=0, shown=1, withdrawn_at=None, seen_at=None, seen_by="",
            )
        )  # fmt: skip
    assert silences.read(office.db, NOVEMBER, None, NOON) == Value(2)
    assert silences.read(office.db, NOVEMBER, [THERE], NOON) == Value(0)
    assert silences.read(office.db, NOVEMBER, None, NOON + 120 * DAY_MS) == Value()
