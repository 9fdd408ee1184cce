"""A witness answers customers about receipts, on a computer where neither the branch nor head
office has a hand (docs/log.md)."""

import datetime
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, Response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from kiosk.commands.transparency.following import Follower, Found, Untrue
from kiosk.commands.transparency.witness import Refused, Witness
from kiosk.ground import clock, wording
from kiosk.ground.cache import Cache
from kiosk.ground.keys import signed_by
from kiosk.rules.ledger import signed_receipts as rule
from kiosk.rules.ledger.signed_receipts import Named, NotAReceipt, SignedReceipt
from kiosk.rules.ledger.time import local_date
from kiosk.rules.office import rate
from kiosk.rules.transparency.leaves import Enrolled
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.refusals import NoLine, Refusal

TOP = Path(__file__).parents[3]
STYLES = (
    "common/tokens", "common/base", "common/frame", "common/buttons", "lobby/receipt",
    "lobby/proofs", "staff/frame", "staff/sign-in", "staff/fields", "staff/codes",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
State = Literal[
    "held", "differs", "again", "before", "waiting", "overdue", "forged", "unknown", "unread"
]
EVERYONE = ""
NONE = Found((), 0)


class Answer(NamedTuple):
    """What the log of this name says of a receipt, as far as it was read: `size` leaves of a
    checkpoint that this witness signed at `at` (UTC s). `again`: the station files in a later
    epoch; `unknown`: the log has no such station; `unread`: not all was read that was signed.
    `promised` says whether `due` is by the log's own promise."""

    state: State
    named: Named
    due: datetime.date
    promised: bool = False
    origin: str = ""
    size: int = 0
    at: int = 0


def judge(
    receipt: SignedReceipt,
    station: Enrolled | None,
    found: Found,
    due: datetime.date,
    today: datetime.date,
    *,
    is_whole: bool,
) -> State:
    """What can be said of a receipt: its signature first, and nothing of what is missing while not
    all was read. `found` is what the log says of its entry."""
    named = receipt.named
    if station is None:
        return "unknown" if is_whole else "unread"
    if not signed_by(station.public, named.message, receipt.signature):
        return "forged"
    if found.hashes:
        return "held" if named.hash in found.hashes else "differs"
    if not is_whole:
        return "unread"
    if named.day < local_date(station.at, DEFAULT_ZONE):
        return "before"
    if found.epoch > named.epoch:
        return "again"
    return "overdue" if today > due else "waiting"


def answer(
    witness: Witness, followers: Mapping[str, Follower], receipt: SignedReceipt, days: int, now: int
) -> Answer:
    """Answers a customer at `now` (UTC ms) from the log that knows the station; if there is none,
    from one that was not read to its end, since that can be the one. `days` are for a log that
    promises nothing."""
    named, today = receipt.named, local_date(now, DEFAULT_ZONE)
    answers = []
    for origin, follower in followers.items():
        seen, size = witness.seen(origin), follower.size
        is_whole = seen is not None and size >= seen.size
        station, found, promised = follower.key(named.station), NONE, 0
        if station is not None:
            promised = follower.days(station.branch, min(named.day, today))
        due = rule.due(named.day, today, promised or days)
        try:
            if station is not None:
                found = follower.find(named.station, named.epoch, named.seq)
        except (NoLine, Untrue):
            is_whole = False
        state = judge(receipt, station, found, due, today, is_whole=is_whole)
        at = seen.at if seen else 0
        answers.append(Answer(state, named, due, promised > 0, origin, size, at))
        if station is not None:
            return answers[-1]
    return next((one for one in answers if one.state == "unread"), answers[-1])


def install(app: Flask, witness: Witness, followers: Mapping[str, Follower], days: int) -> None:
    """Adds the page to a witness's addresses."""
    buckets: Cache[rate.Bucket] = Cache(10_000)
    lock = threading.Lock()

    @app.before_request
    def connect() -> None:
        for follower in followers.values():
            follower.db.connect()

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.get("/receipt")
    def page() -> str:
        return _page(witness)

    @app.post("/receipt")
    def ask() -> AnyResponse:
        typed = request.form.get("receipt", "")[: rule.MOST + 1]
        try:
            letters = rule.read(typed).letters
        except NotAReceipt:
            return Response(_page(witness, typed=typed, wrong=_wrong()), 422)
        return redirect(f"/receipt/{letters}?lang={_language()}&mode={_mode()}", 303)

    @app.get("/receipt/<text>")
    def answered(text: str) -> AnyResponse:
        _check_rate(buckets, lock)
        try:
            receipt = rule.read(text)
        except NotAReceipt:
            return Response(_page(witness, typed=text[: rule.MOST], wrong=_wrong()), 422)
        found = answer(witness, followers, receipt, days, clock.read().utc)
        return Response(_page(witness, found=found))

    @app.get("/receipt.css")
    def style() -> Response:
        return Response(_style(), content_type="text/css; charset=utf-8")

    @app.get("/receipt.svg")
    def sign() -> Response:
        return Response(_sign(), content_type="image/svg+xml")


def _check_rate(buckets: Cache[rate.Bucket], lock: threading.Lock) -> None:
    """Counts a question, of this address and of all; raises Refused after too many."""
    paces = {request.remote_addr or EVERYONE: rate.VISITOR, EVERYONE: rate.VISITORS}
    with lock:
        for name, pace in paces.items():
            after, wait = rate.take(buckets.get(name) or rate.FULL, clock.read().mono, pace)
            buckets.put(name, after, 1)
            if wait:
                refused = Refused(429, f"请稍候 {wait} 秒 / please wait {wait} s")
                refused.response.headers["Retry-After"] = str(wait)
                raise refused


def _page(witness: Witness, found: Answer | None = None, **more: Any) -> str:
    language = _language()

    def say(message: str, **values: Any) -> Markup:
        text = Markup(wording.worded(language, message))
        return text % values if values else text

    def full_day(day: datetime.date) -> str:
        shape = wording.worded(language, "y年M月d日")
        return format_date(day, shape, locale=wording.locale(language))

    if found is not None:
        signed = datetime.datetime.fromtimestamp(found.at, ZoneInfo(DEFAULT_ZONE))
        more |= {"due": full_day(found.due), "day": full_day(found.named.day)}
        more |= {"signed_at": f"{signed:%Y-%m-%d %H:%M:%S}"}
    around = {"_": say, "language": language, "tag": wording.tag(language), "most": rule.MOST}
    around["mode"] = _mode()
    name = witness.verifier.name
    return render_template("witness/receipt.html", **around, witness=name, found=found, **more)


def _language() -> str:
    there = (wording.CHINESE, wording.ENGLISH)
    asked = request.args.get("lang", "")
    return asked if asked in there else request.accept_languages.best_match(there, there[0])


def _mode() -> str:
    return "elder" if request.args.get("mode") == "elder" else "normal"


def _wrong() -> str:
    return wording.worded(_language(), str(Refusal("not_a_receipt").wording))


@cache
def _style() -> str:
    return "\n".join((TOP / f"static/css/{name}.css").read_text("utf-8") for name in STYLES)


@cache
def _sign() -> bytes:
    return (TOP / "static/symbols/icon.svg").read_bytes()
