"""Releases: sets of publications that a person proposes, reviews and publishes, with a second
person if configured."""

import datetime
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import msgspec
import peewee

from kiosk.ground.db import Database
from kiosk.ground.tables import Reference
from kiosk.records.publishing import documents, in_halls
from kiosk.rules.publishing import mostly_new as rule
from kiosk.rules.publishing.comparing import Cell, cells
from kiosk.rules.publishing.in_force import in_force
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary.documents import AnyContent, Ended, Publication, Version
from kiosk.vocabulary.refusals import Refusal

What = Literal["added", "changed", "same", "ended"]


class Release(Reference):
    """A release and its state: proposed, published, dropped or withdrawn. `body` holds its
    publications as JSON, as proposed; `changes`, what each of them changed when the release was
    decided."""

    release = peewee.TextField(primary_key=True)
    kind = peewee.TextField()
    body = peewee.BlobField()
    state = peewee.TextField()
    proposed_by = peewee.TextField()
    proposed_at = peewee.BigIntegerField()
    decided_by = peewee.TextField()
    decided_at = peewee.BigIntegerField(null=True)
    changes = peewee.BlobField(null=True)
    withdrawal_by = peewee.TextField(default="")  # who wants it withdrawn, '' for no one
    withdrawal_at = peewee.BigIntegerField(null=True)

    @property
    def publications(self) -> list[Publication]:
        return msgspec.json.decode(bytes(self.body), type=list[Publication])


class Effect(NamedTuple):
    """What a publication changes in the document in force on its day, cell by cell; `late` means
    that its day has begun, so that it changes the past."""

    what: What
    late: bool
    cells: tuple[Cell, ...]


class Change(NamedTuple):
    """A publication and its effect."""

    publication: Publication
    effect: Effect


def changes(db: Database, wanted: Sequence[Publication], today: datetime.date) -> list[Change]:
    """What these publications would change, in their own order.

    Each is compared with what is in force on its day after those with an earlier day: of "2" from
    the 1st and "1" again from the 10th, both count.
    """
    standing = {kind: documents.by_key(db, kind) for kind in {item.of_kind for item in wanted}}
    laid: dict[tuple[str, str], list[Version]] = {}
    contents: dict[str, AnyContent] = {}
    judged: dict[int, Effect] = {}
    for number in sorted(range(len(wanted)), key=lambda n: _place(wanted[n])):
        item = wanted[number]
        known = standing[item.of_kind].get(item.key, [])
        ours = laid.setdefault((item.of_kind, item.key), [])
        holding = in_force([*known, *ours], item.in_force)
        before = None
        if holding is not None:
            before = contents.get(holding.sha256) or documents.content(db, holding.sha256)
        late = bool(known) and item.in_force <= today
        if before is None or isinstance(before, Ended):
            effect = _added(item, in_halls.wider(db, standing[item.of_kind], item), late)
        else:
            effect = _effect(item, before, late)
        if effect.what != "same":
            sha256 = vocabulary.sha256(vocabulary.encode(item.content))
            contents[sha256] = item.content
            after = max((version.version for version in [*known, *ours]), default=0) + 1
            ours.append(Version(item.of_kind, item.key, after, item.in_force, sha256))
        judged[number] = effect
    return [Change(item, judged[number]) for number, item in enumerate(wanted)]


def _place(item: Publication) -> tuple[str, str, datetime.date]:
    return item.of_kind, item.key, item.in_force


def _added(item: Publication, shown: AnyContent | None, late: bool) -> Effect:
    """The effect of a publication where there is nothing yet; `shown` is what its halls show
    instead, of a wider scope."""
    if isinstance(item.content, Ended):
        return Effect("same", False, ())
    return Effect("added", late, cells(item, shown))


def _effect(item: Publication, before: AnyContent, late: bool) -> Effect:
    if item.content == before:
        return Effect("same", False, ())
    what: What = "ended" if isinstance(item.content, Ended) else "changed"
    return Effect(what, late, cells(item, before))


def reviewed(db: Database, found: Release, today: datetime.date) -> list[Change]:
    """What a release changes, while it is proposed; what it changed, once it is decided. Of
    releases decided before this was kept, only the new values are known."""
    if found.state == "proposed":
        return changes(db, found.publications, today)
    if found.changes is None:
        return [
            Change(item, Effect("added", False, cells(item, None))) for item in found.publications
        ]
    kept = msgspec.json.decode(bytes(found.changes), type=list[Effect])
    return [Change(*pair) for pair in zip(found.publications, kept, strict=True)]


def propose(
    db: Database, release: str, kind: str, wanted: Sequence[Publication], by: str, at: int
) -> None:
    """Stores a release for review; the same id twice changes nothing."""
    with db.writing():
        db.run(
            Release.insert(
                release=release, kind=kind, body=msgspec.json.encode(list(wanted)),
                state="proposed", proposed_by=by, proposed_at=at, decided_by="", decided_at=None,
                changes=None,
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
    large = ("body", "changes")
    shown = [field for name, field in Release._meta.fields.items() if name not in large]
    query = Release.select(*shown).order_by(Release.proposed_at.desc())
    return db.rows(query.limit(number))


def is_mostly_new(db: Database, kind: str, judged: Sequence[Change]) -> bool:
    """Whether publishing these changes needs `mostly_new`, since most of them add documents to a
    kind that has some."""
    added = sum(change.effect.what == "added" for change in judged)
    return rule.is_mostly_new(len(documents.by_key(db, kind)), len(judged), added)


def publish(
    db: Database, release: str, by: str, at: int, two_persons: bool, today: datetime.date,
    mostly_new: bool = False,
) -> int:  # fmt: skip
    """Publishes a proposed release; returns how many versions were new.

    Publications that change nothing are left out. Raises Refusal `unknown_release`,
    `release_decided`, `second_person` if the proposer can't publish it alone, or `mostly_new` if
    that was not confirmed.
    """
    with db.writing():
        found = _open(db, release, by if two_persons else None)
        made = changes(db, found.publications, today)
        if not mostly_new and is_mostly_new(db, found.kind, made):
            raise Refusal("mostly_new")
        wanted = [change.publication for change in made if change.effect.what != "same"]
        number = documents.publish(db, wanted, by, at)
        decide(db, release, "published", by, at, made)
    return number


def drop(db: Database, release: str, by: str, at: int, today: datetime.date) -> None:
    """Drops a proposed release. Raises Refusal `unknown_release` or `release_decided`."""
    with db.writing():
        found = _open(db, release, None)
        decide(db, release, "dropped", by, at, changes(db, found.publications, today))


def _open(db: Database, release: str, proposer: str | None) -> Release:
    found = find(db, release)
    if found.state != "proposed":
        raise Refusal("release_decided", found.state)
    if found.proposed_by == proposer:
        raise Refusal("second_person")
    return found


def decide(
    db: Database, release: str, state: str, by: str, at: int, made: Sequence[Change] | None = None
) -> None:
    """Notes who decided a release and when; what it changed is kept from its first decision on."""
    decided: dict[str, Any] = {"state": state, "decided_by": by, "decided_at": at}
    if made is not None:
        decided["changes"] = msgspec.json.encode([change.effect for change in made])
    db.run(Release.update(decided).where(Release.release == release))
