"""Rulebooks (制度规范, P27) that clerks read at the desk: each version is confirmed by each clerk.
Who has not read which is on the manager's page, and shares are on head office's."""

import datetime
from collections.abc import Collection, Sequence
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.records.ledger import across
from kiosk.records.ledger.writing import Author, writing
from kiosk.records.publishing import in_halls
from kiosk.rules.publishing.scopes import Place
from kiosk.vocabulary.documents import Rulebook
from kiosk.vocabulary.facts import RulebookRead
from kiosk.vocabulary.refusals import Refusal


class Version(NamedTuple):
    """Which text: a rulebook's key without scope, the SHA-256 of its content, and the day from
    which it is in force. The same text that comes into force again is another version."""

    key: str
    sha256: str
    since: datetime.date


class Held(NamedTuple):
    """A rulebook that a hall has."""

    of: Version
    rulebook: Rulebook


class Reading(NamedTuple):
    """A rulebook, and for each clerk the confirmation, None if it has not been read."""

    held: Held
    by: dict[str, RulebookRead | None]

    @property
    def unread(self) -> list[str]:
        """The badges of those who have not confirmed it."""
        return [badge for badge, receipt in self.by.items() if receipt is None]


def of_hall(db: Database, day: datetime.date, where: Place | None = None) -> list[Held]:
    """The rulebooks that this hall, or the one at another place, has on a day, by key."""
    found = sorted(in_halls.all_of(db, "rulebook", day, where).items())
    return [
        Held(Version(key, shown.version.sha256, shown.version.in_force), shown.content)
        for key, shown in found
        if isinstance(shown.content, Rulebook)
    ]


def find(db: Database, day: datetime.date, key: str) -> Held:
    """One of this hall's rulebooks; raises Refusal `no_rulebook`."""
    held = next((one for one in of_hall(db, day) if one.of.key == key), None)
    if held is None:
        raise Refusal("no_rulebook", key[:40])
    return held


def confirm(db: Database, author: Author, key: str, of: str, version: str) -> None:
    """A clerk confirms having read the rulebook `of`; `version` is the one that was on the screen.
    What is confirmed already is not confirmed again.

    Raises Refusal `missing_key`, `no_rulebook` or `rulebook_changed`.
    """
    with writing(db, author, key) as entry:
        if entry.known:
            return
        held = find(db, author.day, of)
        if held.of.sha256 != version:
            raise Refusal("rulebook_changed")
        if (author.by, held.of) in receipts(db, [author.branch]):
            return
        entry.write(
            RulebookRead,
            subject=held.of.key,
            version=held.of.sha256,
            since=held.of.since,
            clerk=author.by,
        )


# Reading -------------------------------------------------------------------------------


def receipts(db: Database, branches: Sequence[str]) -> dict[tuple[str, Version], RulebookRead]:
    """The confirmations in some branches, by badge and version, the first of each."""
    found: dict[tuple[str, Version], RulebookRead] = {}
    for one in sorted(across.read(db, RulebookRead, branches), key=_first):
        found.setdefault((one.clerk, Version(one.subject, one.version, one.since)), one)
    return found


def _first(one: RulebookRead) -> tuple[int, str]:
    return one.at, one.event_id


def readings(
    db: Database,
    branch: str,
    badges: Collection[str],
    day: datetime.date,
    where: Place | None = None,
) -> list[Reading]:
    """Who of these clerks has read which rulebook of a branch, this hall's unless it is elsewhere;
    the versions are those in force on a day."""
    known = receipts(db, [branch])
    return [
        Reading(held, {badge: known.get((badge, held.of)) for badge in badges})
        for held in of_hall(db, day, where)
    ]
