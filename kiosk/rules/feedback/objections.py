"""When a clerk can object to a low grade, and who rules on it (申诉; 国办发〔2019〕51号)."""

import hashlib

WHY = ("mistaken", "malicious")
"""误评: meant for another or given by mistake; 恶意: given in bad faith."""


def objection_id(rating: str) -> str:
    """The event_id of the only objection that a rating can have."""
    return hashlib.sha256(f"objection {rating}".encode()).hexdigest()


def ruling_id(rating: str) -> str:
    """The event_id of the only ruling on it."""
    return hashlib.sha256(f"ruling {rating}".encode()).hexdigest()


def refused(by: str, clerk: str, low: bool, *, ruler: bool) -> str:
    """Why `by` can't object to a rating of this clerk, '' if that is possible; `ruler` is whether
    there is someone else to rule on it."""
    if by != clerk:
        return "not_about"
    if not low:
        return "only_low_grades"
    return "" if ruler else "conflict_of_interest"


def ruling_refused(office: bool, disputed: bool) -> str:
    """Why no ruling is possible, '' if it is: `office` is whether head office would rule,
    `disputed` whether an objection waits for it."""
    if not office:
        return "not_office"
    return "" if disputed else "no_objection"
