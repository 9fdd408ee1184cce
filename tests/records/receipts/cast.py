"""Receipts that customers were given, and a branch that rewrites its ledger."""

from kiosk.ground.db import Database
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms, ledger
from kiosk.records.receipts import given
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.signed_receipts import SignedReceipt
from tests.cast import HERE, WANG, Machine, by_visit

DAY_MS = 86_400_000


def give(hall: Machine, number: int, comment: str = "谢谢") -> SignedReceipt:
    """A customer gives a card and keeps its receipt."""
    author, key = by_visit(hall.db, hall.time(), "v"), f"{number:032x}"
    cards.give(hall.db, author, key, WANG, "polite", comment)
    return given.read(given.receipt(hall.db, author, hall.keys, key))


def rewrite(db: Database, station: str, seq: int, before: bytes, after: bytes) -> None:
    """Who owns the disk changes an entry, and computes the chain again from there on, with the
    head: nothing within the file shows it."""
    chain = next(one for one in ledger.chains(db, HERE, station) if one.seq >= seq)
    of = ledger.chain_of(chain)
    link = ledger.hash_at(db, of, seq - 1)
    for number in range(seq, chain.seq + 1):
        body = bytes(ledger.at(db, of, number).body)
        if number == seq:
            assert before in body
            body = body.replace(before, after)
        link = rule.link(link, number, body)
        db.sql(
            "UPDATE ledger SET body = ?, hash = ? WHERE station = ? AND epoch = ? AND seq = ?",
            body, link, station, of.epoch, number,
        )  # fmt: skip
    with db.writing():
        ledger.set_head(db, of, bytes(chain.common), chain.seq, link)


def raised(office: Machine) -> list[tuple[str, str, int, str]]:
    """The alarms about receipts: branch, station, seq and code."""
    rows = office.db.rows(alarms.Alarm.select().where(alarms.Alarm.code.startswith("receipt_")))
    return [(row.branch, row.station, row.seq, row.code) for row in rows]
