"""A report put together in a language, from its figures and what surrounds them; and as files: PDF,
xlsx and CSV."""

import datetime
from collections.abc import Sequence

from kiosk.files import spreadsheets
from kiosk.files.reports import sheet, table
from kiosk.files.reports.sheet import Quote, Told
from kiosk.files.reports.worded import Say
from kiosk.files.sheets import typesetting
from kiosk.files.spreadsheets import Sheet
from kiosk.rules.input import masking
from kiosk.rules.office.reports.figures import Figures
from kiosk.rules.office.reports.parts import Beside, Comment, Given, Of
from kiosk.vocabulary.documents import Branch
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import LINES, PERIODS
from kiosk.vocabulary.reports.words import WORDS

CHINESE = "zh"


def told(
    of: Of, now: Figures, before: Figures, beside: Beside, today: datetime.date,
    language: str, say: Say, issued_on: datetime.date | None = None, digest: str = "",
) -> Told:  # fmt: skip
    """A report; `issued_on` is None for a preview."""
    names = {key: named(one, "name", language) for key, one in beside.names.items()}
    return Told(
        of.period, of.span, of.scope, names.get(of.scope, of.scope), now, before,
        named(beside.first, "organisation", language) if beside.first else "",
        digest, issued_on, today,
        [_quote(one, beside, language, say) for one in beside.comments],
        [
            table.Hall(key, names[key], numbers(one), numbers(one.rest))
            for key, one in beside.halls.items()
        ],
        beside.aim,
    )  # fmt: skip


def named(branch: Branch, field: str, language: str) -> str:
    """A name of a branch: on a Chinese page in Chinese, else in English if it has that."""
    foreign = "" if language == CHINESE else getattr(branch, f"{field}_en", "")
    return str(foreign or getattr(branch, field))


def numbers(given: Given) -> list[int]:
    """A hall's numbers, in the order of `table.hall_codes`."""
    kinds = [given.cards[kind] for kind in CARD_KINDS]
    return [given.rated, given.low, sum(kinds), *kinds, given.cases, given.help]


def _quote(one: Comment, beside: Beside, language: str, say: Say) -> Quote:
    hall = beside.names.get(one.branch)
    where = named(hall, "hall", language) if hall else one.branch
    words = masking.masked(one.words, say(WORDS["hidden"]))
    return Quote(words, f"{say(LINES[one.mark].word)} · {where} · {one.day.isoformat()}")


def pdf(told: Told, language: str, say: Say) -> bytes:
    """The report to be printed. Raises typesetting.FontMissing, typesetting.Unset or
    confined.Busy."""
    return typesetting.typeset(
        "report", sheet.data(told, language, say), told.span.last, sheet.PAGES
    )


def xlsx(told: Told, say: Say) -> bytes:
    """All figures, and the halls beside each other."""
    rows = table.rows(told.period, told.span, told.scope, told.now, told.before, say)
    sheets: Sequence[Sheet] = [
        Sheet(say(PERIODS[told.period]), table.heads(say), rows),
        *([table.halls(told.halls, say)] if told.halls else []),
    ]
    return spreadsheets.xlsx_book(sheets)


def csv(told: Told, say: Say) -> bytes:
    """All figures."""
    rows = table.rows(told.period, told.span, told.scope, told.now, told.before, say)
    return spreadsheets.csv_export(table.heads(say), rows)
