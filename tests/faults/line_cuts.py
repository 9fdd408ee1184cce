"""The line between a hall and its office is cut after each number of bytes, in either direction,
while ten facts are on their way: in the end the office has each of them once."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.ground import clock
from kiosk.records.feedback import cards
from kiosk.records.ledger import alarms
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.ledger.verify import verify
from kiosk.sync import rounds
from kiosk.sync.http import over_http
from kiosk.vocabulary.refusals import NoLine
from tests.cast import WANG, Machine, by_visit
from tests.faults import tally
from tests.faults.town.proxy import Proxy
from tests.hostile.input import hall_and_office
from tests.hostile.limits import served

FACTS = 10
EXCHANGE = 7_000
"""More bytes than ten facts and the answer to them have."""


class Cut(Proxy):
    """Cuts the next connection after `after` bytes, those of both directions counted."""

    after: int | None = None

    def limit(self) -> int | None:
        after, self.after = self.after, None
        return after


@contextmanager
def line(office: Machine) -> Iterator[Cut]:
    with served(office.app("office"), "office") as server:
        proxy = Cut(server.effective_port, "")
        proxy.start()
        try:
            yield proxy
        finally:
            proxy.close()


class Result:
    """How many lines were cut, what became of the facts, and whatever else must not be."""

    def __init__(self) -> None:
        self.cuts, self.breaches = 0, list[str]()
        self.count = tally.Count(0, 0, 0)


def cut(folder: Path, number: int, chance: random.Random) -> Result:
    """So many cuts, spread over an exchange from its first byte to its last."""
    done, given = Result(), list[str]()
    with hall_and_office(folder) as (hall, office), line(office) as proxy:
        send = over_http(f"http://127.0.0.1:{proxy.port}", clock.read)
        for one in range(number):
            for _ in range(FACTS):
                given.append(secrets.token_hex(16))
                author = by_visit(hall.db, hall.time(), "v")
                cards.give(hall.db, author, given[-1], WANG, "polite", "")
            step = EXCHANGE // number
            proxy.after = one * EXCHANGE // number + chance.randrange(max(1, step))
            for is_last in (False, True):
                try:
                    rounds.run(hall.db, send, hall.keys, hall.time, fresh_nonce)
                except NoLine as broken:
                    if is_last:
                        done.breaches.append(f"cut {one}: the next round: {broken}")
        done.cuts = proxy.cuts
        rows = office.db.rows(
            Ledger.select(Ledger.event_id).where((Ledger.kind == "card") & (Ledger.counted == 1))
        )
        done.count = tally.of(given, [row.event_id for row in rows])
        for machine in (hall, office):
            done.breaches += [f"an alarm: {code}" for code in alarms.by_code(machine.db)]
        if (wrong := verify(office.db, None)) is not None:
            done.breaches.append(f"verify: {wrong}")
    return done


def fresh_nonce() -> str:
    return secrets.token_hex(16)
