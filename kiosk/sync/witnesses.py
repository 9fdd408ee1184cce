"""Asking witnesses to sign a checkpoint (C2SP tlog-witness): all at once, in bounded time, through
a line that is an argument. Nothing that they answer is trusted before its signature is checked."""

import http.client
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from kiosk.ground.db import Database
from kiosk.ground.keys import signed_by
from kiosk.records.transparency import checkpoints, log
from kiosk.rules.alerts.robots import Posted
from kiosk.rules.input.numbers import NotANumber, digits
from kiosk.rules.transparency import merkle, notes, proofs
from kiosk.rules.transparency.notes import BadNote, Note, Signature, Verifier
from kiosk.rules.transparency.proofs import Asked
from kiosk.sync.alerts import posting

SECONDS = 10.0
"""In which a witness must have answered."""
RETRY_MS = 60_000
"""So long a witness that did not sign is left alone."""


class Line(NamedTuple):
    """A witness: what it is called here, where it is asked, and whose signature counts."""

    name: str
    url: str
    verifier: Verifier


class Answer(NamedTuple):
    """The status and body of an answer; status 0 is none."""

    status: int
    body: bytes


Post = Callable[[str, bytes], Answer]


def over_http(url: str, body: bytes) -> Answer:
    """Posts to a witness."""
    try:
        got = posting.post(Posted(url, {"Content-Type": "text/plain"}, body), SECONDS)
    except (OSError, ValueError, http.client.HTTPException):
        return Answer(0, b"")
    return Answer(got.status, got.body)


def cosign(db: Database, note: Note, lines: Sequence[Line], at: int, post: Post) -> Note:
    """The checkpoint with the signatures of those witnesses that sign it now, or had before; how
    each answered is stored. One that has last signed another size than this office knows says so,
    and is asked once more."""
    known = checkpoints.witnesses(db)
    signed = proofs.witnesses(note, [one.verifier for one in lines], signed_by)
    sizes = {}
    for line in lines:
        before = known.get(line.name)
        recent = before is not None and before.said != "" and at - before.tried_at < RETRY_MS
        if line.verifier.name not in signed and not recent:
            sizes[line] = before.size if before else 0
    answers = _ask(db, note, sizes, post)
    again = {line: size for line in sizes if (size := _size(answers[line])) is not None}
    size = notes.read_checkpoint(note.text).size
    behind = {line: seen for line, seen in again.items() if seen <= size}
    answers |= _ask(db, note, behind, post)
    for line in sizes:
        signature, said = _judged(note, line, answers[line])
        if signature is not None:
            note = note._replace(signatures=(*note.signatures, signature))
        seen = size if signature is not None else again.get(line)
        checkpoints.note_answer(db, line.name, seen, said, at)
    return note


def _ask(db: Database, note: Note, sizes: Mapping[Line, int], post: Post) -> dict[Line, Answer]:
    """Asks witnesses that last signed these sizes, all at the same time."""
    size, tree = notes.read_checkpoint(note.text).size, log.Tree(db)
    asked: dict[Line, bytes] = {}
    for line, before in sizes.items():
        old = before if before <= size else 0  # it answers with the size that it knows
        path = merkle.consistency(old, size, tree.subtree) if old else []
        alone = note._replace(signatures=note.signatures[:1])
        asked[line] = str(Asked(old, tuple(path), alone)).encode()
    if not asked:
        return {}
    with ThreadPoolExecutor(len(asked)) as pool:
        said = pool.map(lambda line: post(f"{line.url}/add-checkpoint", asked[line]), asked)
        return dict(zip(asked, said, strict=True))


def _size(answer: Answer) -> int | None:
    """The size that a witness last signed, if that is what it answers."""
    if answer.status != http.client.CONFLICT:
        return None
    try:
        return digits(answer.body.decode("ascii").removesuffix("\n"))
    except (NotANumber, UnicodeDecodeError):
        return None


def _judged(note: Note, line: Line, answer: Answer) -> tuple[Signature | None, str]:
    """The witness's signature, or how it failed: `no_line`, `ahead`, `refused`, `wrong`."""
    if answer.status == 0:
        return None, "no_line"
    if answer.status == http.client.CONFLICT:
        return None, "ahead"
    if answer.status != http.client.OK:
        return None, "refused"
    try:
        found = notes.signatures(answer.body.decode())
    except (BadNote, UnicodeDecodeError):
        return None, "wrong"
    for one in found:
        if proofs.witnesses(note._replace(signatures=(one,)), [line.verifier], signed_by):
            return one, ""
    return None, "wrong"
