"""The parts of a meeting's sheet that more than one kind of meeting has, on both of its copies.

The shared copy, which everyone reads, names no clerk and holds no customer's words under a low
grade (P29); the manager's own copy does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from kiosk.records.feedback.state import FeedbackNow
from kiosk.rules.input.naming import Names, Person
from kiosk.vocabulary.documents import Clerk
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.web.desk import downloads
from kiosk.web.frame.words import gettext, masked, named

MOST_ROWS = 66
"""More rows than any sheet shows of a list: the others are only counted."""
LOW_LINES = 2
"""The lines of a row with a low grade and its words."""


class Section(NamedTuple):
    """A part of the sheet: its heading, what it says in a line, a quotation, and a table. `columns`
    are the widths of its columns in halves of a character; `lines` those of a row, or of `quote`;
    `number` is how many rows there are, if `rows` are only the first; `more` says what is left out,
    `where` is the address at which that is read, '' for none."""

    name: str
    title: str
    lead: str = ""
    quote: str = ""
    heads: Sequence[str] = ()
    columns: Sequence[int] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: int = 1
    number: int = 0
    more: str = ""
    where: str = ""


Said = dict[str, Any]
"""What a section says besides its name: fields of `Section`."""


def word(macro: str, *values: Any) -> str:
    """A wording of the sheet."""
    return downloads.said(macro, *values, of="morning")


class Everyone:
    """What the copy says that everyone reads. `names` are clerks by badge; `staff` is everyone
    whose name is hidden in texts."""

    def __init__(self, names: Mapping[str, Clerk], staff: Iterable[tuple[str, Clerk]]) -> None:
        self.names = names
        people = [*staff, *names.items()]
        self._staff = Names(Person(one.name, one.name_en, badge) for badge, one in people)

    def name(self, badge: str) -> str:
        return named(self.names[badge]) if badge in self.names else badge

    def text(self, written: str) -> str:
        """A text as this copy shows it: here without numbers and names."""
        return self._staff.hidden(masked(written), gettext("某同事"), gettext("某顾客"))

    def whose(self, _badge: str) -> str:
        """Whose a card was: here no one's."""
        return ""

    def cards_said(self, cards: Mapping[tuple[str, ...], int]) -> Said:
        """Customers' cards by clerk and kind."""
        kinds: Counter[str] = Counter()
        for (_, kind), n in cards.items():
            kinds[kind] += n
        counted = [(kind, kinds[kind]) for kind in CARD_KINDS]
        clerks = len({badge for badge, _ in cards})
        return {"lead": word("cards_said", counted, kinds.total(), clerks)}

    def low_said(self, low: Sequence[FeedbackNow], left_out: bool) -> Said:
        """Low grades; `left_out` says that those of a manager are not among them."""
        counted = Counter(reason for row in low for reason in row.reasons.split(",") if reason)
        rows = [
            [downloads.said("reason_word", reason, of="ratings"), str(n)]
            for reason, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        ]
        heads = [word("head_word", name) for name in ("reason", "times")]
        lead = word("low_said", len(low), left_out)
        return {"lead": lead, "heads": heads, "columns": (96, 20), "rows": rows}


class ForManager(Everyone):
    """What the manager's own copy says, which names clerks."""

    def text(self, written: str) -> str:
        return masked(written)

    def whose(self, badge: str) -> str:
        return self.name(badge)

    def cards_said(self, cards: Mapping[tuple[str, ...], int]) -> Said:
        by_clerk: dict[str, Counter[str]] = {}
        for (badge, kind), n in cards.items():
            by_clerk.setdefault(badge, Counter())[kind] += n
        most_first = sorted(by_clerk.items(), key=lambda one: (-one[1].total(), one[0]))
        rows = [
            [self.name(badge), *(str(kinds[kind]) for kind in CARD_KINDS), str(kinds.total())]
            for badge, kinds in most_first
        ]
        kinds = [downloads.said("card_word", kind, of="cards") for kind in CARD_KINDS]
        heads = [word("head_word", "clerk"), *kinds, word("head_word", "sum")]
        return super().cards_said(cards) | {
            "heads": heads, "columns": (38, *6 * (13,)), "rows": rows,
        }  # fmt: skip

    def low_said(self, low: Sequence[FeedbackNow], left_out: bool) -> Said:
        rows = [
            [
                downloads.said("grade_word", row.mark, of="ratings"),
                downloads.said("reasons_word", row.reasons),
                self.name(row.clerk),
                masked(row.words),
            ]
            for row in low[:MOST_ROWS]
        ]
        heads = [word("head_word", name) for name in ("grade", "reason", "clerk", "words")]
        return super().low_said(low, left_out) | {
            "heads": heads, "columns": (14, 30, 18, 54), "rows": rows, "lines": LOW_LINES,
            "number": len(low),
        }  # fmt: skip
