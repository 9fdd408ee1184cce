"""The office gives out the version of the program that a station is offered."""

from flask import Response, request

from kiosk.records.upkeep import programs
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.vocabulary.refusals import Refusal
from kiosk.web.frame.here import here
from kiosk.web.machines.signing import blueprint, calling

PIECE = 65_536
"""Bytes of an answer; on the slowest line in use, they take 16 s."""


@blueprint.get("/programs/<sha256>")
def give_program(sha256: str) -> Response:
    """A station asks for the next piece of the version that it is offered."""
    offer = programs.offered_to(here.db, calling())
    if offer is None or offer.sha256 != sha256:
        raise Refusal("unknown_program", sha256[:64])
    try:
        start = digits(request.args.get("from", "0"), most=offer.size)
    except NotANumber:
        raise Refusal("bad_envelope", "from") from None
    try:
        with programs.file(here.config.programs, offer.sha256).open("rb") as opened:
            opened.seek(start)
            piece = opened.read(PIECE)
    except OSError:  # an office that was restored has no files of programs
        raise Refusal("unknown_program", sha256[:64]) from None
    return Response(piece, mimetype="application/octet-stream")
