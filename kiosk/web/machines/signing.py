"""The frame of the interface for stations (docs/architecture.md, "The wire"): every request is
signed with the station's key, every answer, refusals included, with the office's."""

import base64
import contextlib
import logging
from typing import TypeVar, cast

import msgspec
from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from kiosk.ground.db import BadValue
from kiosk.ground.keys import signed_by
from kiosk.records.ledger import times
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import ComeBack, Enrol, Refused
from kiosk.web.frame.here import here
from kiosk.web.machines import limits

blueprint = Blueprint("intake", __name__, url_prefix="/intake/v1")
T = TypeVar("T")
log = logging.getLogger("tingsheng")
DETAIL = 200
"""Most characters of a refusal's detail."""
UNKNOWN: dict[str, type[Enrol | ComeBack]] = {
    "intake.enrol": Enrol,
    "intake.take_in_again": ComeBack,
}
"""Calls of stations that the office does not know; their key is in the body."""


@blueprint.before_request
def _check_signature() -> None:
    """What is cheap to check comes first."""
    body = _note_request()
    nonce = request.headers.get("Ts-Nonce", "")
    limits.check_size(body)
    signature = request.headers.get("Ts-Signature", "")
    if not (limits.NONCE.fullmatch(nonce) and limits.SIGNATURE.fullmatch(signature)):
        raise Refusal("unsigned")
    unknown = UNKNOWN.get(request.endpoint or "")
    if unknown is not None:
        key = read(body, unknown).public_key
    else:
        name = request.headers.get("Ts-Station", "")
        here.db.ask_ahead((times.CLOCK, {}))
        station = enrolment.find(here.db, name) if limits.STATION.fullmatch(name) else None
        if station is None:
            raise Refusal("unknown_station")
        if station.revoked_at is not None and request.endpoint != "intake.take_entries":
            raise Refusal("revoked")
        g.station, key = station, bytes(station.public_key)
    if not signed_by(key, g.signed, base64.b64decode(signature)):
        raise Refusal("unsigned")
    if unknown is None:
        limits.check_rate(calling().station)


def _note_request() -> bytes:
    """Notes what the answer will be bound to; returns the body."""
    request.max_content_length = limits.READ  # not the pages' limit
    body = request.get_data()
    query = "?" + request.query_string.decode("latin-1") if request.query_string else ""
    nonce = request.headers.get("Ts-Nonce", "")
    g.signed = wire.request(request.method, request.path + query, nonce, body)
    return body


@blueprint.after_request
def _sign(response: Response) -> Response:
    keys = here.keys
    said = wire.answer(g.get("signed", b""), response.status_code, response.get_data())
    response.headers["Ts-Key"] = base64.b64encode(keys.public).decode()
    response.headers["Ts-Signature"] = base64.b64encode(keys.sign(said)).decode()
    return response


@blueprint.errorhandler(Refusal)
def _refuse(refusal: Refusal) -> Response:
    response = as_json(Refused(refusal.code, refusal.detail, refusal.retry_after))
    response.status_code = refusal.status
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


@blueprint.errorhandler(BadValue)
def _refuse_value(error: BadValue) -> Response:
    """A message with a value that no column takes, such as a text with a NUL."""
    return _refuse(Refusal("bad_envelope", str(error)[:DETAIL]))


@blueprint.errorhandler(Exception)
def _fail(_error: Exception) -> Response:
    """A fault of the office itself, such as a full disk: the station keeps everything and calls
    later."""
    log.exception("intake")
    if "signed" not in g:  # there was not even a connection to the database
        with contextlib.suppress(HTTPException):
            _note_request()
    code = "broken" if request.method == "GET" else "not_saved"
    return _refuse(Refusal(code, retry_after=limits.RETRY_S))


@blueprint.errorhandler(HTTPException)
def _refuse_http(error: HTTPException) -> Response:
    return _refuse(Refusal("too_large" if error.code == 413 else "bad_request"))


def read(body: bytes, shape: type[T]) -> T:
    """A message of this shape; raises Refusal `bad_envelope`."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("bad_envelope", str(error)[:DETAIL]) from None


def as_json(answer: msgspec.Struct) -> Response:
    """An answer of the office."""
    return Response(msgspec.json.encode(answer), mimetype="application/json")


def calling() -> Station:
    """The station that calls."""
    return cast(Station, g.station)
