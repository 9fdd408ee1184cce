"""Certificates (证书) of awards: printed by the clerk, the branch's manager and head office, and
checked by their serial. Pictures of cards are checked on the same page."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, g, render_template, request

from kiosk.ground import paging
from kiosk.ground.paging import Page
from kiosk.records.ledger import identity
from kiosk.records.people import clerks
from kiosk.records.publishing import branches
from kiosk.records.recognition import awards
from kiosk.records.recognition.prints import certificates, posters
from kiosk.records.recognition.prints.certificates import Bearer, Found
from kiosk.rules.recognition.serials import serial
from kiosk.vocabulary.facts import Awarded
from kiosk.vocabulary.refusals import REFUSALS, Refusal
from kiosk.web.desk import downloads
from kiosk.web.frame import paging as pages
from kiosk.web.frame import signed_in
from kiosk.web.frame.assets.qr import qr_path
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import of_address
from kiosk.web.frame.here import here
from kiosk.web.frame.words import full_day, language, named

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")
blueprint.before_request(signed_in.required)
blueprint.add_app_template_filter(serial)


POSTERS = 6
"""Newest periods that posters are offered of."""


class Asked(NamedTuple):
    """What was looked up: the fact, None if none was, and what is wrong with the serial."""

    found: Found | None
    wrong: dict[str, str]


@blueprint.get("")
def page() -> tuple[str, int]:
    """A member of staff checks a certificate by its serial, and finds those to print."""
    today, shown = business_day(), pages.asked()
    asked = _asked()
    given = _given(shown)
    rendered = render_template(
        "staff/prints/certificates.html",
        found=asked.found,
        bearer=certificates.bearer(here.db, asked.found.fact) if asked.found else None,
        form=of_address(asked.wrong),
        given=given,
        posters=_posters(),
        names=clerks.named(here.db, {one.clerk for one in given.rows}, today),
        branches=branches.Names(here.db, today),
        today=today,
        page=shown,
    )
    return rendered, REFUSALS[asked.wrong["serial"]][0] if asked.wrong else 200


def _asked() -> Asked:
    typed = request.args.get("serial", "")[:40]
    if not typed:
        return Asked(None, {})
    try:
        return Asked(certificates.look_up(here.db, str(g.who), here.now, typed), {})
    except Refusal as refusal:
        if refusal.code not in ("mistyped_serial", "unknown_serial"):
            raise
        return Asked(None, {"serial": refusal.code})


def _given(page: int) -> Page[Awarded]:
    """The awards whose certificates are listed here: the branch's for its manager, the own ones for
    a clerk; head office goes by scheme and clerk."""
    if here.screen == "office":
        return Page([], 0)
    found: Iterable[Awarded] = awards.of_clerk(here.db, str(g.who))
    if signed_in.in_charge():
        of_branch = awards.of_branch(here.db, identity.me(here.db).branch)
        found = (one for some in of_branch.values() for one in some)
    newest = sorted(found, key=lambda one: (one.last, one.level, one.clerk), reverse=True)
    return paging.cut(newest, page)


def _posters() -> list[Awarded]:
    """One award of each scheme and period of which the manager can print a poster."""
    if here.screen == "office" or not signed_in.in_charge():
        return []
    of_branch = awards.of_branch(here.db, identity.me(here.db).branch)
    return posters.groups([one for some in of_branch.values() for one in some])[:POSTERS]


@blueprint.get("/<serial>.pdf")
def pdf(serial: str) -> Response:
    """A member of staff prints a certificate: the own one, or as manager or head office any."""
    found = certificates.find(here.db, serial)
    if not isinstance(found.fact, Awarded) or not _may_print(found.fact):
        raise Refusal("unknown_serial")
    signed_in.viewed(found.fact.clerk, "certificate")
    bearer = certificates.bearer(here.db, found.fact)
    name = f"certificate-{found.serial}"
    return downloads.sheet("certificate", _data(found, found.fact, bearer), found.fact.day, name)


def _may_print(award: Awarded) -> bool:
    if here.screen == "office" or award.clerk == g.who:
        return True
    return signed_in.in_charge() and award.branch == identity.me(here.db).branch


def bearer_word(award: Awarded, hall: str) -> str:
    """What is awarded if no clerk is: the hall, or its window."""
    return f"{hall} {word('window_said', award.window)}" if award.window else hall


def word(macro: str, *values: Any) -> str:
    """A wording of what is printed."""
    return downloads.said(macro, *values, of="certificates")


def _data(found: Found, award: Awarded, of: Bearer) -> dict[str, Any]:
    """What the template of the PDF reads."""
    clerk, branch = of.clerk, of.branch
    hall = named(branch, "hall") if branch else award.branch
    name = named(clerk) if clerk else bearer_word(award, hall)
    said = {
        "organisation": named(branch, "organisation") if branch else "",
        "hall": hall,
        "name": name,
        "badge": word("badge_said", award.clerk) if clerk else "",
        "award": named(award),
        "text": word("text_said", award),
        "details": [list(one) for one in _details(found, award)],
    }
    return {
        "title": word("title_word"),
        "lang": language(),
        "portrait": list(certificates.portrait(here.db, clerk)),
        "portrait_said": word("portrait_said", name),
        "check_said": word("check_said"),
        "qr": qr_svg(_scanned(found, award, said)),
        "qr_said": word("qr_word"),
    } | said


def _details(found: Found, award: Awarded) -> list[tuple[str, str]]:
    """The small print: what each value is called, and the value."""
    return [
        (word("detail_word", "day"), full_day(award.day)),
        (word("detail_word", "until"), full_day(award.until) if award.until else word("for_good")),
        (word("detail_word", "serial"), found.serial),
        (word("detail_word", "seal"), found.seal),
    ]


def _scanned(found: Found, award: Awarded, said: Mapping[str, Any]) -> str:
    """What the QR code says: a reader needs no network to compare it with the print."""
    until = str(award.until) if award.until else word("for_good")
    lines = [
        f"{word('title_word')} {found.serial}",
        said["organisation"],
        said["hall"],
        f"{said['name']} {award.clerk}".strip(),
        f"{said['award']} {award.first}–{award.last}",
        f"{word('detail_word', 'day')} {award.day}",
        f"{word('detail_word', 'until')} {until}",
        f"{word('detail_word', 'seal')} {found.seal}",
    ]
    return "\n".join(filter(None, lines))


def qr_svg(text: str) -> str:
    """A QR code as a drawing for a sheet, its quiet zone included."""
    width, path = qr_path(text)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {width}">'
    return f'{head}<path fill="#000" d="{path}"/></svg>'
