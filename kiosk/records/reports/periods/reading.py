"""The figures of a report as they are now: page, PDF and spreadsheet all read them here."""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from kiosk.ground.db import Database
from kiosk.records.oversight.second_count import Flagged
from kiosk.records.publishing import documents
from kiosk.records.publishing.branches import in_region
from kiosk.records.reports.periods import counted, people, tallied
from kiosk.rules.office.reports.figures import NOT_RECORDED, Figures, Value
from kiosk.rules.office.reports.parts import ALL, Of
from kiosk.rules.publishing.scopes import region_of
from kiosk.vocabulary.facts import CARD_KINDS, FAMILIES, GRADES, LOW_GRADES
from kiosk.vocabulary.refusals import Refusal

MOST_CLERKS = 5_000
"""With more, what needs every clerk is computed when a report is issued, and not for a page."""


def branches(db: Database, of: Of) -> frozenset[str] | None:
    """The halls of a report, None for all of them. Raises Refusal `unknown_branch`."""
    if of.scope == ALL:
        return None
    found: Sequence[str] = ()
    if region := region_of(of.scope):
        found = in_region(db, region, of.span.last)
        if not found and in_region(db, region, datetime.date.max):
            return frozenset()  # the region came later
    else:
        found = [of.scope] if documents.versions(db, "branch", of.scope) else []
    if not found:
        raise Refusal("unknown_branch")
    return frozenset(found)


def seen(db: Database, of: Of, allowed: Collection[str] | None) -> frozenset[str] | None:
    """Those of a report's halls that a user may see, None for all. Raises Refusal `unknown_branch`,
    for halls of others too."""
    wanted = branches(db, of)
    if allowed is None:
        return wanted
    own = frozenset(allowed) if wanted is None else wanted & frozenset(allowed)
    if wanted and not own:
        raise Refusal("unknown_branch")
    return own


class Around(NamedTuple):
    """What is known elsewhere of a period: which halls a user may see, None for all; what is
    flagged in it and in the period before, None where nothing is looked for; and how often stations
    were silent."""

    allowed: Collection[str] | None = None
    flagged: Flagged | None = None
    flagged_before: Flagged | None = None
    silences: Value = NOT_RECORDED


NOTHING_ELSE = Around()


def read(
    db: Database,
    of: Of,
    today: datetime.date,
    around: Around = NOTHING_ELSE,
    *,
    whole: bool = False,
) -> dict[str, Value]:
    """The figures of a report by their codes (kiosk/vocabulary/reports/); `whole` with those that
    take long where there are many clerks. Raises Refusal `unknown_branch`."""
    wanted = seen(db, of, around.allowed)
    there = tallied.known(db, of.span.last, wanted, today)
    found = tallied.read(db, of.span, wanted, there, today)
    found |= counted.read(db, of.span, wanted, there, today)
    if not found["objections"].n and not {"rating", "case"} & there:
        found |= dict.fromkeys(("objections", "rulings"), NOT_RECORDED)
    found |= _flagged(found, around.flagged, wanted)
    found |= {"inspections": NOT_RECORDED, "silences": around.silences}
    return found | _of_clerks(db, of, wanted, found["cards"], whole)


def _of_clerks(
    db: Database, of: Of, wanted: Collection[str] | None, cards: Value, whole: bool
) -> dict[str, Value]:
    if not whole and documents.keys(db, "clerk", 1, MOST_CLERKS):
        return dict.fromkeys(("per_clerk", "eligible"), Value(later=True))
    clerks = people.number(db, of.span.last, wanted)
    return {
        "per_clerk": Value(cards.n, clerks) if clerks else NOT_RECORDED,
        "eligible": people.eligible(db, of.period, of.span, wanted, clerks),
    }


def _flagged(
    found: Figures, flagged: Flagged | None, wanted: Collection[str] | None
) -> dict[str, Value]:
    """Both counts: with what is flagged, and without; of each figure that includes any of it."""
    if flagged is None:
        names = ("flagged_cards", "flagged_ratings", "cards_clean", "rated_clean")
        return dict.fromkeys(names, NOT_RECORDED)
    marks: Counter[str] = Counter()
    for (branch, _, mark), n in flagged.items():
        if wanted is None or branch in wanted:
            marks[mark] += n
    cards, rated = (sum(marks[one] for one in every) for every in (CARD_KINDS, GRADES))
    given = found["rated"].n
    return _rest(found, marks, cards, rated) | {
        "flagged_cards": Value(cards),
        "flagged_ratings": Value(rated),
        "cards_clean": Value((found["cards"].n or 0) - cards),
        "rated_clean": NOT_RECORDED if given is None else Value(given - rated),
    }


def _rest(found: Figures, marks: Counter[str], cards: int, rated: int) -> dict[str, Value]:
    """The figures that include something flagged, each with what is left."""
    low = sum(marks[one] for one in LOW_GRADES)
    left: dict[str, tuple[int, int]] = {
        "rated": (rated, 0), "satisfied": (rated - low, rated), "low": (low, rated),
        "cards": (cards, 0), **{f"grade_{one}": (marks[one], 0) for one in GRADES},
        **{kind: (marks[kind], 0) for kind in CARD_KINDS},
        **{
            family: (sum(marks[kind] for kind in members), cards)
            for family, members in FAMILIES.items()
        },
    }  # fmt: skip
    return {
        code: msgspec.structs.replace(one, rest=_less(one, n, of))
        for code, (n, of) in left.items()
        if (n or of) and (one := found[code]).n is not None
    }


def _less(one: Value, n: int, of: int) -> Value:
    return Value((one.n or 0) - n, None if one.of is None else one.of - of)
