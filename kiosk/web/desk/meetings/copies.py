"""The two copies of the morning meeting's sheet, in words, section by section."""

import datetime
from collections.abc import Sequence
from typing import Any

from flask import url_for

from kiosk.records.people import clerks
from kiosk.records.people.clerks import Charge
from kiosk.records.recognition.morning import Morning
from kiosk.rules.cases.case import Case
from kiosk.rules.cases.numbering import number
from kiosk.rules.recognition import morning as rule
from kiosk.rules.standards.checking import label
from kiosk.web.desk import downloads
from kiosk.web.desk.meetings.question import question
from kiosk.web.desk.meetings.sections import Everyone, ForManager, Section, word
from kiosk.web.frame.here import here
from kiosk.web.frame.words import is_chinese, named, spoken_day
from kiosk.web.frame.words import said as published

STORY, STORY_LINES = 420, 4
"""The width of the words that are quoted (`rule.width`), and their lines."""
CHECKS = 84
"""The width of the line on self-checks."""
NAMES, NAMES_LINES = 200, 2
"""The same of the names on the roster."""


class Shared(Everyone):
    """The sections of the copy that everyone reads, of a hall."""

    def __init__(self, found: Morning, kept: Sequence[Charge], branch: str) -> None:
        self.found, self.kept = found, kept
        team = {badge for badge, _ in found.cards} | {row.clerk for row in found.low}
        team |= {case.worker for case in found.due}
        if found.story is not None:
            team.add(found.story.clerk)
        named = clerks.named(here.db, team - found.roster.keys(), found.day)
        super().__init__(found.roster | named, clerks.ever(here.db, branch))

    def sections(self) -> list[Section]:
        """All sections, with all of their rows."""
        return [
            self.cards(),
            self.story(),
            self.low(),
            self.due(),
            self.fees(),
            self.notices(),
            *self.checks(),
            *question(self.found),
            self.roster(),
        ]

    def _section(self, name: str, **said: Any) -> Section:
        found = self.found
        where = {
            "cards": url_for("ratings.figures", first=found.of, last=found.of),
            "low": url_for("ratings.listed", first=found.of, last=found.of, mark="low"),
            "due": url_for("cases.listed"),
            "fees": url_for("documents.overview"),
            "notices": url_for("documents.overview"),
        }
        return Section(name, word("section_word", name), where=where.get(name, ""), **said)

    def cards(self) -> Section:
        return self._section("cards", **self.cards_said(self.found.cards))

    def story(self) -> Section:
        story = self.found.story
        if story is None:
            return self._section("story", lead=word("story_said", "", ""), lines=STORY_LINES)
        return self._section(
            "story",
            lead=word("story_said", story.mark, self.whose(story.clerk)),
            quote=rule.cut(self.text(story.words), STORY),
            lines=STORY_LINES,
        )

    def low(self) -> Section:
        return self._section("low", **self.low_said(self.found.low, bool(self.kept)))

    def due_cells(self, case: Case) -> list[str]:
        opened = case.opened
        topics = ",".join(opened.topics)
        return [
            number(opened.day, opened.event_id),
            downloads.said("case_word", opened.mark, of="cases"),
            downloads.said("topics_word", topics, of="cases"),
            word("due_word", case.must_by, self.found.day),
        ]

    due_heads: Sequence[str] = ("number", "kind", "topics", "due")
    due_columns: Sequence[int] = (22, 20, 44, 30)

    def due(self) -> Section:
        late = sum(case.must_by < self.found.day for case in self.found.due if case.must_by)
        return self._section(
            "due",
            lead=word("due_said", len(self.found.due) - late, late),
            heads=[word("head_word", name) for name in self.due_heads],
            columns=self.due_columns,
            rows=[self.due_cells(case) for case in self.found.due],
        )

    def fees(self) -> Section:
        rows = [
            [spoken_day(one.since), published(one.title), word("fee_word", one.ended)]
            for one in self.found.fees
        ]
        last = self.found.day + datetime.timedelta(rule.AHEAD_DAYS)
        heads = [word("head_word", name) for name in ("since", "fees", "change")]
        return self._section(
            "fees",
            lead=word("fees_said", len(rows), spoken_day(last)),
            heads=heads,
            columns=(30, 66, 20),
            rows=rows,
        )

    def notices(self) -> Section:
        rows = [[published(one.title)] for one in self.found.notices]
        return self._section(
            "notices",
            lead=word("notices_said", len(rows)),
            heads=[word("head_word", "notice")] if rows else (),
            columns=(116,),
            rows=rows,
        )

    def checks(self) -> list[Section]:
        """The clerks' self-checks, without names: one line; none without a standard for them."""
        if (found := self.found.checks) is None:
            return []
        missed = [(label(published(text)), n) for text, n in found.not_done]
        lead = rule.cut(word("checks_said", found.checked, found.clerks, missed), CHECKS)
        return [self._section("checks", lead=lead)]

    def roster(self) -> Section:
        return self._section("roster", lead=word("roster_said", len(self.found.roster)))


class Own(ForManager, Shared):
    """The sections of the manager's own copy."""

    due_heads = (*Shared.due_heads, "worker")
    due_columns = (22, 16, 30, 28, 20)

    def due_cells(self, case: Case) -> list[str]:
        return [*super().due_cells(case), self.name(case.worker) if case.worker else "—"]

    def roster(self) -> Section:
        names = [rule.cut(named(one), 16) for one in self.found.roster.values()]
        shown = len(names)
        comma = "、" if is_chinese() else ", "
        while shown and rule.width(comma.join(names[:shown])) > NAMES:
            shown -= 1
        more = word("more_said", "roster", len(names) - shown) if shown < len(names) else ""
        said = comma.join(names[:shown])
        return super().roster()._replace(quote=said, lines=NAMES_LINES, more=more)
