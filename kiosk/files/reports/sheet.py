"""A report as data for its PDF (templates/sheets/report.typ)."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from kiosk.files.reports import table, worded
from kiosk.files.reports.worded import Row, Say
from kiosk.rules.office.reports.figures import Figures
from kiosk.rules.office.reports.parts import Aim
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import LINES, Period
from kiosk.vocabulary.reports.words import WORDS

PAGES = 16
"""Most pages of a report."""
MOST_HALLS = 40
"""Halls that a PDF shows beside each other; the spreadsheet has more."""
_FIRST = ("satisfied", "cards", "on_time", "came")
"""The figures on the first page."""
_HEADS = ("figure", "now", "before", "change", "note")


class Quote(NamedTuple):
    """What a customer wrote on a card, its numbers hidden, and on which card, where and when."""

    words: str
    about: str


class Told(NamedTuple):
    """What a report says: of which days and halls, its figures and those before, who reports, and
    when it was issued (None for a preview)."""

    period: Period
    span: Span
    scope: str
    scope_name: str
    now: Figures
    before: Figures
    organisation: str
    digest: str
    issued_on: datetime.date | None
    today: datetime.date
    quotes: Sequence[Quote] = ()
    halls: Sequence[table.Hall] = ()
    aim: Aim | None = None


def data(told: Told, language: str, say: Say) -> dict[str, Any]:
    """What the template reads."""
    found = worded.chapters(told.now, told.before, say, told.aim)
    rows = {row.code: row for one in found for part in one.parts for row in part.rows}
    span = worded.span_said(told.period, told.span, say)
    title = worded.title(told.period, say)
    halls = told.halls if len(told.halls) <= MOST_HALLS else ()
    return {
        "lang": language,
        "title": title,
        "organisation": told.organisation,
        "span": span,
        "scope": worded.scope_said(told.scope, told.scope_name, say),
        "cover": say(WORDS["cover"]),
        "made": worded.made_said(told.issued_on, told.digest, told.today, say),
        "foot": f"{told.organisation} · {title} · {span}",
        "page": say(WORDS["page"]) % {"n": "{n}", "m": "{m}"},
        "first": [_first(rows[code], say) for code in _FIRST],
        "heads": [say(WORDS[name]) for name in _HEADS],
        "chapters": [_chapter(one, told.now) for one in found],
        **_cards(told.now, found, say),
        "quotes_title": say(WORDS["quotes"]),
        "quotes": [one._asdict() for one in told.quotes],
        "halls_title": say(WORDS["by_branch"]),
        "halls_heads": [
            say(WORDS["branch"]), *(say(LINES[code].word) for code in table.hall_codes())
        ],
        "halls": [[one.name, *_both(one)] for one in halls],
        "halls_hint": _hint(halls, say),
        "hint": say(WORDS["hint"]),
    }  # fmt: skip


def _both(one: table.Hall) -> list[str]:
    """A hall's numbers, each with what is left without what is flagged, where that differs."""
    pairs = zip(one.numbers, one.rest, strict=True)
    return [f"{n}" if n == rest else f"{n} ({rest})" for n, rest in pairs]


def _hint(halls: Sequence[table.Hall], say: Say) -> str:
    """What numbers in brackets are, if there are any."""
    return say(WORDS["in_brackets"]) if any(one.numbers != one.rest for one in halls) else ""


def _first(row: Row, say: Say) -> dict[str, str]:
    before = f"{say(WORDS['before'])} {row.before}"
    change = f" · {row.change}" if row.change else ""
    return {"label": row.label, "now": row.now, "before": before + change, "rest": row.rest}


def _chapter(one: worded.Chaptered, now: Figures) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "about": one.about,
        "parts": [
            {
                "title": part.title,
                "said": part.said,
                "rows": [row._asdict() | {"share": _share(row.code, now)} for row in part.rows],
            }
            for part in one.parts
        ],
    }


def _share(code: str, now: Figures) -> float:
    """How far a bar reaches, −1 for none."""
    share = now[code].share if LINES[code].shape == "share" else None
    return share.share if share else -1


def _cards(now: Figures, found: Sequence[worded.Chaptered], say: Say) -> dict[str, Any]:
    """The graphic of the five kinds."""
    counts = {kind: now[kind].n or 0 for kind in CARD_KINDS}
    total = sum(counts.values())
    (part,) = [part for one in found for part in one.parts if part.code == "cards"]
    return {
        "cards_title": part.title,
        "cards_said": part.said,
        "most": max(counts.values()),
        "cards": [
            {
                "code": kind,
                "label": say(LINES[kind].word),
                "n": n,
                "share": f"{n / total:.1%}" if total else "",
                "rest": worded.row(LINES[kind], now[kind], now[kind], say).rest,
            }
            for kind, n in counts.items()
        ],
    }
