"""A published release can be withdrawn as far as it is not in force yet."""

import datetime
from collections.abc import Sequence

from kiosk.ground.db import Database
from kiosk.records.publishing import documents, releases
from kiosk.records.publishing.documents import Document
from kiosk.records.publishing.releases import Release
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import Publication, Version
from kiosk.vocabulary.refusals import Refusal


def propose(db: Database, release: str, by: str, at: int) -> None:
    """A person asks for a published release to be withdrawn, which another one confirms; of several
    who ask, the first. Raises Refusal `unknown_release` or `release_decided`."""
    with db.writing():
        if not _published(db, release).withdrawal_by:
            _ask(db, release, by, at)


def drop(db: Database, release: str) -> None:
    """The release is not to be withdrawn after all. Raises Refusal `unknown_release` or
    `release_decided`."""
    with db.writing():
        _published(db, release)
        _ask(db, release, "", None)


def _published(db: Database, release: str) -> Release:
    found = releases.find(db, release)
    if found.state != "published":
        raise Refusal("release_decided", found.state)
    return found


def _ask(db: Database, release: str, by: str, at: int | None) -> None:
    asked = Release.update(withdrawal_by=by, withdrawal_at=at)
    db.run(asked.where(Release.release == release))


def withdraw(
    db: Database, release: str, by: str, at: int, today: datetime.date, two_persons: bool = False
) -> int:
    """Withdraws those versions of a published release that are not in force yet; returns how many.
    It takes as many persons as the release did.

    Nothing is removed: they stay in the history, and count nowhere. Raises Refusal
    `unknown_release`, `release_decided` if it is not published, `in_force_already` if nothing can
    be withdrawn any more, `second_person` if no other person has proposed it.
    """
    with db.writing():
        found = _published(db, release)
        if two_persons and found.withdrawal_by in ("", by):
            raise Refusal("second_person")
        said: dict[tuple[str, str], list[Publication]] = {}
        for item in found.publications:
            said.setdefault((item.of_kind, item.key), []).append(item)
        taken_back = 0
        for (kind, key), items in said.items():
            ours = [row for row in _made(db, found, items) if row.in_force > today]
            known = documents.versions(db, kind, key)
            taken_back += sum(_decides(row, known) for row in ours)
            documents.withdraw(db, ours, at)
        if not taken_back:
            raise Refusal("in_force_already")
        releases.decide(db, release, "withdrawn", by, at)
    return taken_back


def _decides(row: Document, known: Sequence[Version]) -> bool:
    """Whether a version is the one in force on its day: no later one took its place."""
    holding = in_force(known, row.in_force)
    return holding is not None and holding.version == row.version


def _made(db: Database, found: Release, items: list[Publication]) -> list[Document]:
    """The versions of one document that a published release made and that still count; who
    published them and when tells them apart from equal versions of other releases."""
    said = {(item.in_force, vocabulary.sha256(vocabulary.encode(item.content))) for item in items}
    decided = (found.decided_by, found.decided_at)
    return [
        row
        for row in documents.history(db, items[0].of_kind, items[0].key)
        if (row.published_by, row.published_at) == decided and (row.in_force, row.sha256) in said
        and row.withdrawn_at is None
    ]  # fmt: skip
