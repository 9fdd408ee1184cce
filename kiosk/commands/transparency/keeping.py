"""The running office keeps its log: takes in what came, signs a checkpoint, has it witnessed."""

import logging
import threading

from kiosk.ground import clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, signed_by
from kiosk.records.ledger import times
from kiosk.records.transparency import checkpoints, promising, sequencing
from kiosk.records.transparency import log as the_log
from kiosk.records.transparency.log import LogState
from kiosk.rules.transparency import notes, proofs
from kiosk.sync import witnesses
from kiosk.sync.witnesses import Line, Post

log = logging.getLogger("tingsheng")
LOOK_S = 5.0
"""Between two looks: what came is signed after 5 s, and the witnesses have 10 s more."""


def keep_log(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Keeps the log until asked to stop."""
    db.connect()
    while not stop.wait(LOOK_S):
        try:
            publish(config, db, keys, witnesses.over_http)
        except Exception as error:
            log.exception("transparency log")
            db.suspect(error)


def begun(config: Config, db: Database, keys: Keys) -> LogState:
    """The log of this office, which begins if there is none yet."""
    name = config.log.name or keys.fingerprint
    return the_log.begin(db, name, keys, times.believed(db, clock.read()).utc)


def publish(config: Config, db: Database, keys: Keys, post: Post) -> None:
    """Appends what came and commits it; then signs that state, asks the witnesses that have not
    signed it, and serves it."""
    begun(config, db, keys)
    now = clock.read()
    if times.believed(db, now).sure:
        promising.take_in(db, times.today(db, now))
    sequencing.take_in(db, batches=config.log.leaves == "batch")
    lines = _lines(config)
    known = [line.verifier for line in lines]
    state, before = the_log.state(db), checkpoints.newest(db)
    assert state is not None
    if before is None or before.size < state.size:
        note = checkpoints.sign(keys, state)
    else:
        note = notes.read(before.note)
        if len(proofs.witnesses(note, known, signed_by)) == len(lines):
            return
    at = times.believed(db, clock.read()).utc
    checkpoints.publish(
        db, witnesses.cosign(db, note, lines, at, post), known, config.log.needed, at
    )


def _lines(config: Config) -> list[Line]:
    """The witnesses that the configuration names. Raises BadNote for a key that is not whole."""
    return [Line(one.name, one.url, notes.read_verifier(one.key)) for one in config.log.witnesses]
