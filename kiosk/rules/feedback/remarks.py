"""A customer's additions to a rating: at most one remark each."""

import hashlib


def remark_id(event_id: str) -> str:
    """The event_id of the one remark that a rating can have."""
    return hashlib.sha256(b"remark" + event_id.encode()).hexdigest()
