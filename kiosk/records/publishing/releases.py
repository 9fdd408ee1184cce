"""Releases: sets of publications that a person proposes, reviews and publishes, with a second
person if configured, and can withdraw while they are not in force."""

import datetime
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Reference
from kiosk.records.publishing import documents, suppressed
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import AnyContent, Ended, Publication, Version
from kiosk.vocabulary.refusals import Refusal

What = Literal["added", "changed", "same", "ended"]


class Release(Reference):
    """A release and its state: proposed, published, dropped or withdrawn. `body` holds its
    publications as JSON, as proposed."""

    release = peewee.TextField(primary_key=True)
    kind = peewee.TextField()
    body = peewee.BlobField()
    state = peewee.TextField()
    proposed_by = peewee.TextField()
    proposed_at = peewee.BigIntegerField()
    decided_by = peewee.TextField()
    decided_at = peewee.BigIntegerField(null=True)
    withdrawal_by = peewee.TextField(default="")  # who wants it withdrawn, '' for no one
    withdrawal_at = peewee.BigIntegerField(null=True)

    @property
    def publications(self) -> list[Publication]:
        return msgspec.json.decode(bytes(self.body), type=list[Publication])


class Change(NamedTuple):
    """What a publication changes in the document in force on its day. `fields` are those that
    differ; `late` means that its day has begun, so that it changes the past."""

    publication: Publication
    what: What
    fields: tuple[str, ...]
    late: bool


def changes(db: Database, wanted: Sequence[Publication], today: datetime.date) -> list[Change]:
    """What these publications would change, in their own order.

    Each is compared with what is in force on its day after those with an earlier day: of "2" from
    the 1st and "1" again from the 10th, both count.
    """
    standing = {
        kind: suppressed.counting_by_key(db, kind) for kind in {item.of_kind for item in wanted}
    }
    laid: dict[tuple[str, str], list[Version]] = {}
    contents: dict[str, AnyContent] = {}
    judged: dict[int, Change] = {}
    for number in sorted(range(len(wanted)), key=lambda n: _place(wanted[n])):
        item = wanted[number]
        known = standing[item.of_kind].get(item.key, [])
        ours = laid.setdefault((item.of_kind, item.key), [])
        holding = in_force([*known, *ours], item.in_force)
        before = None
        if holding is not None:
            before = contents.get(holding.sha256) or documents.content(db, holding.sha256)
        change = _change(item, before, late=bool(known) and item.in_force <= today)
        if change.what != "same":
            sha256 = vocabulary.sha256(vocabulary.encode(item.content))
            contents[sha256] = item.content
            after = max((version.version for version in [*known, *ours]), default=0) + 1
            ours.append(Version(item.of_kind, item.key, after, item.in_force, sha256))
        judged[number] = change
    return [judged[number] for number in range(len(wanted))]


def _place(item: Publication) -> tuple[str, str, datetime.date]:
    return item.of_kind, item.key, item.in_force


def _change(item: Publication, before: AnyContent | None, late: bool) -> Change:
    fields = _differing(before, item.content)
    if isinstance(item.content, Ended):
        gone = before is None or isinstance(before, Ended)
        return Change(item, "same" if gone else "ended", (), late and not gone)
    if before is None or isinstance(before, Ended):
        return Change(item, "added", (), late)
    return Change(item, "changed" if fields else "same", fields, late and bool(fields))


def _differing(before: AnyContent | None, after: AnyContent) -> tuple[str, ...]:
    if type(before) is not type(after):
        return ()
    return tuple(
        name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name)
    )


def propose(
    db: Database, release: str, kind: str, wanted: Sequence[Publication], by: str, at: int
) -> None:
    """Stores a release for review; the same id twice changes nothing."""
    with db.writing():
        db.run(
            Release.insert(
                release=release, kind=kind, body=msgspec.json.encode(list(wanted)),
                state="proposed", proposed_by=by, proposed_at=at, decided_by="", decided_at=None,
            ).on_conflict(action="nothing", conflict_target=[Release.release])
        )  # fmt: skip


def find(db: Database, release: str) -> Release:
    """A release; raises Refusal `unknown_release`."""
    found: Release | None = db.first(Release.select().where(Release.release == release))
    if found is None:
        raise Refusal("unknown_release", release[:40])
    return found


def newest(db: Database, number: int) -> list[Release]:
    """The newest releases, newest first, without their publications."""
    held_back = [field for name, field in Release._meta.fields.items() if name != "body"]
    query = Release.select(*held_back).order_by(Release.proposed_at.desc())
    return db.rows(query.limit(number))


def publish(db: Database, release: str, by: str, at: int, two_persons: bool) -> int:
    """Publishes a proposed release; returns how many versions were new.

    Publications that change nothing are left out. Raises Refusal `unknown_release`,
    `release_decided`, or `second_person` if the proposer can't publish it alone.
    """
    with db.writing():
        found = _open(db, release, by if two_persons else None)
        wanted = [
            change.publication
            for change in changes(db, found.publications, datetime.date.max)
            if change.what != "same"
        ]
        number = documents.publish(db, wanted, by, at)
        for kind, key in {(item.of_kind, item.key) for item in wanted}:
            suppressed.reinstate(db, kind, key, wanted)
            suppressed.settle(db, kind, key, by, at)
        _decide(db, release, "published", by, at)
    return number


def drop(db: Database, release: str, by: str, at: int) -> None:
    """Drops a proposed release. Raises Refusal `unknown_release` or `release_decided`."""
    with db.writing():
        _open(db, release, None)
        _decide(db, release, "dropped", by, at)


def propose_withdrawal(db: Database, release: str, by: str, at: int) -> None:
    """A person asks for a published release to be withdrawn, which another one confirms; of several
    who ask, the first. Raises Refusal `unknown_release` or `release_decided`."""
    with db.writing():
        if not _published(db, release).withdrawal_by:
            _ask(db, release, by, at)


def drop_withdrawal(db: Database, release: str) -> None:
    """The release is not to be withdrawn after all. Raises Refusal `unknown_release` or
    `release_decided`."""
    with db.writing():
        _published(db, release)
        _ask(db, release, "", None)


def _published(db: Database, release: str) -> Release:
    found = find(db, release)
    if found.state != "published":
        raise Refusal("release_decided", found.state)
    return found


def _ask(db: Database, release: str, by: str, at: int | None) -> None:
    asked = Release.update(withdrawal_by=by, withdrawal_at=at)
    db.run(asked.where(Release.release == release))


def withdraw(
    db: Database, release: str, by: str, at: int, today: datetime.date, two_persons: bool = False
) -> int:
    """Withdraws those versions of a published release that are not in force yet, by further
    versions that restore what the others say; returns how many. It takes as many persons as the
    release did.

    Nothing is removed. Raises Refusal `unknown_release`, `release_decided` if it is not published,
    `in_force_already` if nothing can be withdrawn any more, `second_person` if no other person has
    proposed it.
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
            ours = [version for version in _made(db, found, items) if version.in_force > today]
            for version in ours:
                suppressed.suppress(db, kind, key, version.version)
            taken_back += suppressed.settle(db, kind, key, by, at) if ours else 0
        if not taken_back:
            raise Refusal("in_force_already")
        _decide(db, release, "withdrawn", by, at)
    return taken_back


def _made(db: Database, found: Release, items: list[Publication]) -> list[documents.Document]:
    """The versions of one document that a published release made; who published them and when tells
    them apart from equal versions of other releases."""
    said = {(item.in_force, vocabulary.sha256(vocabulary.encode(item.content))) for item in items}
    decided = (found.decided_by, found.decided_at)
    return [
        row
        for row in documents.history(db, items[0].of_kind, items[0].key)
        if (row.published_by, row.published_at) == decided and (row.in_force, row.sha256) in said
    ]


def _open(db: Database, release: str, proposer: str | None) -> Release:
    found = find(db, release)
    if found.state != "proposed":
        raise Refusal("release_decided", found.state)
    if found.proposed_by == proposer:
        raise Refusal("second_person")
    return found


def _decide(db: Database, release: str, state: str, by: str, at: int) -> None:
    decided = Release.update(state=state, decided_by=by, decided_at=at)
    db.run(decided.where(Release.release == release))
