"""Documents as tables: what is published as rows to publish again, and rows as publications."""

import datetime
from collections.abc import Callable, Sequence

from kiosk.ground.db import Database
from kiosk.records.publishing import documents, offered
from kiosk.rules.publishing import rows as table_rows
from kiosk.rules.publishing.in_force import in_force
from kiosk.rules.spreadsheets.columns import Fault, Row
from kiosk.vocabulary.documents import BASES, Branch, Publication, Version


def current(db: Database, kind: str, today: datetime.date) -> list[Publication]:
    """All documents of a kind that are in force on a day or upcoming, as publications."""
    found = []
    for key, known in documents.by_key(db, kind).items():
        holding = in_force(known, today)
        for version in known:
            one = documents.content(db, version.sha256)
            if one is not None and (version == holding or version.in_force > today):
                found.append(Publication(key, one, version.in_force, kind))
    return found


def from_rows(
    db: Database,
    kind: str,
    rows: Sequence[Row],
    seen: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[list[Publication], list[Fault]]:
    """The publications that a table's rows ask for, or the faults in them; `seen(done, all)`
    reports progress in rows."""
    branches = {key: _region(db, some[-1]) for key, some in documents.by_key(db, "branch").items()}
    known = {
        key: one
        for key, some in (documents.by_key(db, kind) if kind in ("clerk", "branch") else {}).items()
        if (one := documents.content(db, some[-1].sha256)) is not None
    }
    roles = offered.role_words(db) if kind in ("clerk", "scheme") else {}
    figures = _figure_words(db) if kind in ("scheme", "target") else {}
    badges = documents.by_key(db, "clerk") if kind in ("figure", "target") else ()
    windows = documents.by_key(db, "window") if kind == "figure" else ()
    bases = {str(of): documents.by_key(db, of) for of in BASES} if kind == "questions" else {}
    return table_rows.read(
        kind, rows, branches, known, seen, roles, figures, badges, windows, bases
    )


def _figure_words(db: Database) -> dict[str, str]:
    """The codes of imported figures, each by itself and by its words."""
    return {
        word: code
        for code, name in offered.figures(db).items()
        for word in (code, name.zh, name.en)
        if word
    }


def _region(db: Database, version: Version) -> str:
    found = documents.content(db, version.sha256)
    return found.region if isinstance(found, Branch) else ""
