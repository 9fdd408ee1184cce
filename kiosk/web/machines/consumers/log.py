"""Head office's transparency log for everyone (C2SP tlog-tiles; docs/log.md): what a signed
checkpoint covers, and nothing beyond it."""

from flask import Blueprint, Response, request

from kiosk.records.stations import enrolment
from kiosk.records.transparency import batches, checkpoints, log, proving
from kiosk.rules.transparency import tiles
from kiosk.web.frame.guard import FOREVER
from kiosk.web.frame.here import here
from kiosk.web.machines import limits

blueprint = Blueprint("tlog", __name__, url_prefix="/log")
LEVELS = {str(level): level for level in range(tiles.MOST_LEVEL + 1)}
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
SOON = "max-age=5"


@blueprint.before_request
def bound() -> None:
    """Raises Refusal `too_fast` for an address that asks too often."""
    limits.check_rate(f"log {request.remote_addr}")


@blueprint.get("/checkpoint")
def checkpoint() -> Response:
    """A stranger reads how large the log is, signed by head office and its witnesses."""
    found = checkpoints.newest(here.db)
    if found is None:
        return _none()
    return Response(found.note, content_type=TEXT, headers={"Cache-Control": SOON})


@blueprint.get("/tile/<level>/<path:number>")
def tile(level: str, number: str) -> Response:
    """A stranger reads hashes of the log's tree."""
    at, place = LEVELS.get(level), tiles.read(number)
    if at is None or place is None or place[1] > _published(at, place[0]):
        return _none()
    return _hashes(log.tile(here.db, at, place[0])[: place[1] * tiles.HASH])


@blueprint.get("/tile/entries/<path:number>")
def entries(number: str) -> Response:
    """A stranger reads entries of the log."""
    place = tiles.read(number)
    if place is None or place[1] > _published(0, place[0]):
        return _none()
    there = tiles.unbundled(log.bundle(here.db, place[0]))
    return _hashes(tiles.bundled(there[: place[1]]))


@blueprint.get("/proof/<station>/<int:epoch>/<int:seq>")
def proof(station: str, epoch: int, seq: int) -> Response:
    """A customer, or someone who checks a receipt, gets the proof that an entry is in the log."""
    found = proving.of_entry(here.db, station[:40], epoch, seq)
    name = f"{station[:24]}-{epoch}-{seq}.tlog-proof"
    saved = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": SOON}
    return Response(str(found), content_type=TEXT, headers=saved)


@blueprint.get("/batch/<station>/<int:leaf>")
def batch(station: str, leaf: int) -> Response:
    """A witness reads the hashes of a station's entries that are one leaf together."""
    known = enrolment.find(here.db, station[:40])
    if known is None or leaf % tiles.WIDTH >= _published(0, leaf // tiles.WIDTH):
        return _none()
    links = batches.links(here.db, known.branch, leaf)
    if links is None:
        return _none()
    # Those of lost or damaged entries can be back after a repair.
    lasts = FOREVER if batches.are_all(here.db, leaf, links) else SOON
    return _hashes(b"".join(links), lasts)


def _published(level: int, number: int) -> int:
    """How many hashes of a tile are under the published checkpoint."""
    found = checkpoints.newest(here.db)
    size = 0 if found is None else found.size
    return min(tiles.WIDTH, (size >> 8 * level) - number * tiles.WIDTH)


def _hashes(content: bytes, lasts: str = FOREVER) -> Response:
    return Response(content, content_type=BYTES, headers={"Cache-Control": lasts})


def _none() -> Response:
    return Response("there is none\n", 404, content_type=TEXT)
