"""A register of notable deeds, and what is entered in it."""

import datetime
from typing import Any

from kiosk.records.publishing import documents
from kiosk.records.recognition.registers import entries
from kiosk.records.recognition.registers.entries import New
from kiosk.vocabulary.documents import Publication, Register, Said
from tests.cast import MANAGER, NOON, WANG, Machine, sync_round
from tests.records.cases.cast import desk, k

DEED = "雨天把一位老人送到车站，又回来接着上班"
START = datetime.date(2026, 1, 1)


def deeds(**more: Any) -> Register:
    fields = (Said("事迹", "Deed"), Said("借鉴意义", "Lesson"))
    return Register(**{"name": Said("经营大事迹", "Deeds"), "fields": fields} | more)


def publish(office: Machine, *halls: Machine, key: str = "deeds", **more: Any) -> None:
    documents.publish(office.db, [Publication(key, deeds(**more), START)], "anna", NOON)
    for hall in halls:
        sync_round(hall, office)


def enter(
    hall: Machine, number: int = 1, clerk: str = WANG, by: str = MANAGER, key: str = "deeds"
) -> str:
    """Enters a deed; returns its id."""
    new = New(key, clerk, [f"{DEED}（{number}）", "主动"])
    entries.enter(hall.db, desk(hall, by), k(number), new)
    return k(number)


def consent(hall: Machine, number: int, entry_id: str, yes: bool = True, by: str = WANG) -> None:
    entries.say(hall.db, desk(hall, by), k(number), entry_id, yes)
