"""The two copies of the sheet of a weekly or monthly meeting (周会、班会, P29), in words: its
agenda, and the digest of what customers said and of what went wrong. At most two pages of A4.

The shared copy can be pinned up: it names no clerk, and no customer, also where a text does.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import url_for

from kiosk.records.cases.state import CaseNow
from kiosk.records.feedback.state import FeedbackNow
from kiosk.records.ledger.writing import Author
from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.recognition import morning
from kiosk.records.recognition.agenda import looking_back
from kiosk.records.recognition.agenda.looking_back import LookingBack
from kiosk.records.recognition.agenda.state import ActionNow
from kiosk.rules.recognition import morning as rule
from kiosk.rules.recognition.meetings import Term
from kiosk.vocabulary.facts import CASE_KINDS
from kiosk.web.desk import downloads
from kiosk.web.desk.meetings.sections import MOST_ROWS, Everyone, ForManager, Section
from kiosk.web.desk.meetings.sheet import HALL, Printed, fitted
from kiosk.web.frame.here import here
from kiosk.web.frame.words import language, named, spoken_day

PAGES, SHEET_LINES = 2, 66
"""Pages of the sheet, and the lines that its lists have together."""
WORDS_LINES = 2
"""The lines of a row that quotes a person."""


def word(macro: str, *values: Any) -> str:
    """A wording of the sheet."""
    return downloads.said(macro, *values, of="agenda")


class Shared(Everyone):
    """The sections of the copy that everyone reads, of a hall."""

    def __init__(self, found: LookingBack, kept: Sequence[Charge], branch: str) -> None:
        self.found, self.kept = found, kept
        team = {badge for badge, _ in found.cards} | {row.owner for row in found.actions}
        for rows in (found.low, found.quoted, found.praise, found.awarded):
            team |= {row.clerk for row in rows}
        team |= {row.about for row in found.mistakes}
        team |= set(found.stars.badges) if found.stars else set()
        others = clerks.named(here.db, team - found.roster.keys(), found.of.last)
        super().__init__(found.roster | others, found.everyone)

    def sections(self) -> list[Section]:
        """All sections, with all of their rows."""
        monthly = [self.awarded()] if self.found.of.kind == "monthly" else []
        return [
            self.lines(),
            self.actions(),
            self._section("cards", **self.cards_said(self.found.cards)),
            self.quoted(),
            self.praise(),
            *monthly,
            self._section("low", **self.low_said(self.found.low, bool(self.kept))),
            self.cases(),
            self.mistakes(),
        ]

    def _section(self, name: str, **said: Any) -> Section:
        of = self.found.of
        days: dict[str, Any] = {"first": of.first, "last": of.last}
        where = {
            "cards": url_for("ratings.figures", **days),
            "quoted": url_for("ratings.listed", kind="card", **days),
            "low": url_for("ratings.listed", mark="low", **days),
            "cases": url_for("cases.listed"),
            "mistakes": url_for("cases.listed"),
            "actions": url_for("actions.listed"),
        }
        return Section(name, word("section_word", name), where=where.get(name, ""), **said)

    def lines(self) -> Section:
        rows = [[self.text(line)] for line in self.found.lines]
        heads = [word("head_word", "line")] if rows else ()
        lead = word("lines_said", len(rows))
        return self._section("lines", lead=lead, heads=heads, columns=(116,), rows=rows)

    action_heads: Sequence[str] = ("action", "due")
    action_columns: Sequence[int] = (88, 28)

    def action_cells(self, row: ActionNow) -> list[str]:
        return [self.text(row.text), word("due_word", row.due, self.found.of.due_on)]

    def actions(self) -> Section:
        some, day = self.found.actions, self.found.of.due_on
        late = sum(row.due < day for row in some)
        return self._section(
            "actions",
            lead=word("actions_said", len(some), late),
            heads=[word("head_word", name) for name in self.action_heads],
            columns=self.action_columns,
            rows=[self.action_cells(row) for row in some[:MOST_ROWS]],
            number=len(some),
            lines=WORDS_LINES,
        )

    def quoted(self) -> Section:
        rows = [
            [downloads.said("card_word", row.mark, of="cards"), self.text(row.words)]
            for row in self.found.quoted
        ]
        return self._section(
            "quoted",
            lead=word("quoted_said", len(rows)),
            heads=[word("head_word", name) for name in ("card", "words")] if rows else (),
            columns=(12, 104),
            rows=rows,
            lines=WORDS_LINES,
        )

    praise_heads: Sequence[str] = ("praise", "deed")
    praise_columns: Sequence[int] = (14, 102)

    def praise_cells(self, row: FeedbackNow) -> list[str]:
        return [downloads.said("praise_word", row.mark), self.text(row.words)]

    def praise(self) -> Section:
        some = self.found.praise
        return self._section(
            "praise",
            lead=word("praise_said", len(some)),
            heads=[word("head_word", name) for name in self.praise_heads] if some else (),
            columns=self.praise_columns,
            rows=[self.praise_cells(row) for row in some[:MOST_ROWS]],
            number=len(some),
        )

    def awarded(self) -> Section:
        stars = self.found.stars.badges if self.found.stars else ()
        return self._section(
            "awarded", lead=word("awarded_said", len(self.found.awarded), len(stars))
        )

    def cases(self) -> Section:
        opened, answered = self.found.cases
        late = Counter(case.opened.mark for case in self.found.late)
        rows = [
            [
                downloads.said("case_word", kind, of="cases"),
                *(str(some.get(kind, 0)) for some in (opened, answered, late)),
            ]
            for kind in (*CASE_KINDS, "help")
            if any(some.get(kind) for some in (opened, answered, late))
        ]
        sums = [sum(some.values()) for some in (opened, answered, late)]
        return self._section(
            "cases",
            lead=word("cases_said", *sums, bool(self.kept)),
            heads=[word("head_word", name) for name in ("kind", "opened", "answered", "late")],
            columns=(56, 20, 20, 20),
            rows=rows,
        )

    mistake_heads: Sequence[str] = ("cause", "topics", "said")
    mistake_columns: Sequence[int] = (24, 22, 70)

    def mistake_cells(self, row: CaseNow) -> list[str]:
        return [
            downloads.said("cause_word", row.cause, of="cases"),
            downloads.said("topics_word", row.topics, of="cases"),
            self.text(row.words),
        ]

    def mistakes(self) -> Section:
        some = self.found.mistakes
        causes = Counter(row.cause for row in some)
        counted = [
            (downloads.said("cause_word", cause, of="cases"), n)
            for cause, n in sorted(causes.items(), key=lambda one: (-one[1], one[0]))
        ]
        return self._section(
            "mistakes",
            lead=word("mistakes_said", len(some), counted),
            heads=[word("head_word", name) for name in self.mistake_heads] if some else (),
            columns=self.mistake_columns,
            rows=[self.mistake_cells(row) for row in some[:MOST_ROWS]],
            number=len(some),
            lines=WORDS_LINES,
        )


class Own(ForManager, Shared):
    """The sections of the manager's own copy."""

    action_heads = (*Shared.action_heads, "owner")
    action_columns = (70, 28, 18)
    praise_heads = ("praise", "clerk", "deed")
    praise_columns = (14, 18, 84)
    mistake_heads = ("number", "cause", "level", "clerk", "said")
    mistake_columns = (20, 22, 14, 16, 44)

    def action_cells(self, row: ActionNow) -> list[str]:
        return [*super().action_cells(row), self.name(row.owner)]

    def praise_cells(self, row: FeedbackNow) -> list[str]:
        kind, deed = super().praise_cells(row)
        return [kind, self.name(row.clerk), deed]

    def mistake_cells(self, row: CaseNow) -> list[str]:
        cause, _, words = super().mistake_cells(row)
        level = downloads.said("level_word", row.level, of="cases")
        return [row.number, cause, level, self.name(row.about) if row.about else "—", words]

    def quoted(self) -> Section:
        section = super().quoted()
        whose = [self.name(row.clerk) for row in self.found.quoted]
        rows = [[card, name, said] for (card, said), name in zip(section.rows, whose, strict=True)]
        heads = [word("head_word", name) for name in ("card", "clerk", "words")] if rows else ()
        return section._replace(heads=heads, columns=(12, 18, 86), rows=rows)

    def awarded(self) -> Section:
        rows = [
            [self.name(one.clerk) if one.clerk else word("the_hall"), named(one)]
            for one in self.found.awarded
        ]
        if self.found.stars:
            star = word("star_word", self.found.of.first)
            rows += [[self.name(badge), star] for badge in self.found.stars.badges]
        heads = [word("head_word", name) for name in ("clerk", "award")] if rows else ()
        return super().awarded()._replace(heads=heads, columns=(24, 92), rows=rows)


def printed(of: Author, hall: str, term: Term, shared: bool, kept: Sequence[Charge]) -> Printed:
    """The sheet of a meeting, for the manager `of` or, if `shared`, for everyone; `kept` as in
    `looking_back.of_term`."""
    found = looking_back.of_term(here.db, of.branch, term, kept)
    reader = None if shared else of.by
    late = [one for one in found.late if not morning.is_hidden(one, reader)]
    copy = (Shared if shared else Own)(found._replace(late=late), kept, of.branch)
    return Printed(
        title=word("title_word", term.kind, term.due_on),
        lang=language(),
        hall=rule.cut(hall, HALL),
        day=spoken_day(term.due_on),
        about=word("copy_said", shared, spoken_day(term.first), spoken_day(term.last)),
        shared=shared,
        sections=fitted(copy.sections(), SHEET_LINES),
    )
