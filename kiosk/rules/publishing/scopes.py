"""Scopes of documents: the organisation, a region, a branch; the narrower wins
(docs/publishing.md).

A region's name can be a path, such as 江苏/南京: what is for 江苏 is for the halls of 江苏/南京,
too, and the narrower region wins.

The scope is part of a document's key, so that a region's own "gas" has its own versions beside the
organisation's: `gas`, `gas@region.north`, `gas@branch.b01`. A person types and reads `gas`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kiosk.vocabulary.documents import Clerk, Notice, Publication, Window

SCOPED = (
    "service", "topic", "reason", "deed", "group", "fees", "guide", "alerts", "scheme", "figure",
    "target", "standard", "rulebook", "support", "questions",
)  # fmt: skip
"""Kinds of which a region or a branch can have its own."""
_REGION, _BRANCH = "region.", "branch."
_IN = "/"


def upward(region: str) -> tuple[str, ...]:
    """A region and those that it is in, the narrowest first; none for ''."""
    steps = region.split(_IN) if region else []
    return tuple(_IN.join(steps[:n]) for n in range(len(steps), 0, -1))


def step(region: str, under: str = "") -> str:
    """The region one step below `under` that a region is in; `under` itself for halls right there.
    `under` is '' for the whole organisation."""
    way = upward(region)[::-1]
    return way[min(len(upward(under)), len(way) - 1)] if way else ""


def below(by_region: Mapping[str, Sequence[str]], region: str) -> list[str]:
    """The branches of a region and of all regions in it, '' for those of none."""
    inside = (some for name, some in by_region.items() if region in (name, *upward(name)))
    return sorted(one for some in inside for one in some)


def grouped(by_region: Mapping[str, Sequence[str]], under: str = "") -> dict[str, list[str]]:
    """The branches of each region one step below `under`."""
    found: dict[str, list[str]] = {}
    for name, some in by_region.items():
        if not under or under in upward(name):
            found.setdefault(step(name, under), []).extend(some)
    return {name: sorted(some) for name, some in sorted(found.items())}


def tree(regions: Iterable[str]) -> list[str]:
    """These regions and those that they are in, each before those in it."""
    return sorted({one for name in regions for one in upward(name)}, key=lambda one: one.split(_IN))


class Place(NamedTuple):
    """Where a hall is: its branch, and the branch's region, '' for none."""

    branch: str
    region: str = ""

    def is_in(self, region: str) -> bool:
        """Whether a region holds it; '' is the whole organisation."""
        return not region or region in upward(self.region)


class Scoped(NamedTuple):
    """A key without its scope, and the scope: a region or a branch, or neither for all halls."""

    key: str
    region: str = ""
    branch: str = ""

    @property
    def full(self) -> str:
        """The key that a document is stored under."""
        scope = (self.region and _REGION + self.region) or (self.branch and _BRANCH + self.branch)
        return f"{self.key}@{scope}" if scope else self.key


def parted(full: str) -> Scoped:
    """A document's key in its parts."""
    key, _, scope = full.partition("@")
    if scope.startswith(_REGION):
        return Scoped(key, region=scope.removeprefix(_REGION))
    if scope.startswith(_BRANCH):
        return Scoped(key, branch=scope.removeprefix(_BRANCH))
    return Scoped(full)


def region_scope(region: str) -> str:
    """A region as the scope of a stored version; a branch's scope is its id."""
    return _REGION + region


def region_of(scope: str) -> str:
    """The region that a scope names, '' for another scope."""
    return scope.removeprefix(_REGION) if scope.startswith(_REGION) else ""


def for_place(keys: Iterable[str], place: Place) -> dict[str, list[str]]:
    """The documents that concern a place, by key without scope, the narrowest first."""
    found: dict[str, list[str]] = {}
    for full in keys:
        one = parted(full)
        if one.branch in ("", place.branch) and place.is_in(one.region):
            found.setdefault(one.key, []).append(full)
    return {key: sorted(some, key=_width) for key, some in found.items()}


def _width(full: str) -> tuple[bool, int]:
    one = parted(full)
    return not one.branch, -len(upward(one.region))


def concerns(notice: Notice, place: Place) -> bool:
    """Whether a notice is for this place."""
    return notice.branch in ("", place.branch) and place.is_in(notice.region)


def narrowed(item: Publication, branch: str) -> Publication:
    """A publication of a hall without an office, as that of one branch of an office: what the hall
    published for itself must not reach other halls when it joins."""
    content, key = item.content, item.key
    if isinstance(content, Clerk | Window | Notice):
        content = msgspec.structs.replace(content, branch=branch)
    if item.of_kind == "window":
        key = f"{branch}/{key.partition('/')[2]}"
    elif item.of_kind in SCOPED:
        key = Scoped(parted(key).key, branch=branch).full
    return msgspec.structs.replace(item, key=key, content=content, kind=item.of_kind)
