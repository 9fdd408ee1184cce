"""Which version of a document is in force on a day: rosters, fees and rules alike."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from kiosk.vocabulary.documents import Ended, Version, encode, sha256


def in_force(versions: Iterable[Version], day: datetime.date) -> Version | None:
    """The version of a document that is in force on `day`: the one with the latest in-force date
    not after it, and of equal dates the higher version."""
    begun = [version for version in versions if version.in_force <= day]
    return max(begun, key=lambda v: (v.in_force, v.version), default=None)


def each_day(versions: Iterable[Version]) -> dict[datetime.date, Version]:
    """The version that holds of each in-force date: the highest."""
    return {one.in_force: one for one in sorted(versions, key=lambda one: one.version)}


def each_in_force(
    documents: Mapping[str, Iterable[Version]], day: datetime.date
) -> dict[str, Version]:
    """Of several documents, by key, the version of each that is in force on `day`; those
    that have none yet are left out."""
    found = {key: in_force(versions, day) for key, versions in documents.items()}
    return {key: version for key, version in found.items() if version is not None}


ENDED = sha256(encode(Ended()))


def of_scopes(
    some: Sequence[Sequence[Version]], day: datetime.date, since: datetime.date | None
) -> Version | None:
    """Of one document's scopes, narrowest first, the version in force on `day`, or the one in force
    from the day `since` if that is given; None if it has none, or has ended."""
    for versions in some:
        if since is None:
            found = in_force(versions, day)
        else:
            found = in_force([one for one in versions if one.in_force == since], since)
        if found is not None and found.sha256 != ENDED:
            return found
    return None
