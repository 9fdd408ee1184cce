"""Everything in a hall's recent days that a person should look at."""

from kiosk.rules.office.suspicion import levels, moments, rings, rises, screens
from kiosk.rules.office.suspicion.history import Finding, History
from kiosk.rules.office.suspicion.shares import Hours


def find(history: History) -> list[Finding]:
    """All findings, by clerk and day. The same history gives the same ones."""
    now, past = Hours(history.now), Hours(history.past)
    found = [
        *rises.raised(history, now, past),
        *levels.refused(history, now, past),
        *moments.bursts(history),
        *moments.edges(history),
        *screens.one_screen(history),
        *rings.rings(history),
    ]
    return sorted(found, key=lambda one: (one.clerk, one.first, one.kind, one.other))
