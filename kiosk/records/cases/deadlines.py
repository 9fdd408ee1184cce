"""Due days by the deadlines in force; kiosk/rules/cases/deadlines.py counts the days."""

import contextlib
import datetime
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.publishing import documents
from kiosk.rules.cases import deadlines as rule
from kiosk.rules.cases.deadlines import DEFAULTS, Calendar
from kiosk.rules.input.days import day as day_of
from kiosk.rules.input.numbers import digits
from kiosk.rules.publishing import in_force as newest
from kiosk.vocabulary.documents import Deadline, Workday


class Promise(NamedTuple):
    """A due day, whether the calendar is known up to it, and the version of the deadline that was
    applied (0: the default)."""

    due: datetime.date
    sure: bool
    policy: int


class Within(NamedTuple):
    """A deadline and its version (0: the default)."""

    deadline: Deadline
    version: int


def in_force(db: Database, name: str, day: datetime.date) -> Within:
    """The deadline of the class `name`, one of documents.CLASSES, on a day; a kind of case without
    a deadline of its own follows the general one."""
    version = newest.in_force(documents.versions(db, "deadline", name), day)
    content = documents.content(db, version.sha256) if version else None
    if version is not None and isinstance(content, Deadline):
        return Within(content, version.version)
    return Within(DEFAULTS[name], 0) if name in DEFAULTS else in_force(db, "general", day)


def promise(db: Database, name: str, start: datetime.date) -> Promise:
    """The due day of something that begins on `start`, by the deadline of the class `name`."""
    within = in_force(db, name, start)
    due = rule.due(start, within.deadline, calendar(db))
    return Promise(due.day, due.sure, within.version)


def calendar(db: Database) -> Calendar:
    """The moved days as published last: they hold from their publishing on, since a due day is
    promised ahead, whatever day their own rows are in force from."""
    published = documents.by_key(db, "workday")
    said = {key: documents.content(db, some[-1].sha256) for key, some in published.items()}
    moved, years = {}, set()
    for key, one in said.items():
        with contextlib.suppress(ValueError):  # a key that is no day moves none
            if isinstance(one, Workday) and len(key) > 4:
                moved[day_of(key)] = one.working
            elif isinstance(one, Workday) and one.working:
                years.add(digits(key))
    return Calendar(moved, frozenset(years))
