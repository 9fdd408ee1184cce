"""What is chosen from in a hall: topics of cases, reasons under a rating, deed tags on a card for a
colleague, role groups of clerks.

All of them are published. In a hall for which none of a kind is in force, the program's own codes
hold, whose words are in the templates.
"""

import datetime
from collections.abc import Callable, Collection, Mapping

from kiosk.ground.db import Database
from kiosk.records.publishing import branches, documents, in_halls
from kiosk.rules.publishing.scopes import Place, for_place, parted
from kiosk.rules.spreadsheets.columns import GROUPS
from kiosk.vocabulary import facts
from kiosk.vocabulary.documents import Deed, Group, Measured, Reason, Said, Topic, Window
from kiosk.vocabulary.schemes import FIGURES, MEASURED

KINDS = ("topic", "reason", "deed", "group")


def topics(db: Database, day: datetime.date, kind: str = "") -> tuple[str, ...]:
    """The codes of the topics that a case of this kind can have, of any kind by default, in their
    order."""
    published = _topics(db, day)
    if not published:
        return facts.TOPICS
    return _in_order(
        {
            code: one
            for code, one in published.items()
            if not kind or not one.cases or kind in one.cases
        }
    )


def reasons(db: Database, day: datetime.date, grade: str = "") -> tuple[str, ...]:
    """The codes of the reasons that can be ticked under a grade, under any by default."""
    low = grade in facts.LOW_GRADES
    found = in_halls.contents(db, "reason", day)
    published = {code: one for code, one in found.items() if isinstance(one, Reason)}
    if not published:
        return facts.REASONS if low or not grade else ()
    shown = {
        code: one for code, one in published.items() if low or not grade or one.grades == "all"
    }
    return _in_order(shown)


def deeds(db: Database, day: datetime.date) -> tuple[str, ...]:
    """The codes of the deed tags that a card for a colleague can name, in their order."""
    found = in_halls.contents(db, "deed", day)
    published = {code: one for code, one in found.items() if isinstance(one, Deed)}
    return _in_order(published) if published else facts.DEEDS


def groups(db: Database, day: datetime.date) -> dict[str, Group]:
    """The role groups that are published for this hall, by code."""
    found = in_halls.contents(db, "group", day)
    return {code: one for code, one in found.items() if isinstance(one, Group)}


def windows(db: Database, branch: str, day: datetime.date) -> dict[str, Said]:
    """What a branch's windows are for, by number."""
    found = documents.read_all(db, "window", day, branch).values()
    return {
        one.number: one.name for one in found if isinstance(one, Window) and one.branch == branch
    }


def is_urgent(db: Database, codes: Collection[str], day: datetime.date) -> bool:
    """Whether one of these topics can't wait."""
    published = _topics(db, day)
    if not published:
        return any(code in facts.URGENT_TOPICS for code in codes)
    return any(published[code].safety for code in codes if code in published)


def every_code(
    db: Database, kind: str, concerns: Callable[[str], bool] = lambda _: True
) -> tuple[str, ...]:
    """All codes of topics or reasons that anything can have: the program's own, and those that
    were ever published under a full key that `concerns` the reader."""
    own = facts.TOPICS if kind == "topic" else facts.REASONS
    published = (parted(full).key for full in documents.by_key(db, kind) if concerns(full))
    return tuple(dict.fromkeys((*own, *published)))


def role_codes(db: Database) -> tuple[str, ...]:
    """The codes of all role groups that a clerk can have: the program's own, and those that were
    ever published."""
    published = (parted(full).key for full in documents.by_key(db, "group"))
    return tuple(dict.fromkeys((*GROUPS, *published)))


def role_words(db: Database) -> dict[str, str]:
    """The same codes, each by itself and by its words."""
    found: dict[str, str] = {}
    for full, versions in documents.by_key(db, "group").items():
        code = parted(full).key
        for version in versions:
            one = documents.content(db, version.sha256)
            if isinstance(one, Group):
                found |= {word: code for word in (one.name.en, one.name.zh, code) if word}
    return found


def figures(db: Database) -> dict[str, Said]:
    """The imported figures that tables have named themselves, by code, as named last."""
    found: dict[str, Said] = {}
    for full, versions in documents.by_key(db, "figure").items():
        for version in reversed(versions):
            one = documents.content(db, version.sha256)
            if isinstance(one, Measured) and one.name.zh:
                found[parted(full).key] = one.name
                break
    return found


def figure_words(db: Database) -> dict[str, str | Said]:
    """What all figures are called, by code: words of the program, or of the tables."""
    return {**FIGURES, **MEASURED, **figures(db)}


def _topics(db: Database, day: datetime.date) -> dict[str, Topic]:
    found = in_halls.contents(db, "topic", day)
    return {code: one for code, one in found.items() if isinstance(one, Topic)}


def _in_order(found: Mapping[str, Topic | Reason | Deed]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda code: (found[code].order, code)))


class Words:
    """What the codes of a kind are called. A code that is no longer published keeps its last
    word: facts name it for years. Read once, asked often."""

    def __init__(self, db: Database, kind: str, day: datetime.date) -> None:
        self._db, self._day = db, day
        self._known = documents.by_key(db, kind)
        self._keys: dict[str, list[str]] = {}
        for full in self._known:
            self._keys.setdefault(parted(full).key, []).append(full)

    def of(self, code: str, branch: str) -> Said | None:
        """What a branch calls a code; '' is head office. None if it was never published."""
        keys = self._keys.get(code)
        if keys is None:
            return None
        hall = branches.of_branch(self._db, branch, self._day) if branch else None
        near = for_place(keys, Place(branch, hall.region if hall else "")).get(code, [])
        ordered = [*near, *(full for full in keys if full not in near)]
        shown = in_halls.narrowest(self._db, [self._known[full] for full in near], self._day)
        if shown is not None and isinstance(shown.content, Topic | Reason | Deed | Group):
            return shown.content.name
        return next(filter(None, map(self._last, ordered)), None)

    def _last(self, full: str) -> Said | None:
        """The word of a document's last version that had one."""
        begun = sorted(self._known[full], key=lambda v: (v.in_force <= self._day, v.in_force))
        for version in reversed(begun):
            one = documents.content(self._db, version.sha256)
            if isinstance(one, Topic | Reason | Deed | Group):
                return one.name
        return None
