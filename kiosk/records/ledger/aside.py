"""Chains that are set aside: kept as evidence, since another machine holds another chain under the
same id (docs/architecture.md, "The ledger")."""

from typing import Any

from kiosk.ground.db import Database
from kiosk.records.ledger import ledger
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.ledger.ledger import ASIDE, Chain, ChainId, Ledger


def set_aside(db: Database, of: ChainId) -> ChainId:
    """Renames a chain, with the alarms about it; returns its new id. Its rows, hashes and counts
    stay; the id is free for the other chain. Inside `db.writing()`."""
    head = ledger.chain(db, of)
    name = f"{of.station}{ASIDE}{bytes(head.head).hex()[:8]}"
    taken = {one.station for one in ledger.chains(db, of.branch)}
    number = 0
    while (f"{name}.{number}" if number else name) in taken:
        number += 1
    aside = of._replace(station=f"{name}.{number}" if number else name)
    tables: list[Any] = [Ledger, Chain, Alarm]
    for table in tables:
        same = (table.branch == of.branch) & (table.station == of.station)
        db.run(table.update(station=aside.station).where(same & (table.epoch == of.epoch)))
    return aside
