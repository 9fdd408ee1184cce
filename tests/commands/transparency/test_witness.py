"""A witness signs what continues the last checkpoint, and answers as C2SP tlog-witness says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from nacl.signing import SigningKey

from kiosk.commands.transparency import witness
from kiosk.commands.transparency.witness import MOST_BYTES, Witness
from kiosk.ground.keys import Keys, signed_by
from kiosk.rules.office import rate
from kiosk.rules.transparency import merkle, notes, proofs, tiles
from kiosk.rules.transparency.notes import Head, Note, Signature, Verifier
from kiosk.rules.transparency.proofs import Asked
from tests.cast import Time
from tests.rules.transparency.test_tiles import Store, numbered

OURS = SigningKey(bytes(32))
LOG = Verifier("log.example", notes.ED25519, bytes(OURS.verify_key))
NAME = "w.example"


class Log:
    """A log that a test grows, or forks."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.store = Store()
        self.store.append(leaves)

    def note(self, origin: str = LOG.name, key: SigningKey = OURS) -> Note:
        text = notes.checkpoint(Head(origin, self.store.size, self.store.root))
        return Note(text, (Signature(origin, LOG.id, key.sign(text.encode()).signature),))

    def asked(self, old: int) -> bytes:
        path = ()
        if 0 < old <= self.store.size:
            path = tuple(merkle.consistency(old, self.store.size, tiles.subtrees(self.store)))
        return str(Asked(old, path, self.note())).encode()


@pytest.fixture
def asked(tmp_path: Path) -> FlaskClient:
    tmp_path.mkdir(exist_ok=True)
    return witness.application(Witness(tmp_path, NAME, {LOG.name: LOG})).test_client()


def post(client: FlaskClient, body: bytes) -> tuple[int, str]:
    got = client.post("/add-checkpoint", data=body)
    return got.status_code, got.text


def test_a_log_that_grows_is_signed_each_time(asked: FlaskClient, tmp_path: Path, time: Time):
    key = Keys.load(tmp_path / "witness.key", create=False)
    verifier = Verifier(NAME, notes.COSIGNATURE, key.public)
    old = 0
    for size in (1, 2, 7, 7, 300):
        log = Log(numbered(size))
        status, said = post(asked, log.asked(old))
        assert status == 200
        (line,) = notes.signatures(said)
        note = log.note()._replace(signatures=(line,))
        assert proofs.witnesses(note, [verifier], signed_by) == {NAME: time.utc // 1000}
        old = size
    shown = asked.get(f"/{notes.origin_hash(LOG.name)}/checkpoint").text
    note = notes.read(shown)
    assert notes.read_checkpoint(note.text).size == 300
    assert notes.signed_at(note, LOG, signed_by) == 0
    assert list(proofs.witnesses(note, [verifier], signed_by)) == [NAME]


def test_another_old_size_is_answered_with_the_one_that_is_known(asked: FlaskClient):
    post(asked, Log(numbered(5)).asked(0))
    for old in (0, 4, 6):
        got = asked.post("/add-checkpoint", data=Log(numbered(9)).asked(old))
        assert (got.status_code, got.text, got.mimetype) == (409, "5\n", "text/x.tlog.size")


def forked() -> bytes:
    return Log(numbered(9)[::-1]).asked(5)


def rolled_back() -> bytes:
    return Log(numbered(4)).asked(4)


def same_size() -> bytes:
    return Log(numbered(5)[::-1]).asked(5)


def with_a_proof_of_nothing() -> bytes:
    return str(Asked(5, (bytes(32),), Log(numbered(9)).note())).encode()


@pytest.mark.parametrize(
    "body, status",
    [(forked, 422), (same_size, 422), (with_a_proof_of_nothing, 422), (rolled_back, 409)],
)
def test_a_split_view_and_a_rollback_are_refused(
    asked: FlaskClient, body: Callable[[], bytes], status: int
):
    assert post(asked, Log(numbered(5)).asked(0))[0] == 200
    assert post(asked, body())[0] == status
    assert post(asked, Log(numbered(9)).asked(5))[0] == 200, "the memory is as it was"


def test_who_is_refused(asked: FlaskClient):
    log = Log(numbered(3))
    stranger = SigningKey(bytes([9] * 32))
    for note, status in (
        (log.note("other.example"), 404),
        (log.note(key=stranger), 403),
        (log.note()._replace(signatures=(Signature("x", b"abcd", bytes(64)),)), 403),
    ):
        assert post(asked, str(Asked(0, (), note)).encode())[0] == status
    assert post(asked, str(Asked(4, (), log.note())).encode())[0] == 400
    assert post(asked, str(Asked(0, (bytes(32),), log.note())).encode())[0] == 422
    empty = Note(notes.checkpoint(Head(LOG.name, 0, bytes(32))), ())
    signed = Signature(LOG.name, LOG.id, OURS.sign(empty.text.encode()).signature)
    body = str(Asked(0, (), empty._replace(signatures=(signed,)))).encode()
    assert post(asked, body)[0] == 422, "an empty log has the root of nothing"
    for body in (b"", b"\xff\xff", b"old 0\n", b"old -1\n\n", b"old 0\n" * 500):
        assert post(asked, body)[0] == 400
    assert post(asked, b"x" * (MOST_BYTES + 1))[0] == 413
    assert asked.get("/add-checkpoint").status_code == 405
    for name in ("0" * 64, notes.origin_hash(LOG.name)):
        assert asked.get(f"/{name}/checkpoint").status_code == 404


def test_it_remembers_across_a_restart_and_keeps_its_key(tmp_path: Path):
    first = Witness(tmp_path, NAME, {LOG.name: LOG})
    assert first.add(Log(numbered(5)).asked(0), 9)
    first.db.close()
    second = Witness(tmp_path, NAME, {LOG.name: LOG})
    assert second.verifier == first.verifier
    assert second.add(Log(numbered(6)).asked(5), 10)
    second.db.close()


def test_it_remembers_before_it_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A crash between the two costs a signature, never a second past."""
    one = Witness(tmp_path, NAME, {LOG.name: LOG})

    def dead(*_args: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Keys, "sign", dead)
    with pytest.raises(KeyboardInterrupt):
        one.add(Log(numbered(5)).asked(0), 9)
    seen = one.seen(LOG.name)
    assert seen is not None and seen.size == 5
    one.db.close()


def test_too_many_requests_must_wait(asked: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rate, "BURST", 3)
    monkeypatch.setattr(rate, "FULL", rate.Bucket(3, 0))
    status = [asked.get("/0/checkpoint").status_code for _ in range(5)]
    assert status[:3] == [404] * 3 and status[-1] == 429
