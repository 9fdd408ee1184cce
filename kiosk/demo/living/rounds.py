"""The halls live by the present clock: what is due is written down and sent to head office over
HTTP, as a station does, until the demo ends."""

import contextlib
import datetime
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from kiosk.demo.hall import Hall
from kiosk.demo.living import days
from kiosk.demo.month import DAYS, OPEN
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger import ledger
from kiosk.records.ledger.writing import at_station
from kiosk.sync import rounds
from kiosk.sync.client import Send
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.facts import Moment
from kiosk.vocabulary.refusals import NoLine, Refusal

log = logging.getLogger("tingsheng")
LOOK_S, CALL_MS = 60.0, 300_000
"""Between two looks at what is due; between two calls of a hall to which nothing happens."""
BETWEEN_S = 0.5
"""Between two halls, so that one that catches up takes no processor from the demo's pages."""
DAY_MS = 86_400_000
CAUGHT_UP_MS = DAYS * DAY_MS
"""What a hall missed longer ago, while the demo was not running, did not happen."""
MOST = 20_000
"""Entries of a hall's chain, a year and more; then it rests, so that no folder grows for ever."""


Opened = Callable[[], tuple[Database, Keys]]
"""Opens a hall's station."""
Clock = Callable[[], Moment]


class Living:
    """One hall: its station, and up to which moment (UTC ms) it has lived."""

    def __init__(self, db: Database, keys: Keys, lived: int) -> None:
        self.db, self.keys = db, keys
        self._lived, self._called = lived, 0

    def live(self, send: Send, clock: Clock, nonce: Callable[[], str]) -> int:
        """Writes down what is due, and calls head office if something was, or it is time to.
        Returns how many entries were written. Raises NoLine or Refusal."""
        hall = Hall(self.db, self.keys, clock())
        chain = at_station(self.db, "machine", hall.now).chain
        before = ledger.chain(self.db, chain).seq
        if before < MOST:
            hall.happen(days.since(hall, max(self._lived, hall.utc - CAUGHT_UP_MS)))
        self._lived = hall.utc
        written = ledger.chain(self.db, chain).seq - before
        if written or hall.utc - self._called >= CALL_MS:
            rounds.run(self.db, send, self.keys, clock, nonce)
            self._called = hall.utc
        return written


@contextlib.contextmanager
def living(
    opened: Sequence[Opened], lived: int, send: Send, clock: Clock, nonce: Callable[[], str]
) -> Iterator[None]:
    """Lets these halls live meanwhile, which have lived until `lived` (UTC ms)."""
    stop = threading.Event()
    thread = threading.Thread(target=keep_living, args=(opened, lived, send, clock, nonce, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def keep_living(
    opened: Sequence[Opened], lived: int, send: Send, clock: Clock, nonce: Callable[[], str],
    stop: threading.Event,
) -> None:  # fmt: skip
    """Lets them live until asked to stop. Raises nothing once they are opened."""
    halls: list[Living] = []
    try:
        while True:
            for n, one in enumerate(opened):
                if stop.wait(BETWEEN_S):
                    return
                if n == len(halls):
                    halls.append(Living(*one(), lived))
                _live(halls[n], send, clock, nonce)
            if stop.wait(LOOK_S):
                return
    finally:
        for hall in halls:
            hall.db.close()


def _live(one: Living, send: Send, clock: Clock, nonce: Callable[[], str]) -> None:
    try:
        one.live(send, clock, nonce)
    except (NoLine, Refusal) as error:
        log.warning("a hall of the demo: %s", error)
    except Exception:
        log.exception("a hall of the demo")


def said(utc: int) -> str:
    """What the console says of these halls at a moment (UTC ms)."""
    now = datetime.datetime.fromtimestamp(utc / 1000, ZoneInfo(DEFAULT_ZONE))
    begun, ended = (_clock(hour) for hour in (OPEN, days.closing(now.date())))
    return (
        f"Nine other halls are simulated, today {begun}-{ended} ({DEFAULT_ZONE}, now {now:%H:%M})."
    )


def _clock(hour: float) -> str:
    return f"{int(hour):02}:{round(hour % 1 * 60):02}"
