"""How far head office's transparency log is, and whether its witnesses sign."""

from typing import NamedTuple

from flask import Blueprint, render_template

from kiosk.ground.keys import signed_by
from kiosk.records.transparency import checkpoints, log
from kiosk.records.transparency.checkpoints import LogWitness
from kiosk.rules.transparency import notes, proofs
from kiosk.rules.transparency.notes import BadNote
from kiosk.web.frame import signed_in
from kiosk.web.frame.here import here

blueprint = Blueprint("transparency", __name__, url_prefix="/transparency")
blueprint.before_request(signed_in.required)


class Shown(NamedTuple):
    """A witness: its name, whether it signed the newest checkpoint, and what it did last."""

    name: str
    signed: bool
    last: LogWitness | None


@blueprint.get("")
def page() -> str:
    """An auditor sees how far the log is, when it was last signed, and whether witnesses sign."""
    state, newest = log.state(here.db), checkpoints.newest(here.db)
    return render_template(
        "office/transparency/log.html",
        state=state,
        key=str(log.verifier(here.keys, state.origin)) if state else "",
        newest=newest,
        witnessed=checkpoints.witnessed(here.db),
        witnesses=_witnesses(newest.note if newest else ""),
        needed=here.config.log.needed,
        late_minutes=checkpoints.UNMET_MS // 60_000,
    )


def _witnesses(newest: str) -> list[Shown]:
    last, shown = checkpoints.witnesses(here.db), []
    for one in here.config.log.witnesses:
        try:
            note, key = notes.read(newest), notes.read_verifier(one.key)
            signed = bool(proofs.witnesses(note, [key], signed_by))
        except BadNote:
            signed = False
        shown.append(Shown(one.name, signed, last.get(one.name)))
    return shown
