"""What is signed only grows, whatever a crash leaves; and who has witnessed it."""

import contextlib
import secrets
from typing import Any

import pytest
from nacl.signing import SigningKey

from kiosk.ground.keys import signed_by
from kiosk.ground.queries import putting
from kiosk.records.ledger.alarms import Alarm
from kiosk.records.transparency import checkpoints, log
from kiosk.records.transparency.log import LogState
from kiosk.rules.transparency import merkle, notes
from kiosk.rules.transparency.notes import Head, Note, Signature, Verifier
from tests.cast import Machine
from tests.records.transparency.cast import begun, taken_in

THEIRS = SigningKey(bytes([7] * 32))
WITNESS = Verifier("w.example", notes.COSIGNATURE, bytes(THEIRS.verify_key))


def state(office: Machine) -> LogState:
    found = log.state(office.db)
    assert found is not None
    return found


def cosigned(note: Note) -> Note:
    said = notes.timed(9, THEIRS.sign(notes.cosigned(note.text, 9)).signature)
    return note._replace(signatures=(*note.signatures, Signature(WITNESS.name, WITNESS.id, said)))


def alarms(office: Machine) -> list[str]:
    return [one.code for one in office.db.rows(Alarm.select().where(Alarm.branch == ""))]


def test_a_checkpoint_is_signed_by_the_logs_key_and_served(office: Machine, hall: Machine):
    taken_in(office, hall)
    note = checkpoints.sign(office.keys, state(office))
    log_key = log.verifier(office.keys, state(office).origin)
    assert notes.signed_at(note, log_key, signed_by) == 0
    assert notes.read_checkpoint(note.text) == state(office).head
    assert checkpoints.publish(office.db, note, [], 0, 5)
    served, witnessed = checkpoints.newest(office.db), checkpoints.witnessed(office.db)
    assert served is not None and witnessed is not None
    assert served.note == witnessed.note == str(note) and served.size == state(office).size


def test_a_smaller_checkpoint_never_takes_the_place_of_a_larger_one(office: Machine, hall: Machine):
    small = checkpoints.sign(office.keys, begun(office))
    taken_in(office, hall)
    large = checkpoints.sign(office.keys, state(office))
    for note in (large, small):
        assert checkpoints.publish(office.db, note, [], 0, 5), "no witness is needed"
    served = checkpoints.newest(office.db)
    assert served is not None and served.note == str(large)


def test_too_few_witnesses_raise_one_alarm_after_half_an_hour(office: Machine):
    note = checkpoints.sign(office.keys, begun(office))
    later = 30 * 60_000
    for at in (1_000, 1_000 + later - 1):
        assert not checkpoints.publish(office.db, note, [WITNESS], 1, at)
    assert alarms(office) == [] and checkpoints.witnessed(office.db) is None
    for at in (1_000 + later, 2_000 + later):
        checkpoints.publish(office.db, note, [WITNESS], 1, at)
    assert alarms(office) == ["log_unwitnessed"]
    assert checkpoints.publish(office.db, cosigned(note), [WITNESS], 1, 9_000 + later)
    assert state(office).unmet_since is None
    witnessed = checkpoints.witnessed(office.db)
    assert witnessed is not None and witnessed.note == str(cosigned(note))


def test_a_witness_that_has_seen_more_than_there_is_raises_an_alarm(office: Machine):
    begun(office)
    checkpoints.note_answer(office.db, "v", None, "no_line", 5)
    never = checkpoints.witnesses(office.db)["v"]
    assert (never.size, never.signed_at) == (0, None)
    checkpoints.note_answer(office.db, "w", 1, "", 10)
    assert alarms(office) == []
    checkpoints.note_answer(office.db, "w", None, "no_line", 20)
    one = checkpoints.witnesses(office.db)["w"]
    assert (one.size, one.signed_at, one.said, one.tried_at) == (1, 10, "no_line", 20)
    checkpoints.note_answer(office.db, "w", 900, "ahead", 30)
    assert alarms(office) == ["log_behind"]
    assert checkpoints.witnesses(office.db)["w"].signed_at == 10


class PowerCut(Exception):
    """The machine ends here."""


def lived(office: Machine, monkeypatch: pytest.MonkeyPatch, *, sign_first: bool) -> list[Head]:
    """The log grows and is signed, and each of its writes is the last one in turn; returns every
    head that was signed. With `sign_first` it signs what it has not committed."""
    begun(office)
    signed: list[Head] = []
    real, left = office.db.each, [0]

    def dying(*args: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise PowerCut
        real(*args)

    def sign() -> None:
        note = checkpoints.sign(office.keys, state(office))
        signed.append(notes.read_checkpoint(note.text))

    for cut in range(12):
        left[0] = cut % 4
        monkeypatch.setattr(office.db, "each", dying)
        with contextlib.suppress(PowerCut):
            with office.db.writing_in(log.TURN):
                log.append(office.db, [secrets.token_bytes(60) for _ in range(1 + 100 * cut)])
                if sign_first:
                    sign()
                office.db.each(putting(log.LogTile), [])
            if not sign_first:
                sign()
        monkeypatch.setattr(office.db, "each", real)
    return signed


def forks(office: Machine, signed: list[Head]) -> int:
    """How many of these heads are not the beginning of the log as it is now."""
    tree, size = log.Tree(office.db), state(office).size
    there = [one for one in signed if one.size <= size]
    kept = [one for one in there if merkle.root(one.size, tree.subtree) == one.root]
    return len(signed) - len(kept)


def test_what_was_signed_is_never_taken_back(office: Machine, monkeypatch: pytest.MonkeyPatch):
    signed = lived(office, monkeypatch, sign_first=False)
    assert len(signed) == 3 and forks(office, signed) == 0


def test_signing_before_the_commit_would_be_found(office: Machine, monkeypatch: pytest.MonkeyPatch):
    assert forks(office, lived(office, monkeypatch, sign_first=True)) > 0
