"""What receiving costs: 20,000 facts of a station, against ready-made inserts of the same rows.

    python -m tests.bench.receiving [--facts 20000] [--runs 3]

The floor puts the same rows into a database of the same tables, 500 in a statement and a
transaction, without reading, chaining or judging anything. Both run in turn, in one process.
"""

import argparse
import secrets
import statistics
import sys
import tempfile
import time as clocks
from pathlib import Path

from kiosk.ground.db import Database
from kiosk.records.exchange import arrivals
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.rules.ledger import chain as rule
from kiosk.rules.ledger.arrival import Arrival
from kiosk.vocabulary import facts
from kiosk.vocabulary.facts import CardGiven, Standing
from kiosk.vocabulary.wire import Batch
from tests.cast import HERE, WANG, Machine, Time, machine, publish_cast

A_BATCH = 500
LEAST = 0.4
"""The floor's time over the product's, at least."""
STATION = "s" * 24


def bodies(number: int, office: Machine) -> list[bytes]:
    made = []
    for n in range(number):
        card = CardGiven(
            event_id=secrets.token_hex(16), branch=HERE, day=office.today(), at=office.time.utc,
            clock=Standing("b", n), mark="polite", clerk=WANG, giver="customer", entry="screen",
        )  # fmt: skip
        made.append(facts.encode(card))
    return made


def batches(sent: list[bytes]) -> list[Batch]:
    of = ChainId(HERE, STATION, 1)
    head, made = rule.genesis(*of, rule.NO_HEAD), []
    for start in range(0, len(sent), A_BATCH):
        part = tuple(sent[start : start + A_BATCH])
        links = rule.links(head, start + 1, part)
        made.append(Batch(STATION, 1, rule.NO_HEAD, start + 1, head, part, links[-1]))
        head = links[-1]
    return made


def product(folder: Path, number: int) -> float:
    """Seconds to receive."""
    office = machine(folder, "office", Time())
    publish_cast(office)
    sent = batches(bodies(number, office))
    arrival = Arrival(office.time.utc, "Asia/Shanghai", "b", number)
    began = clocks.perf_counter()
    for batch in sent:
        arrivals.receive(
            office.db, HERE, batch, office.time.utc, arrivals.Office(arrival, True, office.time())
        )
    took = clocks.perf_counter() - began
    (counted,) = office.db.sql("SELECT COUNT(*) FROM ledger WHERE counted = 1").fetchone()
    assert counted == number
    office.db.close()
    return took


def floor(folder: Path, number: int) -> float:
    """Seconds to insert the same rows."""
    office = machine(folder, "office", Time())
    rows, of = [], ChainId(HERE, STATION, 1)
    for batch in batches(bodies(number, office)):
        links = rule.links(batch.prev, batch.first, batch.entries)
        for seq, (body, link) in enumerate(zip(batch.entries, links, strict=True), batch.first):
            rows.append(ledger.row_of(of, seq, facts.columns(body), 1, body, link))
    db: Database = office.db
    began = clocks.perf_counter()
    for start in range(0, number, A_BATCH):
        with db.writing():
            ledger.insert(db, rows[start : start + A_BATCH])
    took = clocks.perf_counter() - began
    db.close()
    return took


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--facts", type=int, default=20_000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    ratios = []
    for run in range(asked.runs):
        with tempfile.TemporaryDirectory() as folder:
            base = floor(Path(folder) / "floor", asked.facts)
            ours = product(Path(folder) / "product", asked.facts)
        ratios.append(base / ours)
        print(f"run {run + 1}: floor {base:.2f} s, product {ours:.2f} s, {ratios[-1]:.2f}")
    found = statistics.median(ratios)
    print(f"receiving {asked.facts} facts: {found:.2f} of the floor's speed, at least {LEAST}")
    sys.exit(found < LEAST)


if __name__ == "__main__":
    main()
