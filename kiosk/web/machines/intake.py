"""The office's interface for stations (docs/architecture.md, "The wire"). Every request is signed
with the station's key, every answer, refusals included, with the office's."""

import base64
import re
import secrets
import threading
from collections.abc import Mapping
from typing import NamedTuple, TypeVar, cast

import msgspec
from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from kiosk.ground.keys import signed_by
from kiosk.records.cases import contact_sealing, contact_store
from kiosk.records.cases.contact_sealing import Kept
from kiosk.records.exchange import arrivals, last_calls, restoring, stations
from kiosk.records.exchange.stations import Station
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.people import authors
from kiosk.records.publishing import branches, documents, manifests
from kiosk.rules.ledger.arrival import Arrival
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import (
    BATCH_BYTES,
    Batch,
    ComeBack,
    Enrol,
    Held,
    MissingEntries,
    NextEpoch,
    Push,
    Pushed,
    Refused,
    Signed,
)
from kiosk.web.frame.here import here

blueprint = Blueprint("intake", __name__, url_prefix="/intake/v1")
T = TypeVar("T")
AT_ONCE, RETRY_S = 2, 60
_places = threading.BoundedSemaphore(AT_ONCE)


@blueprint.before_request
def _check_signature() -> None:
    body = request.get_data()
    path = request.path + ("?" + request.query_string.decode() if request.query_string else "")
    nonce = request.headers.get("Ts-Nonce", "")
    g.signed = wire.request(request.method, path, nonce, body)
    if request.endpoint == "intake.enrol":
        key = _read(body, Enrol).public_key
    elif request.endpoint == "intake.take_in_again":
        key = _read(body, ComeBack).public_key
    else:
        station = stations.find(here.db, request.headers.get("Ts-Station", ""))
        if station is None:
            raise Refusal("unknown_station")
        g.station, key = station, bytes(station.public_key)
    try:
        signature = base64.b64decode(request.headers.get("Ts-Signature", ""))
    except ValueError:
        signature = b""
    if len(nonce) != 32 or not signed_by(key, g.signed, signature):
        raise Refusal("unsigned")


@blueprint.after_request
def _sign(response: Response) -> Response:
    keys = here.keys
    said = wire.answer(g.get("signed", b""), response.status_code, response.get_data())
    response.headers["Ts-Key"] = base64.b64encode(keys.public).decode()
    response.headers["Ts-Signature"] = base64.b64encode(keys.sign(said)).decode()
    return response


@blueprint.errorhandler(Refusal)
def _refuse(refusal: Refusal) -> Response:
    response = _json(Refused(refusal.code, refusal.detail))
    response.status_code = refusal.status
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


@blueprint.errorhandler(HTTPException)
def _refuse_http(error: HTTPException) -> Response:
    return _refuse(Refusal("too_large" if error.code == 413 else "bad_request"))


def _read(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal("bad_envelope", str(error)) from None


def _json(answer: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(answer), mimetype="application/json")


def _station() -> Station:
    return cast(Station, g.station)


@blueprint.post("/enrol")
def enrol() -> Response:
    """A station is enrolled with the one-time code of its branch."""
    wanted = _read(request.get_data(), Enrol)
    if len(wanted.public_key) != 32:
        raise Refusal("bad_envelope", "public_key")
    new_key = secrets.token_bytes(32)
    return _json(stations.enrol(here.db, wanted, here.keys, new_key, here.time.utc))


@blueprint.post("/entries")
def take_entries() -> Response:
    """A station sends its entries; the office answers with its marks."""
    push, station = _read(request.get_data(), Push), _station()
    batch = push.batch
    if not stations.may_send(station, batch):
        raise Refusal("bad_envelope", f"{batch.station}/{batch.epoch} is not this station's chain")
    if len(batch.entries) > 500:
        raise Refusal("bad_envelope", "more than 500 entries")
    if not _places.acquire(blocking=False):
        raise Refusal("busy", retry_after=RETRY_S)
    number = 0
    try:
        arrivals.receive(here.db, station.branch, batch, here.time.utc, _judging(station, push))
        if batch.station == station.station:
            number = last_calls.note_call(here.db, station, push, here.time.utc)
    except Refusal as refusal:
        if refusal.code == "mark_mismatch":
            marks = ledger.marks(here.db, station.branch, batch.station)
            raise Refusal("mark_mismatch", msgspec.json.encode(marks).decode()) from None
        raise
    finally:
        _places.release()
    marks = ledger.marks(here.db, station.branch, batch.station)
    certificate = here.keys.sign(wire.certified(station.branch, bytes(station.public_key)))
    return _json(Pushed(marks, here.time.utc, here.time.sure, number, certificate))


@blueprint.post("/epoch")
def give_epoch() -> Response:
    """A station whose chain differs from the office's asks for a new epoch."""
    wanted = _read(request.get_data(), NextEpoch)
    return _json(stations.next_epoch(here.db, _station(), wanted, here.time.utc))


@blueprint.post("/returned")
def take_returned() -> Response:
    """A station hands back entries that this office lost when it was restored."""
    batch = _read(request.get_data(), Batch)
    restoring.take_back(here.db, here.keys, _station().branch, batch, here.time.utc)
    return Response(b"{}", mimetype="application/json")


@blueprint.post("/return")
def take_in_again() -> Response:
    """A station that this office no longer knows, after a restore, shows its certificate."""
    restoring.take_in_again(here.db, here.keys, _read(request.get_data(), ComeBack), here.time.utc)
    return Response(b"{}", mimetype="application/json")


def _judging(station: Station, push: Push) -> arrivals.Office:
    """What the days of arriving facts are judged by."""
    zone = branches.zone(here.db, station.branch)
    arrival = Arrival(here.time.utc, zone, push.boot, push.mono, station.since)
    author = authors.at_office(here.db, station.branch, "", here.now)
    return arrivals.Office(arrival, here.time.sure, author)


class Theirs(NamedTuple):
    """How far a station holds a chain, and its head there; b'' if the station did not report it."""

    seq: int
    head: bytes


NOTHING = Theirs(0, b"")


@blueprint.get("/entries")
def give_entries() -> Response:
    """A station asks for the facts of its branch that it does not hold."""
    branch = _station().branch
    held = _held(request.args.get("after", ""))
    lacks = _lacks(branch, held)
    batches: list[Batch] = []
    size = 0
    for chain in ledger.chains(here.db, branch):
        theirs = held.get((chain.station, chain.epoch), NOTHING)
        after = theirs.seq
        of = ChainId(branch, chain.station, chain.epoch)
        if after >= chain.seq or _differs(of, theirs):
            continue
        if size >= BATCH_BYTES:
            return _json(MissingEntries(tuple(batches), more=True))
        batch = _signed(of, ledger.batch(here.db, of, after, 500, BATCH_BYTES - size))
        size += sum(map(len, batch.entries))
        batches.append(batch)
        if after + len(batch.entries) < chain.seq:
            return _json(MissingEntries(tuple(batches), more=True))
    return _json(MissingEntries(tuple(batches), more=False, lacks=lacks))


def _signed(of: ChainId, batch: Batch) -> Batch:
    """The batch with this office's signature over its head."""
    last = batch.first + len(batch.entries) - 1
    said = wire.signed_head(of.branch, of.station, of.epoch, last, batch.head)
    return msgspec.structs.replace(batch, signature=here.keys.sign(said))


def _lacks(branch: str, held: Mapping[tuple[str, int], Theirs]) -> tuple[Held, ...]:
    """The chains of which a station holds more than this office, or something else."""
    found = []
    for (station, epoch), theirs in held.items():
        if ledger.ASIDE in station or not theirs.head or not theirs.seq:
            continue
        of = ChainId(branch, station, epoch)
        ours = ledger.chain(here.db, of)
        if theirs.seq > ours.seq or _differs(of, theirs):
            found.append(Held(station, epoch, ours.seq, bytes(ours.head)))
    return tuple(found)


def _differs(of: ChainId, theirs: Theirs) -> bool:
    """Whether the station holds another chain under this id; then it gets no entries, since they
    would not fit."""
    return theirs.head != b"" and ledger.hash_at(here.db, of, theirs.seq) != theirs.head


def _held(after: str) -> dict[tuple[str, int], Theirs]:
    """The chains that the station reports to hold: station:epoch:seq:head, separated by commas; the
    head is 64 hex digits, left out by older stations. Raises Refusal `bad_envelope`."""
    held = {}
    for part in filter(None, after.split(",")):
        station, epoch, seq, head = (*part.split(":"), "", "", "")[:4]
        if not (epoch.isdecimal() and seq.isdecimal() and len(seq) < 16 and len(epoch) < 10):
            raise Refusal("bad_envelope", f"after: {part[:60]}")
        if not re.fullmatch(r"([0-9a-f]{64})?", head):
            raise Refusal("bad_envelope", f"after: {part[:60]}")
        held[station, int(epoch)] = Theirs(int(seq), bytes.fromhex(head))
    return held


@blueprint.put("/contacts/<digest>")
def take_contact(digest: str) -> Response:
    """A station sends a customer's sealed contact details for its own branch."""
    body = request.get_data()
    contact_sealing.checked(body, here.keys, digest)
    db, branch = here.db, _station().branch
    with db.writing():
        if contact_store.is_wanted(db, branch, digest):
            contact_store.keep(db, branch, Kept(digest, body), sent=True)
    return Response(b"{}", mimetype="application/json")


@blueprint.get("/contacts/<digest>")
def give_contact(digest: str) -> Response:
    """A station asks for sealed contact details of its own branch."""
    body = contact_store.find(here.db, _station().branch, digest)
    if body is None:
        raise Refusal("unknown_contact", digest[:64])
    return Response(body, mimetype="application/json")


@blueprint.get("/manifest")
def give_manifest() -> Response:
    """A station asks for its branch's manifest, if it is newer than the one it has."""
    have, sha256 = request.args.get("have", "0"), request.args.get("sha256", "")
    if not (have.isascii() and have.isdecimal() and len(have) < 16):
        raise Refusal("bad_envelope", "have")
    branch, keys = _station().branch, here.keys
    manifest = manifests.manifest_for(here.db, branch, keys, here.time.utc, int(have), sha256)
    if int(have) == manifest.number:
        return Response(b"", mimetype="application/json")
    return _json(Signed(bytes(manifest.body), bytes(manifest.signature)))


@blueprint.get("/blobs/<sha256>")
def give_blob(sha256: str) -> Response:
    """A station asks for a content or a picture by its hash."""
    body = documents.blob(here.db, sha256)
    if body is None:
        raise Refusal("unknown_blob", sha256[:64])
    return Response(body, mimetype="application/octet-stream")
