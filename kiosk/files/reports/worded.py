"""A report in the words of a language. Page, PDF and spreadsheet show what is made here, so that
none says another number."""

import datetime
from collections.abc import Callable
from typing import NamedTuple

from kiosk.rules.feedback.wilson import FEW
from kiosk.rules.office.evenness import evenness
from kiosk.rules.office.reports import spans
from kiosk.rules.office.reports.figures import Figures, Value, differ
from kiosk.rules.office.reports.parts import Aim
from kiosk.rules.publishing.scopes import region_of
from kiosk.rules.recognition.periods import Span
from kiosk.vocabulary.facts import CARD_KINDS
from kiosk.vocabulary.reports import (
    ABOUT,
    CHAPTERS,
    LINES,
    PERIODS,
    SECTIONS,
    SPANS,
    Chapter,
    Line,
    Period,
    Section,
)
from kiosk.vocabulary.reports.words import TARGETS, WORDS

Say = Callable[[str], str]
"""Gives a message id's wording in the reader's language."""
MINUTE = 60


class Row(NamedTuple):
    """A figure in words. `known` is False where nothing of the kind is recorded; `rest` and
    `rest_before` are what is left without what is flagged, '' where nothing is."""

    code: str
    label: str
    now: str
    before: str
    change: str
    basis: str
    known: bool
    rest: str = ""
    rest_before: str = ""


class Part(NamedTuple):
    """A section in words, and what is `said` about it."""

    code: str
    title: str
    rows: tuple[Row, ...]
    said: tuple[str, ...]


class Chaptered(NamedTuple):
    """A chapter in words."""

    code: Chapter
    title: str
    about: str
    parts: tuple[Part, ...]


def span_said(period: Period, span: Span, say: Say) -> str:
    """What a period is called: 2014年, 2026年第3季度."""
    return say(SPANS[period]) % spans.named(span)


def title(period: Period, say: Say) -> str:
    """What such a report is called: 服务质量年报."""
    return say(WORDS["title"]) % {"period": say(PERIODS[period])}


def scope_said(scope: str, name: str, say: Say) -> str:
    """Of which halls a report is; `name` is the branch's."""
    if region := region_of(scope):
        return say(WORDS["region"]) % {"name": region}
    return name if scope else say(WORDS["scope"])


def chapters(now: Figures, before: Figures, say: Say, aim: Aim | None = None) -> list[Chaptered]:
    """The four chapters of a report; `aim` is what is wanted of the satisfied share."""
    return [
        Chaptered(
            code,
            say(word),
            say(ABOUT[code]),
            tuple(_part(section, now, before, say, aim) for section in SECTIONS[code]),
        )
        for code, word in CHAPTERS.items()
    ]


def _part(section: Section, now: Figures, before: Figures, say: Say, aim: Aim | None) -> Part:
    rows = tuple(row(line, now[line.code], before[line.code], say) for line in section.lines)
    said = _evenness(now, say) if section.code == "cards" else []
    if section.code == "ratings" and aim is not None:
        said = [_aim(aim, say)]
    return Part(section.code, say(section.word), rows, tuple(said))


def _aim(aim: Aim, say: Say) -> str:
    """Whether the weeks up to the end of a report reach the target of the satisfied share."""
    wanted = say(WORDS["target"]) % {"share": f"{aim.share:.0%}", "week": aim.week.isoformat()}
    return f"{wanted} {say(TARGETS[aim.met])}"


def row(line: Line, now: Value, before: Value, say: Say) -> Row:
    """A figure in words."""
    return Row(
        line.code,
        say(line.word),
        value(line, now, say),
        value(line, before, say),
        _change(line, now, before, say),
        _basis(line, now, say),
        now.n is not None or now.few,
        _rest(line, now, say),
        _rest(line, before, say),
    )


def _rest(line: Line, one: Value, say: Say) -> str:
    return say(WORDS["rest"]) % {"n": value(line, one.rest, say)} if one.rest else ""


def value(line: Line, one: Value, say: Say) -> str:
    """What a figure says by itself."""
    if one.few or one.later:
        return say(WORDS["few" if one.few else "later"])
    if one.n is None:
        return say(WORDS["none"])
    if line.shape == "share":
        share = one.share
        return f"{share.share:.1%}" if share else _of(one, say)
    if line.shape == "mean":
        return "–" if one.mean is None else f"{one.mean:.2f}"
    return _time(one.n, say) if line.shape == "seconds" else str(one.n)


def _of(one: Value, say: Say) -> str:
    return say(WORDS["n_of"]) % {"n": one.n, "of": one.of or 0}


def _time(seconds: int, say: Say) -> str:
    minutes, rest = divmod(seconds, MINUTE)
    if not minutes:
        return say(WORDS["seconds"]) % {"n": rest}
    return say(WORDS["minutes"]) % {"n": minutes, "s": rest}


def _change(line: Line, now: Value, before: Value, say: Say) -> str:
    """How much more or less than in the period before; of shares in points, and whether that is
    more than chance."""
    if line.shape == "share":
        if now.share is None or before.share is None:
            return ""
        points = f"{100 * (now.share.share - before.share.share):+.1f}".replace("-", "−")
        said = say(WORDS["points"]) % {"n": points}
        return f"{said} · {say(WORDS['sure'])}" if differ(now, before) else said
    if line.shape == "mean":
        if now.mean is None or before.mean is None:
            return ""
        return f"{now.mean - before.mean:+.2f}".replace("-", "−")
    if now.n is None or before.n is None:
        return ""
    return f"{now.n - before.n:+d}".replace("-", "−") if now.n != before.n else "0"


def _basis(line: Line, one: Value, say: Say) -> str:
    """Of how many a share is, and in which range it lies."""
    if one.n is None or line.shape not in ("share", "mean"):
        return ""
    share = one.share
    if line.shape == "mean":
        return _of(one, say)
    if share is None:
        return say(WORDS["sample"]) if (one.of or 0) < FEW else ""
    bounds = {"low": f"{share.low:.1%}", "high": f"{share.high:.1%}"}
    return f"{_of(one, say)} · {say(WORDS['range']) % bounds}"


def _evenness(now: Figures, say: Say) -> list[str]:
    """Which of the five kinds is least, and whether they differ by more than chance (P02)."""
    counts = {str(kind): now[kind].n or 0 for kind in CARD_KINDS}
    found = evenness(counts)
    if found is None:
        return [say(WORDS["too_few"])]
    names = say(WORDS["comma"]).join(say(LINES[kind].word) for kind in found.least)
    test = {"chi2": f"{found.chi2:.2f}", "df": found.df, "p": _p(found.p)}
    return [
        say(WORDS["least"]) % {"names": names},
        say(WORDS["differs" if found.differs else "even"]) % test,
    ]


def _p(p: float) -> str:
    return f"={p:.3f}" if p >= 0.0005 else "<0.001"


def made_said(issued_at: datetime.date | None, digest: str, today: datetime.date, say: Say) -> str:
    """Whether and when a report was issued; else up to when its numbers are."""
    if issued_at is None:
        return say(WORDS["preview"]) % {"day": today.isoformat()}
    return say(WORDS["issued"]) % {"day": issued_at.isoformat(), "digest": digest[:16]}
