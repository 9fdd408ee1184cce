"""Which version of a document is in force on a day: rosters, fees and rules alike."""

import datetime
from collections.abc import Iterable

from kiosk.vocabulary.documents import Version


def in_force(versions: Iterable[Version], day: datetime.date) -> Version | None:
    """The version of a document that is in force on `day`: the one with the latest in-force date
    not after it, and of equal dates the higher version."""
    begun = [version for version in versions if version.in_force <= day]
    return max(begun, key=lambda v: (v.in_force, v.version), default=None)
