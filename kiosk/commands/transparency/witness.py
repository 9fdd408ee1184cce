"""A witness of transparency logs (C2SP tlog-witness): it signs a checkpoint only if that continues
the last one which it has signed, so that a log can't show different pasts to different people.

It needs this file, a folder of its own and the verifier keys of its logs; nothing of head office.
Beside it, a witness can read what is in a log (kiosk/commands/transparency/following.py) and answer
about receipts (kiosk/commands/transparency/receipts.py).
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import peewee
from flask import Flask, Response, request

from kiosk.ground import clock
from kiosk.ground.cache import Cache
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys, signed_by
from kiosk.rules.office import rate
from kiosk.rules.transparency import merkle, notes, proofs
from kiosk.rules.transparency.notes import BadNote, Head, Note, Signature, Verifier

TEMPLATES = Path(__file__).parents[3] / "templates"
MOST_BYTES = 65_536
"""Of a request: 63 hashes, and a checkpoint with many signatures."""


class Seen(peewee.Model):
    """The newest checkpoint of a log that this witness signs or has signed, and when, in s."""

    origin = peewee.TextField(primary_key=True)
    size = peewee.BigIntegerField()
    root = peewee.BlobField()
    note = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        strict_tables = True


class Refused(Exception):
    """An answer other than a signature: its status, and a line that says why."""

    def __init__(self, status: int, says: str, kind: str = "text/plain; charset=utf-8") -> None:
        self.response = Response(f"{says}\n", status, content_type=kind)


class Witness:
    """A witness's name and key, the logs that it knows by their names, and its memory."""

    def __init__(
        self, folder: Path, name: str, logs: Mapping[str, Verifier], keys: Keys | None = None
    ) -> None:
        self.keys = keys or Keys.load(folder / "witness.key")
        self.logs = logs
        self.db = Database(folder / "witness.db")
        self.verifier = Verifier(name, notes.COSIGNATURE, self.keys.public)
        with self.db.peewee.bind_ctx([Seen]):
            self.db.peewee.create_tables([Seen])

    def add(self, body: bytes, at: int) -> Signature:
        """Signs a checkpoint at `at` (s) if it continues the last one. Raises Refused."""
        try:
            asked = proofs.read_asked(body.decode())
            head = notes.read_checkpoint(asked.checkpoint.text)
        except (BadNote, UnicodeDecodeError) as error:
            raise Refused(400, str(error)) from None
        self._check_signature(asked.checkpoint, head)
        if asked.old > head.size:
            raise Refused(400, "the old size is larger than the checkpoint's")
        with self.db.writing():
            before = self.seen(head.origin)
            old, root = (before.size, bytes(before.root)) if before else (0, merkle.EMPTY)
            if asked.old != old:
                raise Refused(409, str(old), "text/x.tlog.size")
            if not merkle.continues(old, root, head.size, head.root, asked.path):
                raise Refused(422, "this checkpoint does not continue the last one")
            self._remember(head, asked.checkpoint, at)
        return self.signature(asked.checkpoint.text, at)  # once it is on the disk

    def _check_signature(self, note: Note, head: Head) -> None:
        log = self.logs.get(head.origin)
        if log is None:
            raise Refused(404, "this log is not known here")
        try:
            if notes.signed_at(note, log, signed_by) is None:
                raise Refused(403, "the log's signature is missing")
        except BadNote:
            raise Refused(403, "the log's signature is wrong") from None

    def _remember(self, head: Head, note: Note, at: int) -> None:
        log = self.logs[head.origin]
        own = [one for one in note.signatures if (one.name, one.id) == (log.name, log.id)]
        row: dict[str, Any] = {"size": head.size, "root": head.root, "at": at}
        row |= {"origin": head.origin, "note": str(note._replace(signatures=tuple(own)))}
        self.db.run(Seen.insert(row).on_conflict(action="replace"))

    def seen(self, origin: str) -> Seen | None:
        found: Seen | None = self.db.first(Seen.select().where(Seen.origin == origin))
        return found

    def signature(self, text: str, at: int) -> Signature:
        signed = notes.timed(at, self.keys.sign(notes.cosigned(text, at)))
        return Signature(self.verifier.name, self.verifier.id, signed)


def application(witness: Witness) -> Flask:
    """The witness's two addresses."""
    app = Flask("witness", static_folder=None, template_folder=str(TEMPLATES))
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    buckets: Cache[rate.Bucket] = Cache(10_000)
    lock = threading.Lock()

    @app.before_request
    def bound() -> Response | None:
        peer, now = request.remote_addr or "", clock.read().mono
        with lock:
            left, wait = rate.take(buckets.get(peer) or rate.FULL, now)
            buckets.put(peer, left, 1)
        if wait:
            return Response("too often\n", 429, {"Retry-After": str(wait)}, "text/plain")
        witness.db.connect()
        return None

    @app.errorhandler(Refused)
    def refuse(refused: Refused) -> Response:
        return refused.response

    @app.post("/add-checkpoint")
    def add() -> Response:
        signature = witness.add(request.get_data(), clock.read().utc // 1000)
        return Response(str(signature), content_type="text/plain; charset=utf-8")

    @app.get("/<origin_hash>/checkpoint")
    def checkpoint(origin_hash: str) -> Response:
        for origin in witness.logs:
            seen = witness.seen(origin)
            if seen is not None and notes.origin_hash(origin) == origin_hash:
                note = notes.read(seen.note)
                line = witness.signature(note.text, seen.at)
                signed = note._replace(signatures=(*note.signatures, line))
                return Response(str(signed), content_type="text/plain; charset=utf-8")
        raise Refused(404, "no checkpoint of this log")

    return app
