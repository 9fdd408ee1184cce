"""Branch documents, and the time zone of this station's hall."""

import bisect
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.records.ledger import identity
from kiosk.records.publishing import documents
from kiosk.rules.input.folding import squeezed
from kiosk.rules.publishing import in_force
from kiosk.rules.publishing.scopes import below, tree
from kiosk.vocabulary import documents as vocabulary


def hall(db: Database, day: datetime.date) -> vocabulary.Branch | None:
    """This station's branch document in force on `day`, None before the first sync."""
    return of_branch(db, identity.me(db).branch, day)


def of_branch(db: Database, branch: str, day: datetime.date) -> vocabulary.Branch | None:
    """A branch's document in force on `day`."""
    found = documents.read(db, "branch", branch, day)
    return found if isinstance(found, vocabulary.Branch) else None


def zone(db: Database, branch: str) -> str:
    """A branch's time zone, by its newest document."""
    found = documents.newest(db, "branch", branch)
    return found.zone if isinstance(found, vocabulary.Branch) else vocabulary.DEFAULT_ZONE


def zone_here(db: Database, branch: str) -> str:
    """The zone that this machine counts a branch's hours by: a station's own, else the branch's."""
    ours = identity.settled(db) and identity.me(db).branch == branch
    return identity.me(db).zone if ours else zone(db, branch)


class Names(Mapping[str, vocabulary.Branch]):
    """Every branch in force on `day`, by key, each read when a page first names it."""

    def __init__(self, db: Database, day: datetime.date) -> None:
        self._db, self._day = db, day
        self._read: dict[str, vocabulary.Branch | None] = {}

    def __getitem__(self, key: str) -> vocabulary.Branch:
        if key not in self._read:
            self._read[key] = of_branch(self._db, key, self._day)
        found = self._read[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(documents.keys(self._db, "branch", -1))

    def __len__(self) -> int:
        return documents.number(self._db, "branch")


MOST_LISTED = 200
"""Most branches that a field offers in a list; of more, names are searched."""


def listed(db: Database, day: datetime.date) -> dict[str, vocabulary.AnyContent]:
    """Every branch in force on `day`, by key, if they fit in a list; else none."""
    if len(documents.keys(db, "branch", MOST_LISTED + 1)) > MOST_LISTED:
        return {}
    return documents.read_all(db, "branch", day)


def named(
    db: Database, keys: Iterable[str], day: datetime.date
) -> dict[str, vocabulary.AnyContent]:
    """These branches' documents, by key; unknown ones are left out."""
    found: dict[str, vocabulary.AnyContent] = {}
    for key in set(keys) - {""}:
        content = documents.read(db, "branch", key, day)
        if isinstance(content, vocabulary.Branch):
            found[key] = content
    return found


MOST_FOUND = 12


def searched(
    db: Database, typed: str, day: datetime.date, within: Collection[str] | None = None
) -> list[str]:
    """The branches that a person means: the one with this key or name, else at most MOST_FOUND
    with that in either; of those `within` alone, None for all."""
    if documents.versions(db, "branch", typed) and (within is None or typed in within):
        return [typed]
    wanted, found = squeezed(typed).casefold(), []
    for key, names in _directory(db, day):
        if wanted in names and (within is None or key in within):
            if f"\n{wanted}\n" in names:
                return [key]
            found.append(key)
    return found[:MOST_FOUND]


class _Said(msgspec.Struct, frozen=True, gc=False):
    """What lists need of a branch's document. Python's collector looks through none of these, of
    which there are as many as branches, while a page is made."""

    name: str
    name_en: str
    region: str


_said: Cache[_Said | None] = Cache(50_000_000)
"""By the hash of the document, None for one that ends its branch. All of a nation's fit in."""
_SAID_BYTES = 400


def _read(db: Database, versions: Iterable[vocabulary.Version]) -> dict[str, _Said | None]:
    """What these versions say, by hash. Those that were not read before are read together."""
    found: dict[str, _Said | None] = {}
    unknown = []
    for sha256 in {one.sha256 for one in versions}:
        if _said.has(sha256):
            found[sha256] = _said.get(sha256)
        else:
            unknown.append(sha256)
    for sha256, content in documents.contents(db, unknown):
        said = None
        if isinstance(content, vocabulary.Branch):
            said = _Said(content.name, content.name_en, content.region)
        found[sha256] = said
        _said.put(sha256, said, _SAID_BYTES)
    return found


_directories: Cache[list[tuple[str, str]]] = Cache(2)
"""Of the last few databases and days."""


def _directory(db: Database, day: datetime.date) -> list[tuple[str, str]]:
    """The branches in force on a day by their keys, each with what it can be searched by: its key
    and names, between line ends. Kept as `by_region` is."""
    stamp = db.name, day, documents.stamp(db, "branch")
    known = _directories.get(stamp)
    if known is None:
        holding = in_force.each_in_force(documents.by_key(db, "branch"), day)
        said = _read(db, holding.values())
        known = []
        for key, version in holding.items():
            if (one := said.get(version.sha256)) is not None:
                names = [squeezed(each).casefold() for each in (key, one.name, one.name_en)]
                known.append((key, "\n".join(("", *names, ""))))
        _directories.put(stamp, known, 1)
    return known


def regions(db: Database, branch: str) -> list[str]:
    """The regions that a branch belongs to by any version of its document that counts, with those
    that they are in."""
    known = (documents.content(db, one.sha256) for one in documents.versions(db, "branch", branch))
    found = {one.region for one in known if isinstance(one, vocabulary.Branch)}
    return tree(found)


_days: Cache[list[datetime.date]] = Cache(4)
"""On which days any branch's document comes into force, of the last few databases."""
_by_region: Cache[dict[str, Sequence[str]]] = Cache(4)
"""Of the last few databases and such days."""


def by_region(db: Database, day: datetime.date) -> Mapping[str, Sequence[str]]:
    """The branches of each region on a day, '' for those of none, all in order; one that has ended
    stays in its last region. Kept until a branch is published or withdrawn, since head office of a
    nation has 54,000; days between which no document comes into force have the same."""
    stamp = db.name, documents.stamp(db, "branch")
    if (days := _days.get(stamp)) is None:
        days = documents.in_force_days(db, "branch")
        _days.put(stamp, days, 1)
    key = *stamp, bisect.bisect(days, day)
    known = _by_region.get(key)
    if known is None:
        of_branch = documents.by_key(db, "branch")
        said = _read(db, (one for versions in of_branch.values() for one in versions))
        found: dict[str, list[str]] = {}
        for branch, versions in sorted(of_branch.items()):
            if (region := _last_region(said, versions, day)) is not None:
                found.setdefault(region, []).append(branch)
        known = dict(sorted(found.items()))
        _by_region.put(key, known, 1)
    return known


def region_names(db: Database, day: datetime.date) -> list[str]:
    """The regions that have branches on `day`, and those that they are in."""
    return tree(by_region(db, day))


def in_region(db: Database, region: str, day: datetime.date) -> list[str]:
    """The branches of a region and of those in it."""
    return below(by_region(db, day), region)


def _last_region(
    said: Mapping[str, _Said | None], versions: Iterable[vocabulary.Version], day: datetime.date
) -> str | None:
    """The region that a branch's documents name on a day, '' for none; None before the first."""
    begun = [one for one in versions if one.in_force <= day]
    if len(begun) > 1:
        begun.sort(key=lambda one: (one.in_force, one.version), reverse=True)
    for version in begun:
        if (one := said.get(version.sha256)) is not None:
            return one.region
    return None


def note_zone(db: Database, day: datetime.date) -> None:
    """Stores the hall's zone, if its branch document in force gives another."""
    ours = hall(db, day)
    if ours is not None and ours.zone != identity.me(db).zone:
        identity.note_zone(db, ours.zone)
