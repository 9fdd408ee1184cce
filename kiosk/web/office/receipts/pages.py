"""Anyone checks a signed receipt at head office, without signing in."""

import threading

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.ground.cache import Cache
from kiosk.records.publishing import branches
from kiosk.records.receipts import asked, given
from kiosk.records.transparency import proving, witnessed
from kiosk.rules.ledger.signed_receipts import MOST
from kiosk.rules.office import rate
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.days import business_day
from kiosk.web.frame.forms import on_page
from kiosk.web.frame.here import here

blueprint = Blueprint("receipt", __name__)
EVERYONE = ""
_lock = threading.Lock()
_buckets: Cache[rate.Bucket] = Cache(10_000)
"""Of the addresses that asked last, and of all together; each counts as one."""


@blueprint.get("/receipt")
def page() -> str:
    """A customer is asked for the receipt that is to be checked."""
    return render_template("office/receipts/page.html", MOST=MOST)


@blueprint.post("/receipt")
@on_page("receipt.page")
def ask() -> AnyResponse:
    """A customer pastes the text of a receipt."""
    receipt = given.read(request.form.get("receipt", ""))
    return redirect(url_for("receipt.answer", text=receipt.letters), 303)


@blueprint.get("/RECEIPT/<text>")
def scanned(text: str) -> AnyResponse:
    """A customer's phone opens the address in a receipt's QR code."""
    return redirect(url_for("receipt.answer", text=given.read(text).letters), 303)


@blueprint.get("/receipt/<text>")
def answer(text: str) -> str:
    """A customer reads whether head office holds what a receipt proves, and who witnessed it."""
    _check_rate()
    receipt = given.read(text)
    found = asked.answer(here.db, receipt, here.now)
    of, branch = found.named, found.branch
    seen = None
    if found.state == "held":
        seen = witnessed.of_receipt(here.db, branch, of, here.config.log, here.time.utc)
    return render_template(
        "office/receipts/answer.html",
        found=found,
        hall=branches.of_branch(here.db, branch, business_day()) if branch else None,
        seen=seen,
        text=receipt.letters,
    )


@blueprint.get("/receipt/<text>/proof")
def proof(text: str) -> Response:
    """A customer takes home the proof that the entry of a receipt is in the log."""
    _check_rate()
    found = asked.answer(here.db, given.read(text), here.now)
    if found.state != "held":
        raise Refusal("not_logged")
    of = found.named
    proved = proving.of_receipt(here.db, found.branch, of).proof
    name = f"{of.station}-{of.epoch}-{of.seq}.tlog-proof"
    saved = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(str(proved), content_type="text/plain; charset=utf-8", headers=saved)


def _check_rate() -> None:
    """Counts a question; raises Refusal `too_fast` after too many from one address, or from all."""
    paces = {request.remote_addr or EVERYONE: rate.VISITOR, EVERYONE: rate.VISITORS}
    with _lock:
        for name, pace in paces.items():
            after, wait = rate.take(_buckets.get(name) or rate.FULL, here.now.mono, pace)
            _buckets.put(name, after, 1)
            if wait:
                raise Refusal("too_fast", retry_after=wait)
