"""What the hall shows of itself (本厅动态): one page with all of it, and slides that follow one
another while no one touches the screen (P47)."""

import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.ledger import identity, times
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, offered
from kiosk.records.recognition.registers import issues
from kiosk.records.reports import news
from kiosk.records.reports.news import MOST, News
from kiosk.rules.hall.news import announced
from kiosk.web.frame.days import as_of, business_day
from kiosk.web.frame.frame import htmx
from kiosk.web.frame.here import here
from kiosk.web.lobby.page_cache import page
from kiosk.web.lobby.visit import begin_visit

blueprint = Blueprint("news", __name__)
blueprint.after_request(begin_visit)
SLIDE_S = 12
"""For how long a slide is shown: time to read it."""


class Slide(NamedTuple):
    """What a slide shows: `kind` names its part of the template, `of` is a piece of news."""

    kind: str
    of: Any = None


@blueprint.get("/news")
def all_news() -> str:
    """A customer reads what is new in the hall."""
    me, day = identity.me(here.db), business_day()
    shown = news.of_day(here.db, me.branch, day)
    has_stories = bool(issues.listed(here.db, me.branch, day))
    return page(
        "lobby/news/news.html",
        news=shown,
        windows=offered.windows(here.db, me.branch, day),
        has_stories=has_stories,
        **as_of(me),
    )


@blueprint.get("/stories")
def stories() -> str:
    """A customer reads the stories of good service that clerks let be shown."""
    me, day = identity.me(here.db), business_day()
    found = issues.listed(here.db, me.branch, day)
    badges = {story.entry.fact.clerk for issue in found for story in issue.stories}
    names = clerks.named(here.db, badges, day)
    return page("lobby/news/stories.html", issues=found, names=names)


@blueprint.get("/news/<int:number>")
def slide(number: int) -> AnyResponse | str:
    """A customer passing by sees one thing that is new, and then the next."""
    me, day = identity.me(here.db), business_day()
    slides = _slides(news.of_day(here.db, me.branch, day))
    if not 0 < number <= len(slides):
        return redirect(url_for("news.slide", number=1), 303)
    return page(
        "lobby/news/_slide.html" if htmx else "lobby/news/slide.html",
        number=number,
        following=number % len(slides) + 1,
        slides=len(slides),
        slide=slides[number - 1],
        hall=branches.hall(here.db, day),
        windows=offered.windows(here.db, me.branch, day),
        day=day,
        closes=here.config.closes,
        volume=here.config.voice_volume,
        seconds=SLIDE_S,
    )


def _slides(shown: News) -> list[Slide]:
    """The slides in their order; there is always one, which welcomes."""
    now = datetime.datetime.fromtimestamp(here.time.utc / 1000, ZoneInfo(times.zone(here.db)))
    announcement = announced(now.time(), here.config.opens, here.config.closes)
    slides = [Slide(announcement)] if announcement else []
    slides.append(Slide("welcome"))
    slides += [Slide("notice", notice) for notice in shown.notices[:MOST]]
    slides += [Slide("star", star) for star in shown.stars[:MOST]]
    slides += [Slide("praised", shown.praised)] if shown.praised else []
    slides += [Slide("answer", answer) for answer in shown.answers]
    slides += [Slide("fees", shown.fees)] if shown.fees else []
    return slides
