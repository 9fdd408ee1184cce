"""What a hall shows: of each document the narrowest that is for it
(kiosk/rules/publishing/scopes.py)."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.records.ledger import identity
from kiosk.records.publishing import branches, documents
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.publishing.scopes import SCOPED, Place, concerns, for_place, parted
from kiosk.vocabulary.documents import AnyContent, Ended, Notice, Publication, Version


class Shown(NamedTuple):
    """A version that a hall shows, and its content."""

    version: Version
    content: AnyContent


def place(db: Database, day: datetime.date) -> Place:
    """This station's branch, and its region on that day."""
    hall = branches.hall(db, day)
    return Place(identity.me(db).branch, hall.region if hall else "")


def all_of(
    db: Database, kind: str, day: datetime.date, where: Place | None = None
) -> dict[str, Shown]:
    """The documents of a kind that this station's hall, or the one at another place, shows on a
    day, by key without scope."""
    known = documents.by_key(db, kind)
    found = {}
    for key, some in for_place(known, where or place(db, day)).items():
        shown = narrowest(db, [known[full] for full in some], day)
        if shown is not None and not isinstance(shown.content, Ended):
            found[key] = shown
    return found


def contents(db: Database, kind: str, day: datetime.date) -> dict[str, AnyContent]:
    """The same, their contents alone."""
    return {key: shown.content for key, shown in all_of(db, kind, day).items()}


def everywhere(
    db: Database, kind: str, day: datetime.date, concerns: Callable[[str], bool] = lambda _: True
) -> dict[str, AnyContent]:
    """The documents of a kind in force on a day, by key without scope, whichever halls they are
    for; of several scopes the widest, by which head office names them. Only those under a full key
    that `concerns` the reader."""
    known = documents.read_all(db, kind, day)
    narrow_first = sorted(filter(concerns, known), key=lambda full: parted(full).key == full)
    return {parted(full).key: known[full] for full in narrow_first}


def read(db: Database, kind: str, key: str, day: datetime.date) -> AnyContent | None:
    """The content of one document, by its key without scope; None if the hall shows none."""
    return contents(db, kind, day).get(key)


def line(db: Database, kind: str, key: str, day: datetime.date) -> list[Version]:
    """What the hall showed, shows and will show of one document, oldest first: each version with
    the day from which it is shown here. `day` decides the region."""
    known = documents.by_key(db, kind)
    some = [known[full] for full in for_place(known, place(db, day)).get(key, [])]
    found: list[Version] = []
    for begin in sorted({version.in_force for versions in some for version in versions}):
        shown = narrowest(db, some, begin)
        if shown is None or (found and _same(found[-1], shown.version)):
            continue
        found.append(msgspec.structs.replace(shown.version, in_force=begin))
    return found


def _same(one: Version, other: Version) -> bool:
    return (one.key, one.version) == (other.key, other.version)


def narrowest(db: Database, some: Sequence[list[Version]], day: datetime.date) -> Shown | None:
    """Of one document's scopes, narrowest first, what is shown: the first that has not ended."""
    held = [
        Shown(version, content)
        for versions in some
        if (version := in_force(versions, day)) is not None
        and (content := documents.content(db, version.sha256)) is not None
    ]
    alive = (one for one in held if not isinstance(one.content, Ended))
    return next(alive, held[0] if held else None)


def wider(db: Database, known: Mapping[str, list[Version]], item: Publication) -> AnyContent | None:
    """What the halls of a new publication's scope show until then: the narrowest of the wider
    scopes; None for an organisation's own, or if there is none."""
    one, day = parted(item.key), item.in_force
    if item.of_kind not in SCOPED or not (one.region or one.branch):
        return None
    hall = branches.of_branch(db, one.branch, day) if one.branch else None
    where = Place(one.branch, one.region or (hall.region if hall else ""))
    others = [full for full in for_place(known, where).get(one.key, ()) if full != item.key]
    shown = narrowest(db, [known[full] for full in others], day)
    return None if shown is None or isinstance(shown.content, Ended) else shown.content


def notices(db: Database, day: datetime.date) -> list[Notice]:
    """The notices that this station's hall shows on a day."""
    here = place(db, day)
    return [
        one
        for one in documents.read_all(db, "notice", day).values()
        if isinstance(one, Notice)
        and concerns(one, here)
        and (one.until is None or one.until >= day)
    ]
