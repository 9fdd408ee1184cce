"""Whether a table looks as if its keys were damaged: most of its documents are new."""

FEW = 4
"""A smaller table is looked over at a glance."""


def is_mostly_new(existing: int, wanted: int, added: int) -> bool:
    """Whether publishing should ask once more: of a kind that has documents already, more than half
    of at least FEW would be new. So it is if a spreadsheet changed the keys, and every clerk would
    be on the roster twice."""
    return existing > 0 and wanted >= FEW and 2 * added > wanted
