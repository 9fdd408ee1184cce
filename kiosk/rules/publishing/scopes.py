"""Scopes of documents: the organisation, a region, a branch; the narrower wins
(docs/publishing.md).

The scope is part of a document's key, so that a region's own "gas" has its own versions beside the
organisation's: `gas`, `gas@region.north`, `gas@branch.b01`. A person types and reads `gas`.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from kiosk.vocabulary.documents import Clerk, Notice, Publication, Window

SCOPED = (
    "service", "topic", "reason", "deed", "group", "fees", "guide", "alerts", "scheme", "figure",
    "target", "standard", "rulebook", "support", "questions",
)  # fmt: skip
"""Kinds of which a region or a branch can have its own."""
_REGION, _BRANCH = "region.", "branch."


class Place(NamedTuple):
    """Where a hall is: its branch, and the branch's region, '' for none."""

    branch: str
    region: str = ""


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
        if one.branch in ("", place.branch) and one.region in ("", place.region):
            found.setdefault(one.key, []).append(full)
    return {key: sorted(some, key=_width) for key, some in found.items()}


def _width(full: str) -> int:
    one = parted(full)
    return 0 if one.branch else 1 if one.region else 2


def concerns(notice: Notice, place: Place) -> bool:
    """Whether a notice is for this place."""
    return notice.branch in ("", place.branch) and notice.region in ("", place.region)


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
