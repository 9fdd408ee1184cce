"""The desk's front page: a clerk's own cards and ratings, duty, and the clock. Nothing here can
open, hide, change or remove what a customer gave."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import cards, handling, lists, ratings
from kiosk.records.hall import duty, pressed
from kiosk.records.ledger import identity
from kiosk.records.people import clerks, clock_confirmation
from kiosk.records.publishing import offered
from kiosk.records.recognition import awards, colleagues, meetings, progress
from kiosk.records.recognition.ballots import state as ballots
from kiosk.records.recognition.own import objections, targets
from kiosk.records.recognition.registers import entries
from kiosk.records.stations import line
from kiosk.rules.recognition.awards import held
from kiosk.web.desk import heard
from kiosk.web.desk.calls import waiting_here
from kiosk.web.desk.hall import pauses
from kiosk.web.desk.learning import daily
from kiosk.web.desk.meetings import actions
from kiosk.web.desk.standards import own
from kiosk.web.desk.tasks import ideas, support
from kiosk.web.frame import paging, signed_in
from kiosk.web.frame.days import business_day, clock_now
from kiosk.web.frame.forms import on_page, sent_back
from kiosk.web.frame.here import here

blueprint = Blueprint("cards", __name__)
blueprint.before_request(signed_in.required)
blueprint.add_app_template_global(signed_in.in_charge)
blueprint.add_app_template_global(signed_in.hall_here)
blueprint.add_app_template_global(signed_in.missed)
COMMENTS_SHOWN = 3
"""Newest words of customers, which come before all numbers."""
FROM_COLLEAGUES = 6
"""Newest cards of colleagues on the first page."""


@blueprint.get("/")
def my_cards() -> str:
    """A clerk sees the cards that customers gave, and apart from them those of colleagues."""
    badge, db = str(g.who), here.db
    me = identity.me(db)
    today = business_day()
    rated = ratings.count(db, me.branch, badge)
    given = cards.count(db, ["kind"], branch=me.branch, clerk=badge)
    from_colleagues = colleagues.received(db, me.branch, badge)
    months = cards.count(db, ["month"], branch=me.branch, clerk=badge)
    this_month = today.replace(day=1)
    clerk = clerks.on_roster(db, me.branch, badge, today)
    given_to = awards.of_clerk(db, badge)
    aims = targets.of_branch(db, me.branch, today).get(badge, [])
    return render_template(
        "desk/cards/cards.html",
        badge=badge,
        clerk=clerk,
        awards=given_to,
        held=held(given_to, today),
        next_tier=progress.next_tier(db, badge, clerk, given_to, today),
        today=today,
        aims=aims,
        FIGURES=offered.figure_words(db) if given_to or aims else {},
        given=given,
        total=sum(given.values()),
        month=cards.count(db, ["kind"], branch=me.branch, clerk=badge, first=this_month),
        months=[(month, n) for (month,), n in sorted(months.items(), reverse=True)],
        most=max(months.values(), default=1),
        comments=cards.comments(db, me.branch, badge, today, COMMENTS_SHOWN),
        attended=meetings.attended(db, me.branch, badge, this_month, today),
        from_colleagues=from_colleagues._replace(rows=from_colleagues.rows[:FROM_COLLEAGUES]),
        between=colleagues.counts(db, me.branch, badge),
        givers=clerks.named(db, {card.by for card in from_colleagues.rows}, today),
        rated=rated,
        **_objected(me.branch, badge, rated),
        satisfied=ratings.satisfied(rated),
        duty=duty.of_day(db, today).get(badge),
        pressed=pressed.counted(db, signed_in.clerk()),
        groups=offered.groups(db, today),
        windows=offered.windows(db, me.branch, today),
        clock=clock_now(me.zone),
        has_office=me.has_office,
        to_vote=ballots.to_vote(db, signed_in.clerk()),
        failing=line.failing(db, here.time.utc) if me.has_office else [],
        to_handle=_to_handle(),
        to_consent=entries.waiting(db, me.branch, badge, today),
        **pauses.box(),
        **own.box(),
        **actions.box(),
        **ideas.box(),
        **support.box(),
        **daily.box(),
        **heard.newest(),
        **waiting_here(),
    )


def _objected(branch: str, badge: str, rated: Mapping[str, int]) -> dict[str, Any]:
    """How many low grades count although an objection was upheld, and the share without them."""
    upheld = objections.upheld(here.db, branch, badge)
    left = {grade: n - upheld.get(grade, 0) for grade, n in rated.items()}
    return {"upheld": sum(upheld.values()), "satisfied_without": ratings.satisfied(left)}


def _to_handle() -> int:
    """How many low grades and comments wait for the manager who is signed in, 0 for a clerk."""
    of = signed_in.clerk()
    return lists.number(here.db, **handling.waiting(here.db, of)) if of.role == "manager" else 0


@blueprint.get("/comments")
def comments() -> str:
    """A clerk reads all that customers wrote with their cards."""
    badge, me, page = str(g.who), identity.me(here.db), paging.asked()
    return render_template(
        "desk/cards/comments.html",
        clerk=clerks.on_roster(here.db, me.branch, badge, business_day()),
        comments=cards.all_comments(here.db, me.branch, badge, page),
        page=page,
    )


@blueprint.post("/clock")
@on_page("cards.my_cards")
def confirm_time() -> AnyResponse:
    """A manager confirms the time when the clock is in doubt."""
    key, shown = request.form.get("key", ""), sent_back("shown")
    with signed_in.acting("clock_confirmed"):
        clock_confirmation.confirm(here.db, str(g.who), key, shown, here.now)
    return redirect(url_for("cards.my_cards"), 303)


@blueprint.post("/duty")
@on_page("cards.my_cards")
def change_duty() -> AnyResponse:
    """A clerk comes on duty at a window, or leaves."""
    form = request.form
    on = form.get("state") == "on"
    duty.change(here.db, signed_in.clerk(), form.get("key", ""), on, form.get("window", ""))
    return redirect(url_for("cards.my_cards"), 303)
