"""The head of the station's chain, as the sheet of the morning meeting prints it: what is on paper
can't be rewritten with the file (verify/verify.py, `--since-head`)."""

import datetime

from kiosk.ground.db import Database
from kiosk.records.ledger import identity
from kiosk.records.ledger.ledger import Ledger

HEX = 24
"""Digits of the hash on paper: 96 bits, which no one can hit by trying."""


def printed(db: Database, day: datetime.date) -> str:
    """The last entry of the days before `day`: station, epoch, seq and the beginning of the hash;
    '' if there is none."""
    me = identity.me(db)
    own = (Ledger.branch == me.branch) & (Ledger.station == me.station) & (Ledger.day < day)
    query = Ledger.select(Ledger.station, Ledger.epoch, Ledger.seq, Ledger.hash).where(own)
    row = db.first(query.order_by(Ledger.epoch.desc(), Ledger.seq.desc()))
    return f"{row.station}/{row.epoch}/{row.seq}/{bytes(row.hash).hex()[:HEX]}" if row else ""
