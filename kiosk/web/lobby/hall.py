"""The lobby's pages of clerks, cards, ratings and thanks."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from kiosk.records.feedback import cards, ratings
from kiosk.records.feedback import thanks as thank_you
from kiosk.records.hall import duty, offers
from kiosk.records.hall.pauses import running
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.publishing import branches, documents, in_halls, offered
from kiosk.records.recognition import awards
from kiosk.records.standards import checks
from kiosk.vocabulary import facts
from kiosk.web.frame import shown_once
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import Typed, on_page
from kiosk.web.frame.frame import at_page, htmx, leading_to
from kiosk.web.frame.guard import FOREVER
from kiosk.web.frame.here import here
from kiosk.web.frame.words import put_cookie
from kiosk.web.lobby import board, tablet
from kiosk.web.lobby.page_cache import page
from kiosk.web.lobby.visit import begin_visit, customer

blueprint = Blueprint("hall", __name__)

blueprint.after_request(begin_visit)
EVERYONE = {"all", "page"}
"""What asks for all clerks at a tablet that belongs to a window."""


@blueprint.get("/")
def hall() -> str:
    """A customer sees who works here today; at a window's own tablet, the clerk of that window."""
    badge = None if EVERYONE & request.args.keys() else tablet.clerk()
    if badge is not None:
        return clerk(badge)
    people = board.shown()
    number = people["page"]
    return page(
        "lobby/hall/hall.html",
        query=f"?page={number}" if number > 1 else "?all=1" if "all" in request.args else "",
        hall=branches.hall(here.db, people["day"]),
        notices=len(in_halls.notices(here.db, people["day"])),
        facilities=checks.offers(here.db, "facilities", people["day"]),
        news_seconds=here.config.news_seconds,
        **people,
        seen=board.seen(people),
    )


@blueprint.get("/people")
def people() -> AnyResponse | str:
    """A waiting customer sees clerks come on duty and ratings arrive.

    Each tile stays at its place while a page is open, so that a finger meets the clerk it aimed
    at: the page says in which order it shows them. A new day begins with a new page.
    """
    shown = board.shown(request.args.get("places", ""))
    today = shown["day"].isoformat()
    if request.args.get("day", today) != today:
        return Response(status=204, headers={"HX-Refresh": "true"})
    seen = board.seen(shown)
    if request.args.get("seen") == seen:
        return Response(status=204)
    return render_template("lobby/hall/_people.html", **shown, seen=seen)


@blueprint.get("/clerks/<badge>")
def clerk(badge: str) -> str:
    """A customer chooses the clerk to thank; one who was just served there says so."""
    me = identity.me(here.db)
    day = business_day()
    chosen = request.args.get("served", "")[:64]
    offer = offers.offered(here.db, customer(), badge, chosen)[0] if chosen else None
    on_duty = duty.of_day(here.db, day)
    return page(
        "lobby/hall/clerk.html",
        query=f"?served={offer.event_id}" if offer else "",
        badge=badge,
        offer=offer,
        by_phone=here.config.phone_url != "" and tablet.may_submit(),
        duty=on_duty.get(badge),
        clerk=clerks.on_roster(here.db, me.branch, badge, day),
        groups=offered.groups(here.db, day),
        awards=awards.badges(here.db, me.branch, day).get(badge, []),
        window_awards=board.window_awards(on_duty, day).get(badge, []),
        windows=offered.windows(here.db, me.branch, day),
        **_pausing(badge),
    )


def _pausing(badge: str) -> dict[str, Any]:
    """For templates: the clerk's pause if one is running, and how the next request says that it has
    seen it."""
    found = running.of_day(here.db, business_day(), here.now).get(badge)
    seen = f"{found.event_id[:8]}-{found.minutes}" if found else "none"
    return {"pausing": found, "pausing_seen": seen}


@blueprint.get("/clerks/<badge>/pause")
def pausing(badge: str) -> AnyResponse | str:
    """A customer at a clerk's page sees a pause begin, and end."""
    shown = _pausing(badge)
    if request.args.get("seen") == shown["pausing_seen"]:
        return Response(status=204)
    return render_template("lobby/hall/_pausing.html", badge=badge, **shown)


@blueprint.post("/clerks/<badge>/cards")
@on_page("hall.clerk")
def give_card(badge: str) -> AnyResponse:
    """A customer gives a clerk a card."""
    form = request.form
    key, card, comment = form.get("key", ""), form.get("card", ""), form.get("comment", "")
    return thank(cards.give(here.db, customer(), key, badge, card, comment))


@blueprint.post("/clerks/<badge>/ratings")
@on_page("hall.clerk", "served")
def rate_service(badge: str) -> AnyResponse:
    """A customer rates a clerk's service, as easily low as high; once for the ticket, if the page
    was opened for one.

    Words typed before the grade was chosen are found again on the next page, where they can be
    added to.
    """
    form = request.form
    key, grade, comment = form.get("key", ""), form.get("grade", ""), form.get("comment", "")
    ticket = offers.ticket_of(here.db, customer(), key, badge, form.get("served", ""))
    given = ratings.rate(here.db, customer(), key, badge, grade, ticket)
    remark = url_for("hall.add_remark", event_id=given.event_id)
    return thank(given, Typed(remark, (("comment", comment),)) if comment.strip() else None)


def thank(thanks: thank_you.Thanks, typed: Typed | None = None) -> AnyResponse:
    """Leads to the thanks, where what was `typed` before can be added to."""
    page = url_for("hall.thanks", event_id=thanks.event_id)
    leads = redirect(page, 303) if typed is None else shown_once.show(page, typed)
    return at_page(leads.location, _thanks_region(thanks)) if htmx else leads


def _thanks_region(thanks: thank_you.Thanks, template: str = "lobby/thanks/_thanks.html") -> str:
    """Renders the thanks; the visit that gave a rating can explain it, once."""
    rated = isinstance(thanks.fact, facts.Rated)
    open_for_more = rated and thanks.mine and not thanks.voided
    day, grade = thanks.fact.day, thanks.fact.mark
    return render_template(
        template,
        thanks=thanks,
        rated=rated,
        remarked=rated and ratings.remarked(here.db, thanks.event_id) is not None,
        services=in_halls.contents(here.db, "service", day) if open_for_more else {},
        reasons=offered.reasons(here.db, business_day(), grade) if open_for_more else (),
        low=grade in facts.LOW_GRADES,
    )


@blueprint.get("/thanks/<event_id>")
def thanks(event_id: str) -> str:
    """A customer is thanked, and can still take the card back."""
    given = thank_you.find(here.db, customer(), event_id)
    return _thanks_region(given, "lobby/thanks/thanks.html")


@blueprint.post("/thanks/<event_id>/remark")
@on_page("hall.thanks")
def add_remark(event_id: str) -> AnyResponse:
    """A customer says what a rating was about, and is done or asks to be called."""
    form = request.form
    ratings.remark(
        here.db,
        customer(),
        form.get("key", ""),
        event_id,
        form.getlist("reason"),
        form.get("service", ""),
        form.get("comment", ""),
    )
    if not tablet.may_submit():  # on a phone of one's own
        return leading_to(url_for("hall.thanks", event_id=event_id))
    if form.get("then") == "case":
        return leading_to(url_for("cases.rating_form", event_id=event_id))
    return leading_to(url_for("hall.end_visit"))


@blueprint.post("/thanks/<event_id>/undo")
@on_page("hall.thanks")
def undo_card(event_id: str) -> AnyResponse:
    """A customer takes a card back within 30 seconds."""
    key = request.form.get("key", "")
    return thank(thank_you.undo(here.db, customer(), key, event_id))


@blueprint.get("/idle")
def end_visit() -> AnyResponse:
    """A new customer starts afresh on a tablet that was left idle."""
    shown_once.forget()
    response = redirect(url_for("hall.hall"), 303)
    for name in ("", "lang", "mode"):
        put_cookie(response, name, "")
    return response


@blueprint.get("/pictures/<sha256>.webp")
def picture(sha256: str) -> Response:
    """A customer sees a clerk's portrait, or the organisation's logo."""
    body = documents.blob(here.db, sha256)
    if body is None or not body.startswith(b"RIFF"):
        abort(404)
    return Response(body, mimetype="image/webp", headers={"Cache-Control": FOREVER})


@blueprint.get("/cards/<kind>-<drawn_in>.webp")
def card_picture(kind: str, drawn_in: str) -> Response:
    """A customer sees the card that was given, drawn beforehand."""
    folder = here.config.pictures.resolve()
    return send_from_directory(folder, f"{kind}-{drawn_in}.webp", max_age=86_400)
