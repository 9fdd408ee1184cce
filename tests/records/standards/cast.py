"""Standards and rulebooks in the cast's hall, and clerks who go through them."""

import datetime

from kiosk.records.publishing import documents, presets
from kiosk.records.standards import checks
from kiosk.rules.standards import checking
from kiosk.rules.standards.checking import Typed
from kiosk.vocabulary.documents import AnyContent, Publication, Rulebook, Said, Section
from tests.cast import NOON, START_2014, WANG, Machine, sync_round
from tests.records.cases.cast import desk, k

DAY = datetime.timedelta(1)


def publish(
    office: Machine, hall: Machine, key: str, content: AnyContent,
    since: datetime.date = START_2014,
) -> None:  # fmt: skip
    documents.publish(office.db, [Publication(key, content, since)], "t", office.time.utc)
    sync_round(hall, office)


def with_standards(office: Machine, hall: Machine) -> None:
    """The three presets are in force."""
    for name in presets.STANDARDS:
        wanted = presets.read_of_kind(office.db, "standard", name, START_2014)
        documents.publish(office.db, wanted, "t", NOON)
    sync_round(hall, office)


def rules(text: str = "不得擅自离岗") -> Rulebook:
    return Rulebook(title=Said("禁令", "Prohibitions"), sections=(Section(Said(text)),))


def check(
    hall: Machine, number: int = 1, badge: str = WANG, of: str = "uniform", **said: Typed
) -> None:
    """A clerk goes through a standard: all of it is done but what is said otherwise."""
    author = desk(hall, badge)
    held = checks.find(hall.db, author.day, of)
    done = {one.code: Typed("done", stock="3") for one in checking.defined(held.standard)}
    checks.check(hall.db, author, k(9_000 + number), of, held.version, done | said)
