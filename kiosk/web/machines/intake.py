"""The office takes stations in, receives their facts and gives out those of the branch."""

import secrets
from collections.abc import Mapping

import msgspec
from flask import Response, request

from kiosk.records.cases import contact_store
from kiosk.records.exchange import arrivals, revocation
from kiosk.records.ledger import ledger
from kiosk.records.ledger.ledger import ChainId
from kiosk.records.publishing import branches
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.records.upkeep import programs
from kiosk.rules.ledger.arrival import Arrival
from kiosk.vocabulary import wire
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.wire import BATCH_BYTES, Batch, Enrol, Held, MissingEntries, Push, Pushed
from kiosk.web.frame.here import here
from kiosk.web.machines import limits
from kiosk.web.machines.held import NOTHING, Reported, held_by
from kiosk.web.machines.signing import as_json, blueprint, calling, read

MOST = 100
"""Most contact details that an answer asks for."""


@blueprint.post("/enrol")
def enrol() -> Response:
    """A station is enrolled with the one-time code of its branch."""
    wanted = read(request.get_data(), Enrol)
    if len(wanted.public_key) != 32:
        raise Refusal("bad_envelope", "public_key")
    new_key = secrets.token_bytes(32)
    return as_json(enrolment.enrol(here.db, wanted, here.keys, new_key, here.time.utc))


@blueprint.post("/entries")
def take_entries() -> Response:
    """A station sends its entries; the office answers with its marks."""
    push, station = read(request.get_data(), Push), calling()
    batch = push.batch
    if not enrolment.may_send(station, batch):
        raise Refusal(
            "bad_envelope", f"{batch.station[:40]}/{batch.epoch} is not this station's chain"
        )
    if len(batch.entries) > 500:
        raise Refusal("bad_envelope", "more than 500 entries")
    utc = here.time.utc
    try:
        number = arrivals.receive(here.db, station.branch, batch, utc, _judging(station, push))
        if batch.station == station.station:
            enrolment.note_epoch(here.db, station, batch.epoch, here.time.utc)
            revocation.retire_replaced(here.db, station, here.time.utc)
            if push.upgraded is not None and number == push.number + 1:  # else it is an old one
                programs.note_report(here.db, station, batch.epoch, push.upgraded, here.time.utc)
    except Refusal as refusal:
        if refusal.code == "mark_mismatch":
            marks = ledger.marks(here.db, station.branch, batch.station)
            raise Refusal("mark_mismatch", msgspec.json.encode(marks).decode()) from None
        raise
    here.db.ask_ahead(
        (contact_store.MISSING, {"branch": station.branch, "most": MOST}),
        (programs.OFFERED, {}),
    )
    marks = ledger.marks(here.db, station.branch, batch.station)
    certificate = here.keys.sign(wire.certified(station.branch, bytes(station.public_key)))
    of = ChainId(station.branch, batch.station, batch.epoch)
    head = next(((mark.seq, mark.head) for mark in marks if mark.epoch == of.epoch), (0, b""))
    last = batch.first + len(batch.entries) - 1
    missing = contact_store.missing(here.db, station.branch, MOST) if last == push.tip else ()
    return as_json(
        Pushed(
            marks,
            here.time.utc,
            here.time.sure,
            number,
            certificate,
            _signature(of, *head),
            missing,
            programs.offered_to(here.db, station) if batch.station == station.station else None,
        )
    )


def _state(push: Push) -> Push:
    """The station's state as it reports it; one that a file brought says nothing about its clock
    of now."""
    by_file = limits.BY_FILE in request.environ
    return msgspec.structs.replace(push, clock=0) if by_file else push


def _signature(of: ChainId, seq: int, head: bytes) -> bytes:
    """This office's signature over the head of a chain; none for an empty one."""
    return here.keys.sign(wire.signed_head(*of, seq, head)) if seq else b""


def _judging(station: Station, push: Push) -> arrivals.Office:
    """What the days of arriving facts are judged by. What a file brought left the station at a
    time that is not known."""
    zone = branches.zone(here.db, station.branch)
    boot = "" if limits.BY_FILE in request.environ else push.boot
    arrival = Arrival(here.time.utc, zone, boot, push.mono, station.since)
    revoked = station.revoked_at is not None
    ours = push.batch.station == station.station
    call = arrivals.Call(station, _state(push)) if ours else None
    return arrivals.Office(arrival, here.time.sure, here.now, revoked, call)


@blueprint.get("/entries")
def give_entries() -> Response:
    """A station asks for the facts of its branch that it does not hold."""
    branch = calling().branch
    held = held_by(request.args.get("after", ""))
    lacks = _lacks(branch, held)
    batches: list[Batch] = []
    size = 0
    for chain in ledger.chains(here.db, branch):
        theirs = held.get((chain.station, chain.epoch), NOTHING)
        after = theirs.seq
        of = ChainId(branch, chain.station, chain.epoch)
        shown = revocation.shown_until(here.db, of)
        last = chain.seq if shown is None else shown
        if after >= last or _differs(of, theirs):
            continue
        if size >= BATCH_BYTES:
            return as_json(MissingEntries(tuple(batches), more=True))
        batch = _signed(
            of, ledger.batch(here.db, of, after, min(500, last - after), BATCH_BYTES - size)
        )
        if not batch.entries:  # its archive can't be read now; the others are sent
            continue
        size += sum(map(len, batch.entries))
        batches.append(batch)
        if after + len(batch.entries) < last:
            return as_json(MissingEntries(tuple(batches), more=True))
    return as_json(MissingEntries(tuple(batches), more=False, lacks=lacks))


def _signed(of: ChainId, batch: Batch) -> Batch:
    """The batch with this office's signature over its head."""
    last = batch.first + len(batch.entries) - 1
    return msgspec.structs.replace(batch, signature=_signature(of, last, batch.head))


def _lacks(branch: str, held: Mapping[tuple[str, int], Reported]) -> tuple[Held, ...]:
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


def _differs(of: ChainId, theirs: Reported) -> bool:
    """Whether the station holds another chain under this id; then it gets no entries, since they
    would not fit."""
    return theirs.head != b"" and ledger.hash_at(here.db, of, theirs.seq) != theirs.head
