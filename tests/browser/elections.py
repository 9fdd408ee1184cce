"""Elections of a star of the month in the demo's first hall: one counted, one that is running. Of
the clerks whom other tests sign in, none votes."""

import datetime
import secrets
from functools import cache

import msgspec

from kiosk.files.ballots import belenios, tool
from kiosk.ground import clock
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.ledger.writing import writing
from kiosk.records.people import authors
from kiosk.records.recognition.ballots import parts, urns
from kiosk.records.recognition.ballots.elections import Setup
from kiosk.records.recognition.ballots.urns import Contents
from kiosk.rules.recognition.ballots import elections as rule
from kiosk.vocabulary import facts
from tests.browser.demo_hall import DemoHall

VOTERS = ("0103", "0104", "0105", "0106", "0107")
VOTER = "0105"
COUNTED, RUNNING = "c" * 64, "e" * 64
KEYS = [f"{0xE1EC << 96 | number:032x}" for number in range(4)]
PUBLIC = tuple(f"{number:064x}" for number in range(3))


@cache
def bring_elections(demo: DemoHall, manager: str) -> None:
    """Both, once; head office knows."""
    db = Database(demo.station.folder / "station.db")
    keys = Keys.load(demo.station.folder / "station.key")
    of = authors.at_desk(db, manager, clock.read())
    month = rule.previous_month(of.day)
    for number, (election, back) in enumerate(((COUNTED, 40), (RUNNING, 0))):
        earlier = of._replace(at=of.at - back * 86_400_000)
        with writing(db, earlier, KEYS[number], election) as entry:
            entry.write(
                facts.ElectionOpened,
                month=rule.previous_month(month) if back else month,
                last=of.day + datetime.timedelta(3 - back),
                voters=VOTERS,
                trustees=PUBLIC,
                holders=(manager, VOTER, "admin"),
                tool="2.0",
                setup="",
                by=manager,
            )
            urns.put(db, keys, election, Contents(["credential"] * 5, []))
    votes = [(RUNNING, one) for one in VOTERS[:2]] + [(COUNTED, one) for one in VOTERS]
    for election, voter in votes:
        with writing(db, of, KEYS[2], rule.ballot_id(election, voter)) as entry:
            entry.write(facts.BallotCast, subject=election, voter=voter)
    with writing(db, of, KEYS[3], rule.step_id(COUNTED, "count")) as entry:
        entry.write(
            facts.ElectionCounted, subject=COUNTED, winners=("0104",), counts=(1, 3, 1, 0, 0),
            ballots=5, file="", sealed=False, by=manager,
        )  # fmt: skip
    db.close()
    demo.station.run("sync")


REAL = "d" * 64
THREE = VOTERS[:3]


def bring_real(demo: DemoHall, manager: str) -> None:
    """An election by belenios-tool, in which three can vote today."""
    using = tool.installed()
    made = belenios.make(using, "2026-11", THREE, len(THREE))
    db = Database(demo.station.folder / "station.db")
    keys = Keys.load(demo.station.folder / "station.key")
    of = authors.at_desk(db, manager, clock.read())
    setup = msgspec.json.encode(Setup(made.archive, [b""] * 3, made.shares))
    with writing(db, of, secrets.token_hex(16), REAL) as entry:
        entry.write(
            facts.ElectionOpened, month=datetime.date(2026, 1, 1), last=of.day, voters=THREE,
            trustees=PUBLIC, holders=(manager, VOTER, "admin"), tool=using.version,
            setup=parts.write(db, of, REAL, setup), by=manager,
        )  # fmt: skip
        urns.put(db, keys, REAL, Contents(made.credentials, []))
    db.close()


def in_urn(demo: DemoHall) -> int:
    """How many ballots are in the urn of that election."""
    db = Database(demo.station.folder / "station.db")
    found = urns.look(db, Keys.load(demo.station.folder / "station.key"), REAL)
    db.close()
    return len(found.ballots) if found else 0
