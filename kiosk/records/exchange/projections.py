"""Rows computed from facts, listed once.

Own facts refresh their rows where they are written (kiosk/records/cases/state.py). Received facts,
a hall that joins an office, and a database of an older program go through here.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.tables import Local
from kiosk.records.cases import contact_store, state
from kiosk.records.exchange import days, readable, tallying
from kiosk.records.feedback import state as feedback
from kiosk.records.feedback.colleagues import state as colleague_cards
from kiosk.records.hall import served_state as served
from kiosk.records.hall import state as hall
from kiosk.records.hall import ticket_feeds as feeds
from kiosk.records.hall.pauses import state as pauses
from kiosk.records.oversight import state as flags
from kiosk.records.recognition import meetings
from kiosk.records.recognition.agenda import state as actions
from kiosk.records.tasks import letters
from kiosk.rules.ledger.counting import Counted


class Projection(NamedTuple):
    """Rows computed from facts. `follow(db, branch, counted)` updates them for facts that arrived
    and count, in the transaction that stored these; `rebuild(db)` makes all of them from the
    ledger; `differences(db, keys)` names the rows that are not as the ledger gives them, each with
    its branch. `version` grows with every change of what the rows say, new kinds of facts that
    they follow included."""

    name: str
    version: int
    follow: Callable[[Database, str, Sequence[Counted]], None]
    rebuild: Callable[[Database], None]
    differences: Callable[[Database, Keys], Iterator[tuple[str, str]]]


PROJECTIONS = (
    Projection("days", 1, days.follow, days.rebuild, days.differences),
    Projection("feedback", 3, feedback.follow, feedback.rebuild, feedback.differences),
    Projection(
        "colleague_cards",
        1,
        colleague_cards.follow,
        colleague_cards.rebuild,
        colleague_cards.differences,
    ),
    Projection("help", 2, hall.follow, hall.rebuild, hall.differences),
    Projection("served", 1, served.follow, served.rebuild, served.differences),
    Projection("ticket_feeds", 2, feeds.follow, feeds.rebuild, feeds.differences),
    Projection("pauses", 1, pauses.follow, pauses.rebuild, pauses.differences),
    Projection("meetings", 2, meetings.follow, meetings.rebuild, meetings.differences),
    Projection("actions", 1, actions.follow, actions.rebuild, actions.differences),
    Projection("cases", 5, state.follow, state.rebuild, state.differences),
    Projection(
        "contacts", 3, contact_store.follow, contact_store.rebuild, contact_store.differences
    ),
    Projection("letters", 1, letters.follow, letters.rebuild, letters.differences),
    Projection("flags", 1, flags.follow, flags.rebuild, flags.differences),
    Projection("tallies", 4, tallying.follow, tallying.rebuild, tallying.differences),
)
"""In the order of refreshing: cases go by the day that their facts count for, and which contact
details are gone is read from the cases' rows. Tallies come last, since branches that are received
at the same time wait for each other's sums."""


def follow(db: Database, branch: str, counted: Sequence[Counted]) -> None:
    """Refreshes all rows that these facts concern; inside `db.writing()`."""
    for projection in PROJECTIONS:
        projection.follow(db, branch, counted)


def rebuild(db: Database) -> None:
    """Rebuilds all rows from the ledger alone, in one transaction, after reading what an earlier
    program could not read."""
    with db.writing():
        readable.read_again(db)
        for projection in PROJECTIONS:
            projection.rebuild(db)


class ProjectionBuilt(Local):
    """Which version of a projection the rows in this database are."""

    name = peewee.TextField(primary_key=True)
    version = peewee.IntegerField()


def upgrade(db: Database) -> None:
    """Brings a database of an older program to this one: its tables, then the rows that it kept
    otherwise or not at all. Each step commits by itself and is repeated until it is done, so that a
    power cut loses none. Raises NewerDatabase or ReadOnly."""
    db.migrate()
    if readable.can_read(db):
        rebuild(db)
    built = {one.name: one.version for one in db.rows(ProjectionBuilt.select())}
    for projection in PROJECTIONS:
        if built.get(projection.name) == projection.version:
            continue
        with db.writing():
            projection.rebuild(db)
            db.run(
                ProjectionBuilt.insert(
                    name=projection.name, version=projection.version
                ).on_conflict(
                    conflict_target=[ProjectionBuilt.name], preserve=[ProjectionBuilt.version]
                )
            )
