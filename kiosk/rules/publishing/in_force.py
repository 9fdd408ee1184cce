"""Which version of a document holds on a day: rosters, fees and rules alike."""

import datetime
from collections.abc import Iterable

from kiosk.vocabulary.documents import Version


def in_force(versions: Iterable[Version], day: datetime.date) -> Version | None:
    """Of one document's versions the one that holds on `day`: the latest
    in-force date not after it, and of equal dates the higher version."""
    begun = [version for version in versions if version.in_force <= day]
    return max(begun, key=lambda v: (v.in_force, v.version), default=None)
