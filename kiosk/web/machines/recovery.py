"""The office helps stations to heal, and is healed by them (docs/architecture.md, "The ledger")."""

from flask import Response, request

from kiosk.records.exchange import restoring
from kiosk.records.stations import enrolment
from kiosk.vocabulary.wire import ComeBack, NextEpoch, Returned, Taken
from kiosk.web.frame.here import here
from kiosk.web.machines.signing import as_json, blueprint, calling, read


@blueprint.post("/epoch")
def give_epoch() -> Response:
    """A station whose chain differs from the office's asks for a new epoch."""
    wanted = read(request.get_data(), NextEpoch)
    return as_json(enrolment.next_epoch(here.db, calling(), wanted, here.time.utc))


@blueprint.post("/returned")
def take_returned() -> Response:
    """A station hands back entries that this office lost when it was restored."""
    returned = read(request.get_data(), Returned)
    batch, at = returned.batch, here.time.utc
    return as_json(Taken(restoring.take_back(here.db, here.keys, returned.branch, batch, at)))


@blueprint.post("/return")
def take_in_again() -> Response:
    """A station that this office no longer knows, after a restore, shows its certificate."""
    restoring.take_in_again(here.db, here.keys, read(request.get_data(), ComeBack), here.time.utc)
    return Response(b"{}", mimetype="application/json")
