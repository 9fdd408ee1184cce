"""What must hold at the end of the week."""

import datetime
from collections import Counter

import peewee

from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.records.alerts.listed import Alert
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.hall.served_state import ServedNow
from kiosk.records.ledger.ledger import Ledger
from kiosk.records.upkeep import checks
from tests.faults.week.book import Book
from tests.faults.week.hall import Clocked, Hall
from tests.faults.week.measures import Day

MEMORY, SLOWER = 1.05, 1.5
"""Most growth from the first day to the last one: of memory, and of the 95th percentile."""
MOST_WAL, MOST_LOG, MORE_DESCRIPTORS = 16_384, 1_024, 8
"""KiB of a WAL and of a log, and how many descriptors may be open beyond the first day's."""


def facts_by_day(hall: Hall) -> dict[datetime.date, int]:
    """How many facts the office holds of each day; the machines are stopped."""
    with hall.office.database() as db:
        counted = Ledger.select(Ledger.counted_day, peewee.fn.COUNT(Ledger.seq))
        return dict(db.rows(counted.group_by(Ledger.counted_day).tuples()))


def of_facts(hall: Hall, book: Book) -> dict[str, int]:
    """Looks into the databases of the stopped machines; every figure must be 0."""
    wrong = Counter({"answers that no one expects": len(book.odd)})
    seen: dict[str, Counter[str]] = {}
    for name, machine in hall.machines.items():
        with machine.database() as db:
            seen[name] = _counted(db)
            wrong[f"{name}: rows that differ from the ledger"] = _differs(machine, db, name)
            wrong[f"{name}: silences without an alert"] = abs(book.silences - _alerts(db))
            wrong[f"{name}: tickets rated twice"] = _rated_twice(db)
            wrong[f"{name}: customers served twice"] = _served_twice(db)
        lost = Counter(book.thanked[one] for one in book.thanked.keys() - seen[name].keys())
        wrong[f"{name}: facts lost"] = lost.total()
        book.odd += [f"{name}: {n} lost of {what}" for what, n in lost.items()]
        wrong[f"{name}: facts counted twice"] = sum(n > 1 for n in seen[name].values())
    differ = seen["station"].keys() ^ seen["office"].keys()
    wrong["facts that only one of both holds"] = len(differ)
    return dict(wrong)


def _counted(db: Database) -> Counter[str]:
    """How often each fact of the branch's stations counts."""
    rows = db.rows(Ledger.select(Ledger.event_id).where(Ledger.counted == 1).tuples())
    return Counter(event_id for (event_id,) in rows)


def _differs(machine: Clocked, db: Database, name: str) -> int:
    keys = Keys.load(machine.config.key_file)
    return int(checks.check(db, keys, at_office=name == "office") is not None)


def _alerts(db: Database) -> int:
    """Silences of a ticket system that an alert was raised for, each once."""
    return len(db.rows(Alert.select().where(Alert.event == "silent_tickets")))


def _rated_twice(db: Database) -> int:
    bound = (FeedbackNow.ticket != "") & (FeedbackNow.withdrawn == 0)
    rows = db.rows(FeedbackNow.select(FeedbackNow.ticket).where(bound).tuples())
    return sum(n - 1 for n in Counter(ticket for (ticket,) in rows).values())


def _served_twice(db: Database) -> int:
    named = ServedNow.select(ServedNow.ticket, ServedNow.window, ServedNow.day)
    rows = db.rows(named.where((ServedNow.ticket != "") & (ServedNow.withdrawn == 0)).tuples())
    return sum(n - 1 for n in Counter(map(tuple, rows)).values())


def of_memory(first: Day, last: Day) -> list[str]:
    """Whose memory has grown between two days more than it may."""
    return [
        f"{name}: memory {before.memory} to {last.after[name].memory} KiB"
        for name, before in first.after.items()
        if last.after[name].memory > before.memory * MEMORY
    ]


def of_files(first: Day, last: Day) -> list[str]:
    """What has grown between two days more than it may: descriptors, threads, files."""
    found = []
    for name, before in first.after.items():
        after = last.after[name]
        if after.descriptors > before.descriptors + MORE_DESCRIPTORS:
            found.append(f"{name}: descriptors {before.descriptors} to {after.descriptors}")
        if after.threads > before.threads:
            found.append(f"{name}: threads {before.threads} to {after.threads}")
        if after.files > before.files or after.temporary > before.temporary:
            found.append(f"{name}: files {before.files}+{before.temporary} to "
                         f"{after.files}+{after.temporary}")  # fmt: skip
        if after.log > MOST_LOG:
            found.append(f"{name}: a log of {after.log} KiB")
        if last.longest_wal[name] > MOST_WAL:
            found.append(f"{name}: a WAL of {last.longest_wal[name]} KiB")
    return found


def of_times(first: Day, last: Day) -> list[str]:
    """Whose answers take longer on the last day, by more than this machine has slowed down: a file,
    which needs no database, says how much that is."""
    slowed = max(1.0, last.measured.p95("file") / max(first.measured.p95("file"), 0.001))
    return [
        f"{who}: p95 {first.measured.p95(who):.1f} to {last.measured.p95(who):.1f} ms,"
        f" this machine is {slowed:.2f} times slower"
        for who in first.measured.ms
        if last.measured.p95(who) > first.measured.p95(who) * SLOWER * slowed
    ]
